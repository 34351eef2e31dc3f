"""Meetings and opportunities a week, before a start date and since; part of no score.

For each rep: all that is known, divided by the known working days, times the working days of a
week, so days that were not logged do not count. Only reps with ten known working days in both
periods are in the mean, and means of fewer than five reps are withheld: what one rep logged is
private.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from django.db.models import Count, Q, Sum

from teams.base.inputs import INPUTS
from teams.models import DailyLog, Organization, Rep

NAMES = ("meetings", "opportunities")
FEWEST, FEWEST_DAYS = 5, 10
MAX_PERIOD_BEFORE = timedelta(days=84)  # the longest period before the first day


@dataclass(frozen=True)
class WeeklyOutcome:
    """Meetings or opportunities: what reps had a week on average, before and since."""

    label: str
    reps: int
    before: float
    since: float

    @property
    def change(self) -> float:
        """Difference of the two means."""
        return self.since - self.before


def weekly_outcomes(
    organization: Organization, reps: Iterable[Rep], first: date, last: date
) -> list[WeeklyOutcome]:
    """Outcomes that enough reps logged, from `first` to `last` compared with the time before.

    The time before is as long, at most 12 weeks.
    """
    before = first - min(last - first + timedelta(days=1), MAX_PERIOD_BEFORE)
    weekdays = organization.weekdays_since()[-1][1]
    sums = _sums(reps, before, first, last, weekdays)
    outcomes = [_outcome(name, sums, len(weekdays)) for name in NAMES]
    return [each for each in outcomes if each]


def _sums(
    reps: Iterable[Rep], before: date, first: date, last: date, weekdays: frozenset[int]
) -> list[Mapping[str, Any]]:
    """Sums and known working days of each rep, before and since, a row for each rep."""
    works = Q(day__iso_week_day__in=[day + 1 for day in weekdays])
    periods = {"before": Q(day__lt=first), "since": Q(day__gte=first)}
    aggregates: dict[str, Sum | Count] = {}
    for name in NAMES:
        for period, inside in periods.items():
            aggregates[f"{name}_{period}"] = Sum(name, filter=inside)
            aggregates[f"{name}_{period}_days"] = Count(name, filter=inside & works)
    days = DailyLog.objects.between(before, last).filter(rep__in=list(reps))
    return list(days.order_by().values("rep_id").annotate(**aggregates))


def _outcome(name: str, sums: list[Mapping[str, Any]], workdays: int) -> WeeklyOutcome | None:
    known = [
        each
        for each in sums
        if min(each[f"{name}_before_days"], each[f"{name}_since_days"]) >= FEWEST_DAYS
    ]
    if len(known) < FEWEST:
        return None
    before, since = (
        fmean(workdays * each[f"{name}_{period}"] / each[f"{name}_{period}_days"] for each in known)
        for period in ("before", "since")
    )
    return WeeklyOutcome(INPUTS[name].label, len(known), before, since)
