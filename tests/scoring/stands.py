"""Stored scores without the facts behind them, for tests of pages that only show scores."""

from datetime import UTC, date, datetime, time

from scoring.core.layout import layout_of
from scoring.core.signals import PILLARS
from scoring.core.uncertainty import Trust
from scoring.core.versions import CURRENT_VERSION, Version
from scoring.daily.ledger import shard_number
from scoring.models import Run, Snapshot
from teams.models import Membership, Rep

FULL_COVERAGE = 20  # known days among the last 20 working days


def stands(
    rep: Rep,
    total: float,
    *days: date,
    pillars: tuple[float, float, float, float] | None = None,
    state: Trust = Trust.CURRENT,
    reading_age: int = 0,
    known_days: int = FULL_COVERAGE,
    known: bool = True,
    version: Version = CURRENT_VERSION,
) -> None:
    """Stores a rep's score at the close of each day, as the daily job would, and closes the day.

    `total` is split evenly over the pillars unless they are given (points 0 to 25, adding up to
    it). Every signal counts, and each day has a LinkedIn score `reading_age` days old. The team is
    the one of which the rep is a member that day. Nothing can be explained: there are no facts.
    """
    points = pillars or (total / 4,) * 4
    assert abs(sum(points) - total) < 1e-9, "the pillars add up to the total"
    for day in days:
        Snapshot.objects.create(
            **dict(zip(PILLARS, points, strict=True)),
            rep=rep,
            day=day,
            organization_id=rep.organization_id,
            team_id=_team_on(rep, day),
            signals=(1 << len(layout_of(version).weights)) - 1,
            reading_age=reading_age,
            state=state,
            known_days=known_days,
            known=known,
            version=version.identifier,
        )
        close_day(rep, day)


def close_day(rep: Rep, day: date) -> None:
    """Marks the day as done in the ledger of the rep's shard, without scoring anything."""
    Run.objects.get_or_create(
        organization_id=rep.organization_id,
        zone=rep.zone,
        shard=shard_number(rep),
        day=day,
        defaults={
            "state": Run.State.DONE,
            "finished_at": datetime.combine(day, time.max, tzinfo=UTC),
        },
    )


def _team_on(rep: Rep, day: date) -> int | None:
    memberships = Membership.objects.filter(rep=rep, since__lte=day).exclude(until__lte=day)
    found: int | None = memberships.values_list("team", flat=True).first()
    return found
