"""Lag of the daily job: how long days have been waiting for their close, and the last tick."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min

from scoring.models import Run, Tick
from scoring.models.runs import RunQuerySet


@dataclass(frozen=True)
class LateClose:
    """A day that was never closed in a time zone, and since when it could have been."""

    day: date
    since: datetime

    def age(self, now: datetime) -> timedelta:
        """How long it has been waiting; 0 for a day that was opened before its grace was over."""
        return max(now - self.since, timedelta(0))


def closable_from(zone: str, day: date) -> datetime:
    """When a day can be closed in the zone: its midnight, and the grace for late entries."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    # In UTC, so that a change to or from summer time does not count.
    return midnight.astimezone(ZoneInfo("UTC")) + settings.CLOSE_GRACE


def longest_late_close(runs: RunQuerySet) -> LateClose | None:
    """The day among these that has been waiting longest: due, running or given up.

    A closed day that is to be restated does not count: its scores stay valid meanwhile, and the
    ledger does not record when the facts changed.
    """
    never_closed = runs.exclude(state=Run.State.DONE).filter(finished_at=None)
    oldest = never_closed.order_by().values_list("zone").annotate(oldest=Min("day"))
    waiting = (LateClose(day, closable_from(zone, day)) for zone, day in oldest)
    return min(waiting, key=lambda each: each.since, default=None)


def last_tick() -> datetime | None:
    """Time of the last tick; None before the first."""
    tick = Tick.objects.first()
    return tick.at if tick else None
