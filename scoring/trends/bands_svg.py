"""Bands of a team's distribution as an SVG drawing: stacked areas on the canvas of axes.py.

The lowest band is at the bottom. Closes without a counted rep are left blank; a close alone is
drawn as a sliver.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from scoring.charts.canvas import GUTTER, TOP, Frame, Label, apart, day_labels, tick_label
from scoring.charts.small_svg import coordinate
from scoring.trends.team_trend import BANDS, TeamDay, TeamTrend
from teams.base.formatting import counted, whole

WIDE, NARROW = (720, 240), (340, 230)
KINDS = ("below", "between", "good")  # the classes of BANDS
ALONE = 2  # how far a close alone reaches to both sides


@dataclass(frozen=True)
class Band:
    """A band's areas, each the points of a polygon."""

    kind: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class BandDrawing:
    """The bands' SVG, placed."""

    width: int
    height: int
    left: str
    right: str
    grid: tuple[str, ...]
    bands: tuple[Band, ...]
    labels: tuple[Label, ...]
    label: str


def bands_drawing(found: TeamTrend, size: tuple[int, int] = WIDE) -> BandDrawing:
    """Shares of those counted from 0 to 100 %, the bands named where they end."""
    frame = Frame(*size, 132, found.days[0].day, found.days[-1].day, 0, 100)
    stretches = [list(some) for told, some in groupby(found.days, lambda d: d.counted > 0) if told]
    bands = [
        Band(kind, tuple(_area(frame, stretch, at) for stretch in stretches))
        for at, kind in enumerate(KINDS)
    ]
    ticks = range(0, 101, 25)
    return BandDrawing(
        width=frame.width,
        height=frame.height,
        left=coordinate(GUTTER),
        right=coordinate(frame.right),
        grid=tuple(coordinate(frame.y(tick)) for tick in ticks),
        bands=tuple(bands),
        labels=(
            *_ends(frame, found.told[-1:]),
            *day_labels(frame),
            *(tick_label(frame, tick) for tick in ticks),
        ),
        label=_label(found),
    )


def _edges(each: TeamDay) -> list[float]:
    """Where the bands begin and end, in percent of those counted."""
    edges = [0.0]
    for some in each.bands:
        edges.append(edges[-1] + 100 * some / each.counted)
    return edges


def _area(frame: Frame, stretch: Sequence[TeamDay], at: int) -> str:
    """Along the top of the band and back along its bottom."""
    top = list(_along(frame, stretch, at + 1))
    bottom = list(_along(frame, stretch, at))
    return " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in [*top, *bottom[::-1]])


def _along(frame: Frame, stretch: Sequence[TeamDay], edge: int) -> Iterator[tuple[float, float]]:
    for each in stretch:
        x, y = frame.x(each.day), frame.y(_edges(each)[edge])
        if len(stretch) > 1:
            yield x, y
        else:
            yield from ((x - ALONE, y), (x + ALONE, y))


def _ends(frame: Frame, last: Sequence[TeamDay]) -> Iterator[Label]:
    for each in last:
        edges = _edges(each)
        middles = [frame.y((a + b) / 2) for a, b in pairwise(edges)]
        heights = apart(middles, TOP, frame.bottom)
        for name, some, y in zip(BANDS, each.bands, heights, strict=True):
            words = f"{name}: {whole(100 * some / each.counted)} %"
            yield Label(frame.right + 6, y + 4, "start", words, "band")


def _label(found: TeamTrend) -> str:
    if not found.told:
        return "Nobody was counted yet"
    last = found.told[-1]
    now = ", ".join(
        f"{name} {some} of {last.counted}" for name, some in zip(BANDS, last.bands, strict=True)
    )
    return f"Spread over {counted(len(found.days), 'close')}; now {now}"
