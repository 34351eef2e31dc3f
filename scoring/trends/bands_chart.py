"""Stacked area chart of a team's scores over time, in three bands, the lowest at the bottom.

Days without counted reps are gaps; a single close is a thin strip.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from scoring.charts.chart import AreaSeries, CanvasSize, Chart, ChartMark, EndLabel
from scoring.trends.trends import BANDS, TeamDay, TeamTrend
from teams.base.formatting import count_words, whole

STYLES = ("below", "between", "good")  # the classes of BANDS
WIDE, NARROW = CanvasSize(720, 240, 132), CanvasSize(340, 230, 132)


def bands_chart(trend: TeamTrend) -> Chart:
    """Shares of those counted from 0 to 100 %, the bands named where they end."""
    edges = [_edges(each) for each in trend.days]
    return Chart(
        label=_label(trend),
        xs=tuple(each.day for each in trend.days),
        low=0,
        high=100,
        ticks=tuple(range(0, 101, 25)),
        wide=WIDE,
        narrow=NARROW,
        kind="bands",
        areas=tuple(
            AreaSeries(
                name,
                style,
                tuple(each[at] if each else None for each in edges),
                tuple(each[at + 1] if each else None for each in edges),
            )
            for at, (name, style) in enumerate(zip(BANDS, STYLES, strict=True))
        ),
        end_labels=tuple(_end_labels(trend.counted_days[-1:])),
        marks=tuple(ChartMark(day, words, is_drawn=False) for day, words in trend.remarks),
        unit=" %",
        decimals=0,
    )


def _edges(each: TeamDay) -> list[float]:
    """Where the bands begin and end, in percent of the counted reps; empty without any."""
    if not each.counted:
        return []
    return [0.0, *(100 * number / each.counted for number in accumulate(each.bands))]


def _end_labels(last: Sequence[TeamDay]) -> list[EndLabel]:
    return [
        EndLabel((low + high) / 2, f"{name}: {whole(100 * number / each.counted)} %", "band")
        for each in last
        for name, number, (low, high) in zip(BANDS, each.bands, pairwise(_edges(each)), strict=True)
    ]


def _label(trend: TeamTrend) -> str:
    if not trend.counted_days:
        return "Nobody was counted yet"
    last = trend.counted_days[-1]
    now = ", ".join(
        f"{name} {number} of {last.counted}" for name, number in zip(BANDS, last.bands, strict=True)
    )
    return f"Spread over {count_words(len(trend.days), 'close')}; now {now}"
