"""Jobs page for admins: the daily job of an organisation, what is done, what is not, and why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Q

from scoring.jobs.history import LedgerDay, RunRow, days_of
from scoring.jobs.lag import LateClose, last_tick, longest_late_close
from scoring.models import Run
from teams.base.formatting import count_words, duration_words
from teams.models import Organization

MAX_TROUBLES = 20
MAX_ERROR_CHARACTERS = 300  # characters


@dataclass(frozen=True)
class Trouble:
    """Shards of a day that were tried and are not done, all for one reason."""

    day: date
    failed: bool
    error: str
    shards: int
    attempts: int

    @property
    def summary(self) -> str:
        """In words, such as `3 shards given up after 3 attempts`."""
        outcome = "given up" if self.failed else "not done"
        after = f" after {count_words(self.attempts, 'attempt')}" if self.attempts else ""
        return f"{count_words(self.shards, 'shard')} {outcome}{after or ', to be tried again'}"

    @property
    def reason(self) -> str:
        """The error, shortened; a killed worker leaves none, so a sentence says that it died."""
        error = " ".join(self.error.split()) or "the worker died each time"
        return f"{error[:MAX_ERROR_CHARACTERS]}…" if len(error) > MAX_ERROR_CHARACTERS else error


@dataclass(frozen=True)
class JobStatus:
    """Everything the page shows, days newest first; `at` is now.

    `troubles` are the oldest MAX_TROUBLES; `failed` counts the days on which a shard was given up.
    """

    organization: Organization
    at: datetime
    tick: datetime | None
    waiting: LateClose | None
    days: tuple[LedgerDay, ...]
    troubles: tuple[Trouble, ...]
    failed: int
    more_troubles: bool

    @property
    def closed_through(self) -> str:
        """The last day that every shard has closed, with all before it; empty if there is none."""
        through = self.waiting.day if self.waiting else date.max
        return next((each.name for each in self.days if each.day < through), "")

    @property
    def last_tick(self) -> str:
        """Time since the last tick, such as `12 s ago`."""
        return f"{duration_words(self.at - self.tick)} ago" if self.tick else "never"

    @property
    def tick_is_late(self) -> bool:
        """Whether the last tick is so long ago that no day will be closed."""
        return self.tick is None or self.at - self.tick > settings.HEALTH_TICK

    @property
    def lag(self) -> str:
        """How long the oldest day that was never closed has been waiting; empty without one."""
        return duration_words(self.waiting.age(self.at)) if self.waiting else ""


def load_job_status(organization: Organization, days: int, now: datetime) -> JobStatus:
    """The newest days of the ledger and what is in the way; the organisation's scope is open."""
    troubles = _troubles()
    unfinished = Run.objects.exclude(state=Run.State.DONE)
    return JobStatus(
        organization=organization,
        at=now,
        tick=last_tick(),
        waiting=longest_late_close(unfinished),
        days=_days(days, ZoneInfo(organization.time_zone), now),
        troubles=tuple(troubles[:MAX_TROUBLES]),
        failed=unfinished.failed().order_by().values("day").distinct().count(),
        more_troubles=len(troubles) > MAX_TROUBLES,
    )


def _days(days: int, zone: ZoneInfo, now: datetime) -> tuple[LedgerDay, ...]:
    """The newest days, newest first; earlier ones are not read."""
    newest = Run.objects.order_by("-day").values_list("day", flat=True).first()
    if newest is None:
        return ()
    shown = Run.objects.filter(day__gt=newest - timedelta(days=days)).order_by("-day")
    return days_of([RunRow(*values) for values in shown.values_list(*RunRow._fields)], zone, now)


def _troubles() -> list[Trouble]:
    """What was tried and is not done, oldest first; one more than is shown, if there is."""
    tried = Q(state=Run.State.FAILED) | ~Q(error="")
    unfinished = Run.objects.exclude(state=Run.State.DONE).filter(tried)
    groups = unfinished.values("day", "state", "error").annotate(
        shards=Count("pk"), attempts=Max("attempts")
    )
    return [
        Trouble(day, state == Run.State.FAILED, error, shards, attempts)
        for day, state, error, shards, attempts in groups.order_by(
            "day", "state", "error"
        ).values_list("day", "state", "error", "shards", "attempts")[: MAX_TROUBLES + 1]
    ]
