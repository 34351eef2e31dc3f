"""Canvas of a chart: scales, ticks, and labels that neither overlap nor leave it.

Plain geometry. Units are the drawing's own; a label's width is the most a system font takes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scoring.charts.chart import X, number
from scoring.charts.small_svg import coordinate
from scoring.core.signals import GOOD
from teams.base.formatting import MONTHS, short_day

TEXT = 12  # the size of every label
LETTER = 0.6 * TEXT  # an average letter of the widest system font
GUTTER, TOP, BOTTOM = 30, 18, 28
BESIDE = 6  # between the plot and the labels left and right of it
BASELINE = 22  # from the plot down to the baseline of the day labels

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Label:
    """Words at a place; `kind` is the class that styles them.

    `of` is the x whose mark the words belong to, which they follow when the chart is zoomed;
    `full` are the words where `text` may be shorter.
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
        """The place as SVG attributes want it."""
        return coordinate(self.x), coordinate(self.y)

    def box(self) -> Box:
        """The room the words take at most."""
        width = len(self.text) * LETTER
        left = self.x - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return left, self.y - TEXT, left + width, self.y + 3


@dataclass(frozen=True)
class Frame:
    """The plot's edges and what they stand for: turns days and scores into places."""

    width: int
    height: int
    margin: int  # right of the plot, for the words at the lines' ends
    first: X
    last: X
    low: int
    high: int

    @property
    def right(self) -> float:
        return self.width - self.margin

    @property
    def bottom(self) -> float:
        return self.height - BOTTOM

    def x(self, x: X) -> float:
        first, span = number(self.first), number(self.last) - number(self.first)
        share = (number(x) - first) / span if span else 0.5
        return GUTTER + share * (self.right - GUTTER)

    def y(self, score: float) -> float:
        share = (score - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - TOP)

    def shows(self, x: X) -> bool:
        return number(self.first) <= number(x) <= number(self.last)


def reach(scores: Iterable[float]) -> tuple[int, int]:
    """Whole tens around the scores, with air, within 0 to 100, and 70 always well in sight."""
    known = [*scores, float(GOOD)]
    low, high = (min(known) - 5) // 10 * 10, -((-max(known) - 5) // 10) * 10
    return max(int(low), 0), min(int(high), 100)


def score_ticks(low: int, high: int) -> tuple[int, ...]:
    """Every five, ten or twenty, so that few lines cross; 70 has its own line instead."""
    span = high - low
    step = 5 if span <= 20 else 10 if span <= 70 else 20
    return tuple(tick for tick in range(low, high + 1, step) if tick != GOOD)


def tick_label(frame: Frame, tick: int) -> Label:
    """A number left of its grid line."""
    return Label(GUTTER - BESIDE, frame.y(tick) + 4, "end", str(tick))


def x_labels(frame: Frame, ticks: Iterable[tuple[X, str]]) -> list[Label]:
    """Words under the plot."""
    y = frame.bottom + BASELINE
    return [Label(frame.x(x), y, "middle", words, "day", number(x)) for x, words in ticks]


def day_labels(frame: Frame) -> list[Label]:
    """Days, Mondays, months, quarters or years under the plot: the densest that has room."""
    first, last = int(number(frame.first)), int(number(frame.last))
    days = [date.fromordinal(day) for day in range(first, last + 1)]
    for chosen, words in _day_steps(days):
        labels = x_labels(frame, ((day, words(day)) for day in chosen))
        if _airy(labels):
            return labels
    return []


def _month(day: date) -> str:
    return str(day.year) if day.month == 1 else MONTHS[day.month - 1][:3]


def _airy(labels: Sequence[Label]) -> bool:
    boxes = sorted(label.box() for label in labels)
    return all(here[2] + 10 <= after[0] for here, after in pairwise(boxes))


def _day_steps(
    days: Sequence[date],
) -> Iterator[tuple[Sequence[date], Callable[[date], str]]]:
    """Days to label and how to write them, densest first."""
    if len(days) <= 14:
        yield from ((days[::-step], short_day) for step in (1, 2, 3))
    yield [day for day in days if day.weekday() == 0], short_day
    firsts = [day for day in days if day.day == 1]
    for every in (1, 3, 6, 12):
        yield [day for day in firsts if day.month % every == 1 % every], _month


def apart(places: Sequence[float], low: float, high: float, gap: float = TEXT + 4) -> list[float]:
    """The places moved as little as keeps them a gap apart and between low and high."""
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
    """Whether two boxes share any room."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def fitting(frame: Frame, wishes: Iterable[Sequence[Label]], taken: Iterable[Box]) -> list[Label]:
    """For each wish its first place that is free and on the canvas; without one, no label."""
    boxes, placed = list(taken), []
    for places in wishes:
        for label in places:
            box = label.box()
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= frame.width
            if inside and box[3] <= frame.height and not any(overlap(box, b) for b in boxes):
                boxes.append(box)
                placed.append(label)
                break
    return placed
