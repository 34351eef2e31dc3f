"""Weekly sums of what a rep did, Monday to Sunday."""

from collections.abc import Sequence
from datetime import date, timedelta

from teams.models import DailyLog, Rep
from teams.planning.action_choices import monday_of


def week_sums(
    rep: Rep, first: date, last: date, names: Sequence[str]
) -> dict[date, dict[str, int | None]]:
    """Sums by Monday of each week that the days touch, then by input; None if unknown."""
    mondays = range((monday_of(last) - monday_of(first)).days // 7 + 1)
    sums: dict[date, dict[str, int | None]] = {
        monday_of(first) + timedelta(weeks=n): dict.fromkeys(names) for n in mondays
    }
    days = DailyLog.objects.of(rep).between(first, last)
    for day, *amounts in days.values_list("day", *names):
        week = sums[monday_of(day)]
        for name, amount in zip(names, amounts, strict=True):
            if amount is not None:
                week[name] = (week[name] or 0) + amount
    return sums
