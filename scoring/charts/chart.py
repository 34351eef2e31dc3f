"""Description of a chart: its data, axes, marks and labels, independent of size and renderer.

A package describes its charts with these classes. `drawing.py` places a description on a canvas,
from which the server renders SVG and `plotly_figures.py` builds the interactive figure, so that
both look alike. A value of the x axis is a date or a number; None is no value, never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

XValue = date | float
KINDS = ("wide", "narrow")


@dataclass(frozen=True)
class CanvasSize:
    """Width and height in drawing units, and the room right of the plot for labels."""

    width: int
    height: int
    margin: int


@dataclass(frozen=True)
class LineSeries:
    """A line over the chart's xs.

    `style` is its CSS class. Segments from or to a held value are dashed; there is no segment to an
    x in `broken`. `words` are shown after the values in the tooltip.
    """

    name: str
    style: str
    values: tuple[float | None, ...]
    held: tuple[bool, ...] = ()
    broken: frozenset[XValue] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class AreaSeries:
    """The area between two values at each of the chart's xs; None in both is a gap."""

    name: str
    style: str
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True)
class ChartDot:
    """A value known from elsewhere, such as LinkedIn's; the last dot is named if there is room."""

    x: XValue
    y: float
    name: str
    title: str


@dataclass(frozen=True)
class ChartMark:
    """An event on a day: a vertical line with a label, or (`is_drawn` False) only a tooltip."""

    x: XValue
    words: str
    is_drawn: bool = True


@dataclass(frozen=True)
class ChartSlope:
    """A straight line between two points, with its label; from (x, y) to (x, y)."""

    start: tuple[XValue, float]
    end: tuple[XValue, float]
    words: str
    labelled: bool = True


@dataclass(frozen=True)
class ChartGap:
    """The distance between two values of one day."""

    x: XValue
    low: float
    high: float
    title: str


@dataclass(frozen=True)
class EndLabel:
    """A label right of the plot at a height; a firm one keeps its place and others make room."""

    at: float
    words: str
    style: str
    short: str = ""  # on narrow canvases, if not the words
    firm: bool = False

    def text(self, kind: str) -> str:
        """The text on a canvas of this kind."""
        return self.short if self.short and kind == "narrow" else self.words


@dataclass(frozen=True)
class Chart:
    """A chart; `label` describes it in words, `ticks` are the grid lines of the y axis.

    The x axis goes from the first to the last of `xs` unless `x_ends` are given; its labels are
    `x_ticks`, else days. Values in the tooltip have `decimals` and `unit`.
    """

    label: str
    xs: tuple[XValue, ...]
    low: int
    high: int
    ticks: tuple[int, ...]
    wide: CanvasSize
    narrow: CanvasSize
    kind: str = ""
    good: int | None = None
    lines: tuple[LineSeries, ...] = ()
    areas: tuple[AreaSeries, ...] = ()
    cloud: tuple[tuple[float, float], ...] = ()
    dots: tuple[ChartDot, ...] = ()
    marks: tuple[ChartMark, ...] = ()
    slopes: tuple[ChartSlope, ...] = ()
    gaps: tuple[ChartGap, ...] = ()
    end_labels: tuple[EndLabel, ...] = ()
    caption: str = ""
    x_ends: tuple[XValue, XValue] | None = None
    x_ticks: tuple[tuple[XValue, str], ...] | None = None
    unit: str = ""
    decimals: int = 1

    def __post_init__(self) -> None:
        columns = [line.values for line in self.lines]
        columns += [edge for area in self.areas for edge in (area.low, area.high)]
        if any(len(column) != len(self.xs) for column in columns):
            raise ValueError("a chart's series have as many values as the chart has xs")

    @property
    def ends(self) -> tuple[XValue, XValue]:
        """First and last value of the x axis."""
        return self.x_ends or ((self.xs[0], self.xs[-1]) if self.xs else (0.0, 0.0))

    @property
    def has_early(self) -> bool:
        """Whether part of it is from before a score's line begins."""
        return any(line.style == "early" for line in self.lines)

    @property
    def seen(self) -> "Chart":
        """The chart without dots and marks outside its x axis."""
        first, last = map(x_as_number, self.ends)
        return replace(
            self,
            dots=tuple(dot for dot in self.dots if first <= x_as_number(dot.x) <= last),
            marks=tuple(mark for mark in self.marks if first <= x_as_number(mark.x) <= last),
        )

    @property
    def notes(self) -> dict[XValue, str]:
        """Texts of the marks at each of `xs`, and since the one before it."""
        notes: dict[XValue, list[str]] = {}
        for mark in self.seen.marks:
            following = (x for x in self.xs if x_as_number(x) >= x_as_number(mark.x))
            if mark.words and (x := next(following, None)) is not None:
                notes.setdefault(x, []).append(mark.words)
        return {x: "; ".join(words) for x, words in sorted(notes.items(), key=_place)}

    @property
    def sizes(self) -> dict[str, CanvasSize]:
        """The canvas of each kind."""
        return {"wide": self.wide, "narrow": self.narrow}


def x_as_number(x: XValue) -> float:
    """A value of the x axis as a number; of a date, its ordinal."""
    return x.toordinal() if isinstance(x, date) else x


def _place(note: tuple[XValue, object]) -> float:
    return x_as_number(note[0])


def known_stretches(values: Sequence[float | None]) -> list[range]:
    """Index ranges without a gap.

    >>> known_stretches([1.0, None, 2.0, 3.0])
    [range(0, 1), range(2, 4)]
    """
    ranges: list[range] = []
    for at, value in enumerate(values):
        if value is None:
            continue
        if ranges and ranges[-1].stop == at:
            ranges[-1] = range(ranges[-1].start, at + 1)
        else:
            ranges.append(range(at, at + 1))
    return ranges
