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
MAX_DOTS = 400  # only the newest readings are drawn, to keep the page small


def scatter_chart(accuracy: Accuracy) -> Chart:
    """Each reading as a dot: our estimate to the right, LinkedIn's score upwards."""
    readings = accuracy.readings.take(np.arange(min(MAX_DOTS, len(accuracy.readings))))
    low, high = _axis_range(readings)
    ticks = tuple(range(low, high + 1, 10 if high - low <= 60 else 20))
    diagonal_label = "Where the two are the same"
    return Chart(
        label=f"LinkedIn’s number against our estimate, {accuracy.sample_words}",
        xs=(low, high),
        low=low,
        high=high,
        ticks=ticks,
        wide=WIDE,
        narrow=NARROW,
        cloud=tuple(_dot_positions(readings)),
        slopes=(ChartSlope((low, low), (high, high), diagonal_label, labelled=False),),
        caption="LinkedIn’s number ↑  our estimate →",
        x_ticks=tuple((tick, str(tick)) for tick in ticks),
    )


def monthly_error_chart(accuracy: Accuracy) -> Chart | None:
    """The mean absolute error of each month, a gap where readings are too few."""
    if not accuracy.months:
        return None
    months = accuracy.months
    highest = max([5, *(ceil(each.error) for each in months if each.error is not None)])
    starts = list(_month_starts(months))
    errors = {each.first: each.error for each in months}
    return Chart(
        label=f"Points apart month by month; {_latest_error_words(months)}",
        xs=tuple(first + timedelta(days=14) for first in starts),  # the middle of the month
        x_ends=(starts[0], _month_after(starts[-1])),
        low=0,
        high=highest,
        ticks=tuple(range(0, highest + 1, 1 if highest <= 6 else 5)),
        wide=WIDE,
        narrow=NARROW,
        lines=(LineSeries("Points apart", "total", tuple(map(errors.get, starts))),),
        caption="points apart",
    )


def _axis_range(readings: ReadingErrors) -> tuple[int, int]:
    """Whole tens around all totals, of both."""
    totals = np.concatenate([readings.official.sum(axis=1), readings.estimates.sum(axis=1)])
    low, high = int(totals.min() // 10 * 10), int(-(-totals.max() // 10) * 10)
    return low, max(high, low + 10)


def _dot_positions(readings: ReadingErrors) -> Iterable[tuple[float, float]]:
    return zip(
        readings.estimates.sum(axis=1).tolist(), readings.official.sum(axis=1).tolist(), strict=True
    )


def _latest_error_words(months: Sequence[AccuracyMonth]) -> str:
    known = [each for each in months if each.error is not None]
    if not known:
        return "too few readings in every month"
    return f"{one_decimal(known[-1].error or 0)} in {known[-1].group.name}"


def _month_starts(months: Sequence[AccuracyMonth]) -> Iterable[date]:
    """The first of each month from the first month to the last."""
    first = months[0].first
    while first <= months[-1].first:
        yield first
        first = _month_after(first)


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
