"""Canvas of a chart: scales, ticks, and labels that neither overlap nor exceed it.

Units are those of the drawing; a label's width is calculated for the widest system font.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scoring.charts.chart import XValue, x_as_number
from scoring.charts.small_svg import coordinate
from scoring.core.signals import GOOD
from teams.base.formatting import MONTHS, short_day

TEXT_SIZE = 12  # the size of every label
LETTER = 0.6 * TEXT_SIZE  # an average letter of the widest system font
GUTTER, TOP, BOTTOM = 30, 18, 28
LABEL_GAP = 6  # between the plot and the labels left and right of it
BASELINE = 22  # from the plot down to the baseline of the day labels

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Label:
    """A text at a place; `kind` is its CSS class.

    `of` is the x of the mark that the label belongs to and follows when the chart is zoomed; `full`
    is the whole text if `text` may be shortened.
    """

    x: float
    y: float
    anchor: str
    text: str
    kind: str = ""
    of: float | None = None
    full: str = ""

    @property
    def at(self) -> tuple[str, str]:
        """The place as SVG attributes x and y."""
        return coordinate(self.x), coordinate(self.y)

    def box(self) -> Box:
        """The largest box the text may take."""
        width = len(self.text) * LETTER
        left = self.x - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return left, self.y - TEXT_SIZE, left + width, self.y + 3


@dataclass(frozen=True)
class Frame:
    """The plot's edges and their values: converts days and scores to coordinates."""

    width: int
    height: int
    margin: int  # right of the plot, for the words at the lines' ends
    first: XValue
    last: XValue
    low: int
    high: int

    @property
    def right(self) -> float:
        return self.width - self.margin

    @property
    def bottom(self) -> float:
        return self.height - BOTTOM

    def x(self, x: XValue) -> float:
        first, span = x_as_number(self.first), x_as_number(self.last) - x_as_number(self.first)
        share = (x_as_number(x) - first) / span if span else 0.5
        return GUTTER + share * (self.right - GUTTER)

    def y(self, score: float) -> float:
        share = (score - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - TOP)

    def shows(self, x: XValue) -> bool:
        return x_as_number(self.first) <= x_as_number(x) <= x_as_number(self.last)


def score_range(scores: Iterable[float]) -> tuple[int, int]:
    """Range of the y axis: whole tens around the scores and 70, with a margin, within 0 to 100."""
    values = [*scores, float(GOOD)]
    low, high = (min(values) - 5) // 10 * 10, -((-max(values) - 5) // 10) * 10
    return max(int(low), 0), min(int(high), 100)


def score_ticks(low: int, high: int) -> tuple[int, ...]:
    """Ticks every 5, 10 or 20 points, by the range; without 70, which has a line of its own."""
    span = high - low
    step = 5 if span <= 20 else 10 if span <= 70 else 20
    return tuple(tick for tick in range(low, high + 1, step) if tick != GOOD)


def tick_label(frame: Frame, tick: int) -> Label:
    """The label left of a grid line."""
    return Label(GUTTER - LABEL_GAP, frame.y(tick) + 4, "end", str(tick))


def x_labels(frame: Frame, ticks: Iterable[tuple[XValue, str]]) -> list[Label]:
    """Labels below the plot."""
    y = frame.bottom + BASELINE
    return [Label(frame.x(x), y, "middle", words, "day", x_as_number(x)) for x, words in ticks]


def day_labels(frame: Frame) -> list[Label]:
    """Days, Mondays, months, quarters or years below the plot: as many as have space."""
    first, last = int(x_as_number(frame.first)), int(x_as_number(frame.last))
    days = [date.fromordinal(day) for day in range(first, last + 1)]
    for chosen, words in _day_steps(days):
        labels = x_labels(frame, ((day, words(day)) for day in chosen))
        if _has_space(labels):
            return labels
    return []


def _month(day: date) -> str:
    return str(day.year) if day.month == 1 else MONTHS[day.month - 1][:3]


def _has_space(labels: Sequence[Label]) -> bool:
    boxes = sorted(label.box() for label in labels)
    return all(box[2] + 10 <= next_box[0] for box, next_box in pairwise(boxes))


def _day_steps(
    days: Sequence[date],
) -> Iterator[tuple[Sequence[date], Callable[[date], str]]]:
    """Days to label and how to write them, densest first."""
    if len(days) <= 14:
        yield from ((days[::-step], short_day) for step in (1, 2, 3))
    yield [day for day in days if day.weekday() == 0], short_day
    firsts = [day for day in days if day.day == 1]
    for months in (1, 3, 6, 12):
        yield [day for day in firsts if day.month % months == 1 % months], _month


def separate_places(
    places: Sequence[float], low: float, high: float, gap: float = TEXT_SIZE + 4
) -> list[float]:
    """Moves places as little as possible, to be a gap apart and between low and high."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    floor = low
    for at in order:
        moved[at] = floor = max(moved[at], floor)
        floor += gap
    ceiling = high
    for at in reversed(order):
        moved[at] = ceiling = min(moved[at], ceiling)
        ceiling -= gap
    return moved


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def fit_labels(
    frame: Frame, candidates: Iterable[Sequence[Label]], occupied: Iterable[Box]
) -> list[Label]:
    """For each wish its first place that is free and on the canvas; without one, no label."""
    boxes, placed = list(occupied), []
    for labels in candidates:
        for label in labels:
            box = label.box()
            is_inside = box[0] >= 0 and box[1] >= 0 and box[2] <= frame.width
            if is_inside and box[3] <= frame.height and not any(overlap(box, b) for b in boxes):
                boxes.append(box)
                placed.append(label)
                break
    return placed
