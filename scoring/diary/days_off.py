"""Leave: days off to come, as spans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from teams.base.formatting import count_words, day_words
from teams.base.sources import Value
from teams.models import DailyLog, Rep

MAX_LEAVE_DISTANCE: Final = timedelta(366)  # furthest day of leave from today, either way


@dataclass(frozen=True)
class LeaveSpan:
    """Days off in a row, with only non-working days in between."""

    first: date
    last: date
    days: int

    @property
    def words(self) -> str:
        """The span in words, such as `1 December to 12 December, 10 working days`."""
        to = f" to {day_words(self.last)}" if self.last > self.first else ""
        return f"{day_words(self.first)}{to}, {count_words(self.days, 'working day')}"


def working_days(rep: Rep, first: date, last: date) -> list[date]:
    """Working days of a leave, the only ones that need a mark.

    A weekend marked as off would be held instead of fading, and count for more than other weekends.
    """
    days = [first + timedelta(offset) for offset in range((last - first).days + 1)]
    return [day for day in days if rep.organization.works_on(day)]


def upcoming_leave(rep: Rep, today: date) -> list[LeaveSpan]:
    """Leave from today on."""
    return _spans(rep, DailyLog.objects.of(rep).off_from(today))


def _spans(rep: Rep, days: Sequence[date]) -> list[LeaveSpan]:
    spans: list[LeaveSpan] = []
    for day in days:
        last = spans[-1] if spans else None
        if last and not working_days(rep, last.last + timedelta(1), day - timedelta(1)):
            spans[-1] = LeaveSpan(last.first, day, last.days + 1)
        else:
            spans.append(LeaveSpan(day, day, 1))
    return spans


def day_off_values(rep: Rep, first: date, last: date, *, off: bool) -> dict[date, dict[str, Value]]:
    """Values for each day that make it a day off, or no longer one."""
    if off:
        return {day: {"off": True} for day in working_days(rep, first, last)}
    marked = DailyLog.objects.of(rep).between(first, last).off_from(first)
    return {day: {"off": None} for day in marked}
