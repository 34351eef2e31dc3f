"""Charts of how good the estimate is: LinkedIn's score against ours, and the error by month."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil

import numpy as np

from scoring.charts.chart import CanvasSize, Chart, ChartSlope, LineSeries
from scoring.readings.accuracy import Accuracy, AccuracyMonth
from scoring.readings.with_estimates import ReadingErrors
from teams.base.formatting import one_decimal

WIDE, NARROW = CanvasSize(720, 300, 14), CanvasSize(340, 250, 14)
MAX_DOTS = 400  # the newest readings that are drawn: a page is no heavier for more


def scatter_chart(found: Accuracy) -> Chart:
    """Each reading as a dot: our estimate to the right, LinkedIn's score upwards."""
    judged = found.judged.take(np.arange(min(MAX_DOTS, len(found.judged))))
    low, high = _axis_range(judged)
    ticks = tuple(range(low, high + 1, 10 if high - low <= 60 else 20))
    same = "Where the two are the same"
    return Chart(
        label=f"LinkedIn’s number against our estimate, {found.rests_on}",
        xs=(low, high),
        low=low,
        high=high,
        ticks=ticks,
        wide=WIDE,
        narrow=NARROW,
        cloud=tuple(_dot_positions(judged)),
        slopes=(ChartSlope((low, low), (high, high), same, labelled=False),),
        caption="LinkedIn’s number ↑  our estimate →",
        x_ticks=tuple((tick, str(tick)) for tick in ticks),
    )


def monthly_error_chart(found: Accuracy) -> Chart | None:
    """The mean absolute error of each month, a gap where readings are too few."""
    if not found.months:
        return None
    months = found.months
    most = max([5, *(ceil(each.error) for each in months if each.error is not None)])
    firsts = list(_month_starts(months))
    errors = {each.first: each.error for each in months}
    return Chart(
        label=f"Points apart month by month; {_latest_error_words(months)}",
        xs=tuple(first + timedelta(days=14) for first in firsts),  # the middle of the month
        x_ends=(firsts[0], _month_after(firsts[-1])),
        low=0,
        high=most,
        ticks=tuple(range(0, most + 1, 1 if most <= 6 else 5)),
        wide=WIDE,
        narrow=NARROW,
        lines=(LineSeries("Points apart", "total", tuple(map(errors.get, firsts))),),
        caption="points apart",
    )


def _axis_range(judged: ReadingErrors) -> tuple[int, int]:
    """Whole tens around all totals, of both."""
    totals = np.concatenate([judged.official.sum(axis=1), judged.estimates.sum(axis=1)])
    low, high = int(totals.min() // 10 * 10), int(-(-totals.max() // 10) * 10)
    return low, max(high, low + 10)


def _dot_positions(judged: ReadingErrors) -> Iterable[tuple[float, float]]:
    return zip(
        judged.estimates.sum(axis=1).tolist(), judged.official.sum(axis=1).tolist(), strict=True
    )


def _latest_error_words(months: Sequence[AccuracyMonth]) -> str:
    told = [each for each in months if each.error is not None]
    if not told:
        return "too few readings in every month"
    return f"{one_decimal(told[-1].error or 0)} in {told[-1].group.name}"


def _month_starts(months: Sequence[AccuracyMonth]) -> Iterable[date]:
    """The first of each month from the first month to the last."""
    first = months[0].first
    while first <= months[-1].first:
        yield first
        first = _month_after(first)


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
