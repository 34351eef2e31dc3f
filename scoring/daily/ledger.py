"""Ledger of the daily job: which days of which shard are due, who works on them, what is done.

The database is the queue of record. A row is claimed by a conditional update under a lease with a
token; only the holder of the token may write and finish. So a message that is lost, doubled or
late, a second beat or a killed worker does no harm, and missed days are caught up with.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Max, Min, Q, Value, When
from django.utils import timezone

from scoring.models import Run, Shard
from teams.base import clock
from teams.base.lease import LeaseLostError
from teams.models import Organization, Rep
from teams.models.people import RepQuerySet

SHARD_SIZE = 10_000  # rep ids in a shard: scoring a day of them takes well under 10 s
LEASE_DURATION = timedelta(seconds=30)
MAX_ATTEMPTS = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShardClaim:
    """The right to bring a shard up to date; days through `closed` were done before."""

    organization: Organization
    shard: Shard
    closed: date | None
    through: date
    token: UUID

    def reps(self) -> RepQuerySet:
        """The shard's reps."""
        reps: RepQuerySet = Rep.objects.in_zone(self.organization, self.shard.zone)
        return _in_shard(reps.present(), self.shard.number)

    def erased(self) -> list[int]:
        """Ids in the shard's range that are erased by now: nothing is written for them."""
        erased_reps = Rep.objects.filter(organization=self.organization, erased_on__isnull=False)
        return list(_in_shard(erased_reps, self.shard.number).values_list("pk", flat=True))


@dataclass(frozen=True)
class PassResult:
    """The result of a claim: snapshots written, and what was restated of days closed before.

    `restated_from` is the first such day, `restated` the number of reps, `why` a Change.
    """

    restated_from: date | None = None
    restated: int = 0
    why: int = 0
    snapshots: int = 0

    def plus_snapshots(self, count: int) -> "PassResult":
        """Returns a copy with more snapshots."""
        return replace(self, snapshots=self.snapshots + count)


def shard_number(rep: Rep) -> int:
    """Number of the rep's shard within its time zone."""
    return rep.pk // SHARD_SIZE


def _in_shard(reps: RepQuerySet, number: int) -> RepQuerySet:
    return reps.filter(pk__gte=number * SHARD_SIZE, pk__lt=(number + 1) * SHARD_SIZE)


def shards(organization: Organization) -> list[Shard]:
    """The shards that have reps of the organisation."""
    reps: RepQuerySet = Rep.objects.filter(organization=organization)
    reps = reps.present()
    return sorted(Shard(*each) for each in _shard_keys(organization, reps).distinct())


def _shard_keys(organization: Organization, reps: RepQuerySet) -> Any:
    """(zone, number) of each rep's shard."""
    own = When(~Q(time_zone=""), then=F("time_zone"))
    zone = Case(own, default=Value(organization.time_zone))
    return reps.order_by().annotate(z=zone, shard=F("id") / SHARD_SIZE).values_list("z", "shard")


def last_closable_day(shard: Shard) -> date:
    """The last local day of the shard that is over, grace for late entries included."""
    return clock.last_day_over(shard.zone, settings.CLOSE_GRACE)


@transaction.atomic
def open_days(organization: Organization, through: date | None = None) -> None:
    """Makes days due: those after the last one, and those whose facts have changed.

    Through the last day that is over in the shard's zone, with grace; or, if given, through a day
    as far as it is over.
    """
    last = _last_days()
    due = [
        Run(organization=organization, zone=shard.zone, shard=shard.number, day=day)
        for shard in shards(organization)
        for day in _missing(last.get(shard), _last_day_due(shard, through))
    ]
    Run.objects.bulk_create(due, batch_size=500, ignore_conflicts=True)
    for shard, changed_from in _first_changed_days(organization).items():
        if shard in last and changed_from <= last[shard]:
            Run.objects.of_shard(shard).filter(day=last[shard]).done().reopen()


def shards_with_open_days() -> list[tuple[str, int]]:
    """Zone and number of each shard with open days."""
    return list(Run.objects.open().order_by().values_list("zone", "shard").distinct())


def _last_day_due(shard: Shard, through: date | None) -> date:
    if through is None:
        return last_closable_day(shard)
    return min(through, clock.last_day_over(shard.zone))


def _last_days() -> dict[Shard, date]:
    """The last day ever opened, by shard."""
    opened = Run.objects.order_by().values_list("zone", "shard").annotate(last=Max("day"))
    return {Shard(zone, number): last for zone, number, last in opened}


def _missing(last: date | None, through: date) -> Iterator[date]:
    day = last + timedelta(days=1) if last else through
    while day <= through:
        yield day
        day += timedelta(days=1)


def _first_changed_days(organization: Organization) -> dict[Shard, date]:
    """The first changed day, by shard; of shards that have any."""
    changes = _shard_keys(organization, Rep.objects.changed()).annotate(first=Min("changed_from"))
    return {Shard(zone, number): first for zone, number, first in changes}


@transaction.atomic
def claim(organization: Organization, shard: Shard) -> ShardClaim | None:
    """Claims the shard's open days under a lease; None if there are none or another has them.

    Gives the days up once they were tried MAX_ATTEMPTS times.
    """
    now = timezone.now()
    rows = _lock_open_days(shard)
    if not rows or any(row.is_leased(now) for row in rows):
        return None
    open_runs = Run.objects.filter(pk__in=[row.pk for row in rows])
    if max(row.attempts for row in rows) >= MAX_ATTEMPTS:
        open_runs.give_up()
        log.error("%s of %s is given up from %s on", shard, organization, rows[0].day)
        return None
    token = uuid4()
    open_runs.update(
        state=Run.State.RUNNING,
        token=token,
        leased_until=now + LEASE_DURATION,
        attempts=F("attempts") + 1,
    )
    # A day before the last close is open if it was given up and then retried: what has changed
    # since is restated through the last day that has snapshots.
    closed = Run.objects.of_shard(shard).closed_through()
    return ShardClaim(organization, shard, closed, max(rows[-1].day, closed or date.min), token)


def _lock_open_days(shard: Shard) -> list[Run]:
    """Locks the shard's open days until the transaction ends; empty if another holds any."""
    open_days = Run.objects.of_shard(shard).open().order_by("day")
    rows = list(open_days.select_for_update(skip_locked=True))
    return rows if len(rows) == open_days.count() else []


def renew(claim: ShardClaim, now: datetime | None = None) -> None:
    """Extends the lease; raises LeaseLostError if another worker has it by now."""
    until = (now or timezone.now()) + LEASE_DURATION
    if not Run.objects.of_shard(claim.shard).held_by(claim.token).update(leased_until=until):
        raise LeaseLostError(f"{claim.shard} of {claim.organization} is another worker's.")


def finish(claim: ShardClaim, result: PassResult) -> None:
    """Marks the claimed days done, and with them earlier ones that were given up.

    Raises LeaseLostError if another worker has claimed them.
    """
    days = Run.objects.of_shard(claim.shard)
    finished = {
        "state": Run.State.DONE,
        "token": None,
        "leased_until": None,
        "attempts": 0,
        "error": "",
        "restated_from": result.restated_from,
        "restated": result.restated,
        "why": result.why,
        "snapshots": result.snapshots,
        "finished_at": timezone.now(),
    }
    if not days.held_by(claim.token).update(**finished):
        raise LeaseLostError(f"{claim.shard} of {claim.organization} is another worker's.")
    days.failed().filter(day__lte=claim.through).update(**finished)


def release(claim: ShardClaim, error: str) -> None:
    """Makes the days due again after a failure, with its reason; the attempt stays counted."""
    held = Run.objects.of_shard(claim.shard).held_by(claim.token)
    held.update(state=Run.State.DUE, token=None, leased_until=None, error=error[:2000])
