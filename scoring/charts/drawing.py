"""Drawing of a chart on a canvas of a given size: paths and coordinates for SVG attributes.

Held values are drawn as a dashed line at the last known score, never as zero or a gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scoring.charts.canvas import GUTTER, TOP, Frame, Label
from scoring.charts.chart import (
    KINDS,
    AreaSeries,
    CanvasSize,
    Chart,
    ChartGap,
    LineSeries,
    XValue,
    known_stretches,
)
from scoring.charts.labels import build_labels
from scoring.charts.looks import PATTERNS
from scoring.charts.small_svg import coordinate
from teams.base.formatting import day_words

SINGLE_DAY_HALF_WIDTH = 2  # how far the area of a single day reaches to both sides
Point = tuple[float, float]


@dataclass(frozen=True)
class SvgLine:
    """A line as SVG paths: known stretches, held ones, and isolated known values."""

    kind: str
    known: str
    held: str
    alone: str


@dataclass(frozen=True)
class SvgArea:
    """An area's polygons, each as its points."""

    kind: str
    pattern: str
    polygons: tuple[str, ...]


@dataclass(frozen=True)
class SvgPlace:
    """A dot or the top of a mark, with its title."""

    x: str
    y: str
    title: str


@dataclass(frozen=True)
class SvgSlope:
    """A straight line with its title."""

    path: str
    title: str


@dataclass(frozen=True)
class SvgGap:
    """The line from our estimate to LinkedIn's score of a day, with its title."""

    x: str
    ours: str
    theirs: str
    title: str


@dataclass(frozen=True)
class Drawing:
    """A chart placed on a canvas; `good` is the height of the 70 line, None without one."""

    chart: Chart
    frame: Frame
    areas: tuple[SvgArea, ...]
    lines: tuple[SvgLine, ...]
    marks: tuple[SvgPlace, ...]
    dots: tuple[SvgPlace, ...]
    slopes: tuple[SvgSlope, ...]
    gaps: tuple[SvgGap, ...]
    ends: tuple[Label, ...]
    days: tuple[Label, ...]
    ticks: tuple[Label, ...]
    words: tuple[Label, ...]

    @property
    def kind(self) -> str:
        return self.chart.kind

    @property
    def label(self) -> str:
        """What the chart shows, in words."""
        return self.chart.label

    @property
    def width(self) -> int:
        return self.frame.width

    @property
    def height(self) -> int:
        return self.frame.height

    @property
    def left(self) -> str:
        return coordinate(GUTTER)

    @property
    def right(self) -> str:
        return coordinate(self.frame.right)

    @property
    def top(self) -> str:
        return coordinate(TOP)

    @property
    def bottom(self) -> str:
        return coordinate(self.frame.bottom)

    @property
    def grid(self) -> tuple[str, ...]:
        """Heights of the grid lines."""
        return tuple(coordinate(self.frame.y(tick)) for tick in self.chart.ticks)

    @property
    def good(self) -> str | None:
        good = self.chart.good
        return None if good is None else coordinate(self.frame.y(good))

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels on the canvas."""
        return (*self.ends, *self.days, *self.ticks, *self.words)


def drawing(chart: Chart, kind: str = "wide", *, size: CanvasSize | None = None) -> Drawing:
    """Draws the chart on its canvas of a kind, or on one of the given size."""
    canvas = size or chart.sizes[kind]
    first, last = chart.ends
    frame = Frame(canvas.width, canvas.height, canvas.margin, first, last, chart.low, chart.high)
    visible = chart.seen
    return Drawing(
        chart=visible,
        frame=frame,
        areas=tuple(_area(frame, visible.xs, area) for area in visible.areas),
        lines=tuple(_lines(frame, visible)),
        marks=tuple(
            SvgPlace(coordinate(frame.x(mark.x)), coordinate(TOP), _titled(mark.words, mark.x))
            for mark in visible.marks
            if mark.is_drawn
        ),
        dots=tuple(
            SvgPlace(coordinate(frame.x(dot.x)), coordinate(frame.y(dot.y)), dot.title)
            for dot in visible.dots
        ),
        slopes=tuple(
            SvgSlope(
                "L".join((f"M{_path_point(frame, each.start)}", _path_point(frame, each.end))),
                each.words,
            )
            for each in visible.slopes
        ),
        gaps=tuple(_gap(frame, gap) for gap in visible.gaps),
        **build_labels(visible, frame, kind),
    )


def draw_canvases(chart: Chart | None) -> list[tuple[str, Drawing]]:
    """Draws the chart on both canvases, wide and narrow; empty if there is nothing to draw."""
    if chart is None or not chart.xs:
        return []
    return [(kind, drawing(chart, kind)) for kind in KINDS]


def _path_point(frame: Frame, place: tuple[XValue, float]) -> str:
    return f"{coordinate(frame.x(place[0]))} {coordinate(frame.y(place[1]))}"


def _titled(words: str, x: XValue) -> str:
    return f"{words}, {day_words(x)}" if words and not isinstance(x, float | int) else words


def _gap(frame: Frame, gap: ChartGap) -> SvgGap:
    low, high = coordinate(frame.y(gap.low)), coordinate(frame.y(gap.high))
    return SvgGap(coordinate(frame.x(gap.x)), low, high, gap.title)


def _lines(frame: Frame, chart: Chart) -> Iterator[SvgLine]:
    for line in chart.lines:
        yield _line(frame, chart.xs, line)
    if chart.cloud:
        # Every place once.
        places = dict.fromkeys(_path_point(frame, place) for place in chart.cloud)
        yield SvgLine("total", "", "", "".join(f"M{place}h.01" for place in places))


def _line(frame: Frame, xs: Sequence[XValue], line: LineSeries) -> SvgLine:
    """Solid between two known values, dashed to, from and between held ones."""
    places = [
        None if value is None else (frame.x(x), frame.y(value))
        for x, value in zip(xs, line.values, strict=True)
    ]
    solid, dashed = solid_and_dashed(xs, line)
    alone = [
        f"M{coordinate(places[at][0])} {coordinate(places[at][1])}h.01"  # type: ignore[index]
        for at in isolated_values_of(line)
    ]
    return SvgLine(line.style, _path(places, solid), _path(places, dashed), "".join(alone))


def solid_and_dashed(xs: Sequence[XValue], line: LineSeries) -> tuple[list[bool], list[bool]]:
    """Which segments from one x to the next are solid, and which are dashed."""
    joined = [
        one is not None and other is not None and x not in line.broken
        for (one, other), x in zip(pairwise(line.values), xs[1:], strict=True)
    ]
    held = [one or other for one, other in pairwise(line.held)] or [False] * len(joined)
    solid = [is_joined and not is_held for is_joined, is_held in zip(joined, held, strict=True)]
    return solid, [is_joined and is_held for is_joined, is_held in zip(joined, held, strict=True)]


def isolated_values_of(line: LineSeries) -> list[int]:
    """Indexes of known values without a known neighbour."""
    known = [
        value is not None and not (line.held and line.held[at])
        for at, value in enumerate(line.values)
    ]
    around = [False, *known, False]
    return [
        at for at, is_known in enumerate(known) if is_known and not (around[at] or around[at + 2])
    ]


def _path(places: Sequence[Point | None], wanted: Sequence[bool]) -> str:
    """The wanted segments between places, as an SVG path."""
    commands: list[str] = []
    pen = -1
    for at in (at for at, is_wanted in enumerate(wanted) if is_wanted):
        for point_at in (at, at + 1) if pen != at else (at + 1,):
            x, y = places[point_at] or (0, 0)
            commands.append(f"{'M' if point_at == at else 'L'}{coordinate(x)} {coordinate(y)}")
        pen = at + 1
    return "".join(commands)


def _area(frame: Frame, xs: Sequence[XValue], area: AreaSeries) -> SvgArea:
    """Polygons along the top of each stretch and back along its bottom."""
    polygons = []
    for stretch in known_stretches(area.low):
        top = list(_edge(frame, xs, area.high, stretch))
        bottom = list(_edge(frame, xs, area.low, stretch))
        points = (f"{coordinate(x)},{coordinate(y)}" for x, y in (*top, *bottom[::-1]))
        polygons.append(" ".join(points))
    return SvgArea(area.style, PATTERNS.get(area.style, ""), tuple(polygons))


def _edge(
    frame: Frame, xs: Sequence[XValue], values: Sequence[float | None], stretch: range
) -> Iterator[Point]:
    for at in stretch:
        x, y = frame.x(xs[at]), frame.y(values[at] or 0)
        yield from (
            ((x, y),)
            if len(stretch) > 1
            else ((x - SINGLE_DAY_HALF_WIDTH, y), (x + SINGLE_DAY_HALF_WIDTH, y))
        )
