"""Chart of how good the estimate is: errors by month, of ours and of the last reading."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil

from scoring.charts.chart import CanvasSize, Chart, EndLabel, LineSeries
from scoring.readings.accuracy import Accuracy, AccuracyMonth
from teams.base.formatting import one_decimal

WIDE, NARROW = CanvasSize(720, 260, 110), CanvasSize(340, 220, 80)
# Name, short name, style, and which of a group's means: in the order of the legend.
LINES = (("Last reading", "Last", "early", 0), ("Our estimate", "Ours", "total", 1))


def monthly_error_chart(accuracy: Accuracy) -> Chart | None:
    """Mean absolute errors of each month, a gap where readings are too few.

    None unless two months have enough.
    """
    known = [month for month in accuracy.months if month.group.means]
    if len(known) < 2:
        return None
    highest = max(2, *(ceil(max(month.group.means[:2])) for month in known))
    starts = tuple(_month_starts(known))
    means = {month.first: month.group.means for month in known}
    lines = tuple(
        LineSeries(name, style, tuple(means[s][at] if s in means else None for s in starts))
        for name, _, style, at in LINES
    )
    return Chart(
        label=f"Points off by month; {_latest_words(known)}",
        xs=tuple(first + timedelta(days=14) for first in starts),  # the middle of the month
        x_ends=(starts[0], _month_after(starts[-1])),
        low=0,
        high=highest,
        ticks=tuple(range(0, highest + 1, 1 if highest <= 6 else 5)),
        wide=WIDE,
        narrow=NARROW,
        lines=lines,
        end_labels=tuple(
            EndLabel(known[-1].group.means[at], name, style, short)
            for name, short, style, at in LINES
        ),
        caption="points off",
    )


def _latest_words(known: Sequence[AccuracyMonth]) -> str:
    group = known[-1].group
    carried, ours = map(one_decimal, group.means[:2])
    return f"in {group.name} ours {ours}, the last reading {carried}"


def _month_starts(months: Sequence[AccuracyMonth]) -> Iterable[date]:
    """The first of each month from the first month to the last."""
    first = months[0].first
    while first <= months[-1].first:
        yield first
        first = _month_after(first)


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
