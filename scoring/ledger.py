"""The ledger: which days of which shard are due, who works on them, what is done.

The database is the queue of record. A row is claimed by a conditional update under a lease with a
token; only the holder of the token may write and finish. So a message that is lost, doubled or
late, a second beat or a killed worker does no harm, and days nobody worked on are caught up with.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max, Min
from django.utils import timezone

from scoring.models import Run
from teams.models import Organization, Rep
from teams.models.people import RepQuerySet

SHARD_SIZE = 2000  # rep ids a shard: a day of them takes well under 10 s
LEASE = timedelta(seconds=30)
ATTEMPTS = 3

log = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """Another worker holds the shard by now: nothing more may be written."""


@dataclass(frozen=True)
class Claim:
    """The right to bring a shard up to date through a day."""

    organization: Organization
    shard: int
    through: date
    token: UUID


def shards(organization: Organization) -> list[int]:
    """The shards that have reps of the organisation."""
    ids = Rep.objects.filter(organization=organization).order_by()
    return sorted(
        ids.annotate(shard=F("id") / SHARD_SIZE).values_list("shard", flat=True).distinct()
    )


def reps_of(organization: Organization, shard: int) -> RepQuerySet:
    """The reps of a shard, by id."""
    first = shard * SHARD_SIZE
    reps: RepQuerySet = Rep.objects.filter(
        organization=organization, pk__gte=first, pk__lt=first + SHARD_SIZE
    )
    return reps.order_by("pk")


@transaction.atomic
def open_days(organization: Organization, through: date) -> None:
    """Makes due what is not done: days since the last, and days whose facts have changed."""
    last = dict(
        Run.objects.order_by()
        .values_list("shard")
        .annotate(last=Max("day"))
        .values_list("shard", "last")
    )
    due = [
        Run(organization=organization, shard=shard, day=day)
        for shard in shards(organization)
        for day in _missing(last.get(shard), through)
    ]
    Run.objects.bulk_create(due, batch_size=500, ignore_conflicts=True)
    for shard, changed_from in _changed().items():
        if shard in last and changed_from <= last[shard]:
            Run.objects.of_shard(shard).filter(day=last[shard]).done().reopen()


def _missing(last: date | None, through: date) -> Iterator[date]:
    day = last + timedelta(days=1) if last else through
    while day <= through:
        yield day
        day += timedelta(days=1)


def _changed() -> dict[int, date]:
    """The first changed day of each shard that has any."""
    marked = Rep.objects.changed().order_by().annotate(shard=F("id") / SHARD_SIZE)
    return dict(marked.values_list("shard").annotate(first=Min("changed_from")))


@transaction.atomic
def claim(organization: Organization, shard: int) -> Claim | None:
    """Takes the shard's open days under a lease; None when there are none or someone has them."""
    now = timezone.now()
    rows = _hold(shard)
    if not rows or any(row.is_leased(now) for row in rows):
        return None
    mine = Run.objects.filter(pk__in=[row.pk for row in rows])
    if max(row.attempts for row in rows) >= ATTEMPTS:
        mine.give_up()
        log.error("Shard %s of %s is given up from %s on", shard, organization, rows[0].day)
        return None
    token = uuid4()
    mine.update(
        state=Run.State.RUNNING,
        token=token,
        leased_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    # A day before the last close is open when it was given up and asked for again: what changed
    # by then is to be restated up to where snapshots stand.
    closed = Run.objects.of_shard(shard).closed_through()
    return Claim(organization, shard, max(rows[-1].day, closed or date.min), token)


def _hold(shard: int) -> list[Run]:
    """The shard's open days, held until the transaction ends; none if another holds any."""
    open_days = Run.objects.of_shard(shard).open().order_by("day")
    rows = list(open_days.select_for_update(skip_locked=True))
    return rows if len(rows) == open_days.count() else []


def renew(claim: Claim, now: datetime | None = None) -> None:
    """Holds on to the lease; raises LeaseLostError when it is another's by now."""
    until = (now or timezone.now()) + LEASE
    if not Run.objects.of_shard(claim.shard).held_by(claim.token).update(leased_until=until):
        raise LeaseLostError(f"Shard {claim.shard} of {claim.organization} is another worker's.")


def finish(claim: Claim, *, restated_from: date | None, snapshots: int) -> None:
    """Marks the days done, if the lease is still held."""
    done = Run.objects.of_shard(claim.shard).held_by(claim.token)
    if not done.update(
        state=Run.State.DONE,
        token=None,
        leased_until=None,
        attempts=0,
        error="",
        restated_from=restated_from,
        snapshots=snapshots,
        finished_at=timezone.now(),
    ):
        raise LeaseLostError(f"Shard {claim.shard} of {claim.organization} is another worker's.")


def release(claim: Claim, error: str) -> None:
    """Puts the days back after a failure, with its reason; the attempt stays counted."""
    held = Run.objects.of_shard(claim.shard).held_by(claim.token)
    held.update(state=Run.State.DUE, token=None, leased_until=None, error=error[:2000])
