"""Chart of how a team was spread over time: bands on each other, the lowest below.

Days without counted reps are gaps; a single close is a sliver.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from scoring.charts.chart import AreaSeries, CanvasSize, Chart, ChartMark, EndLabel
from scoring.trends.trends import BANDS, TeamDay, TeamTrend
from teams.base.formatting import count_words, whole

STYLES = ("below", "between", "good")  # the classes of BANDS
WIDE, NARROW = CanvasSize(720, 240, 132), CanvasSize(340, 230, 132)


def bands_chart(found: TeamTrend) -> Chart:
    """Shares of those counted from 0 to 100 %, the bands named where they end."""
    edges = [_edges(each) for each in found.days]
    return Chart(
        label=_label(found),
        xs=tuple(each.day for each in found.days),
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
        end_labels=tuple(_end_labels(found.told[-1:])),
        marks=tuple(ChartMark(day, words, is_drawn=False) for day, words in found.remarks),
        unit=" %",
        decimals=0,
    )


def _edges(each: TeamDay) -> list[float]:
    """Where the bands begin and end, in percent of the counted reps; empty without any."""
    if not each.counted:
        return []
    return [0.0, *(100 * some / each.counted for some in accumulate(each.bands))]


def _end_labels(last: Sequence[TeamDay]) -> list[EndLabel]:
    return [
        EndLabel((low + high) / 2, f"{name}: {whole(100 * some / each.counted)} %", "band")
        for each in last
        for name, some, (low, high) in zip(BANDS, each.bands, pairwise(_edges(each)), strict=True)
    ]


def _label(found: TeamTrend) -> str:
    if not found.told:
        return "Nobody was counted yet"
    last = found.told[-1]
    now = ", ".join(
        f"{name} {some} of {last.counted}" for name, some in zip(BANDS, last.bands, strict=True)
    )
    return f"Spread over {count_words(len(found.days), 'close')}; now {now}"
