"""Periods and steps of charts over time: which closes they show, by day, week or month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ALL_TIME = "all"
PERIODS = (("30", "30 days"), ("90", "90 days"), ("365", "Year"), (ALL_TIME, "All"))
DEFAULT_PERIOD = "90"
STEPS = (("day", "Days"), ("week", "Weeks"), ("month", "Months"))
BY_WEEK_FROM, BY_MONTH_FROM = 120, 800  # days above which a chart has longer steps


@dataclass(frozen=True)
class DateRange:
    """The period of a chart: a number of days or all, in given steps or in suitable ones."""

    period: str = DEFAULT_PERIOD
    step: str = ""

    @property
    def days(self) -> int | None:
        """Number of days; None for all."""
        return None if self.period == ALL_TIME else int(self.period)

    def first(self, last: date, first_day: Callable[[], date | None]) -> date | None:
        """The first day, given the last; `first_day` is called only for the whole time."""
        return last - timedelta(days=self.days) if self.days else first_day()

    def step_of(self, first: date, last: date) -> str:
        """The chosen step, else one that keeps the number of points readable."""
        if self.step:
            return self.step
        days = (last - first).days
        return "month" if days > BY_MONTH_FROM else "week" if days > BY_WEEK_FROM else "day"


def closes_of(days: Sequence[date], step: str) -> list[date]:
    """The days (in order) that a step shows: the last of each week or month, or every day.

    A week begins on Monday and shows its Sunday's close. The last day closes its week or month.
    """
    if step == "day":
        return list(days)
    last_days: dict[tuple[int, int], date] = {}
    for day in days:
        last_days[day.isocalendar()[:2] if step == "week" else (day.year, day.month)] = day
    return list(last_days.values())


def days_between(first: date, last: date) -> list[date]:
    """Every day from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def step_words(step: str) -> str:
    """What a point of that step stands for."""
    return {
        "day": "the end of each day",
        "week": "each week from Monday, at the end of its Sunday",
        "month": "each month at the end of its last day",
    }[step]
