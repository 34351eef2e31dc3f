"""How long days that are over have been waiting for their close, and when somebody last looked."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min

from scoring.models import Run, Tick
from scoring.models.ledger import RunQuerySet


@dataclass(frozen=True)
class Waiting:
    """A day that was never closed in a zone, and since when it could have been."""

    day: date
    since: datetime

    def age(self, now: datetime) -> timedelta:
        """How long; nothing for a day that was opened before its grace was over."""
        return max(now - self.since, timedelta(0))


def closable_from(zone: str, day: date) -> datetime:
    """When the day is over in the zone, and the time for late entries with it."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    # Through UTC, so that an hour a clock is turned by is not counted.
    return midnight.astimezone(ZoneInfo("UTC")) + settings.CLOSE_GRACE


def longest_waiting(runs: RunQuerySet) -> Waiting | None:
    """Of these days, the one that has been waiting longest: due, running or given up.

    A day that was closed and is to be restated does not count: its scores stand meanwhile, and the
    ledger does not say when the facts changed.
    """
    never = runs.exclude(state=Run.State.DONE).filter(finished_at=None)
    oldest = never.order_by().values_list("zone").annotate(oldest=Min("day"))
    waiting = (Waiting(day, closable_from(zone, day)) for zone, day in oldest)
    return min(waiting, key=lambda each: each.since, default=None)


def last_tick() -> datetime | None:
    """When somebody last asked what is due; None before the first time."""
    tick = Tick.objects.first()
    return tick.at if tick else None
