"""What stands on a trend besides its lines: marks, LinkedIn's dots, goals, and all their words."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scoring.charts.canvas import GUTTER, TOP, Box, Frame, Label
from scoring.charts.small_svg import coordinate
from scoring.core.signals import GOOD
from scoring.scores.series import Aim, Dot, Trend
from teams.base.formatting import day_words, whole

LONGEST_MARK = 20


@dataclass(frozen=True)
class Place:
    """A dot or a version's mark, and what it is in words."""

    x: str
    y: str
    title: str


def end_labels(frame: Frame, total: float) -> list[Label]:
    """The words right of the plot: 70 keeps its place, the last total makes room."""
    good, own = frame.y(GOOD), frame.y(total)
    if abs(own - good) < 16:
        own = good + (-16 if total >= GOOD else 16)
    x = frame.right + 6
    return [
        Label(x, good + 4, "start", f"{GOOD} good", "good"),
        Label(x, own + 4, "start", str(whole(total)), "end total"),
    ]


def upright(frame: Frame, day: date) -> Box:
    """The room of a mark's line, which starts below the mark's own words."""
    return frame.x(day) - 1, TOP, frame.x(day) + 1, frame.bottom


def dot_place(frame: Frame, dot: Dot) -> Place:
    """LinkedIn's number of a day."""
    words = f"LinkedIn {whole(dot.total)} on {day_words(dot.day)}"
    return Place(coordinate(frame.x(dot.day)), coordinate(frame.y(dot.total)), words)


def mark_place(frame: Frame, day: date, words: str) -> Place:
    """A day worth a mark."""
    return Place(coordinate(frame.x(day)), coordinate(TOP), f"{words}, {day_words(day)}")


def beside(frame: Frame, day: date, words: str) -> list[Label]:
    """Where a mark's words may stand: above the plot, right of the mark or left of it."""
    text = words if len(words) <= LONGEST_MARK else words[: LONGEST_MARK - 1] + "…"
    x = frame.x(day)
    return [
        Label(x + 4, TOP - 5, "start", text, "version"),
        Label(x - 4, TOP - 5, "end", text, "version"),
    ]


def around(frame: Frame, dot: Dot) -> list[Label]:
    """Where the last dot's words may stand, best first."""
    x, y = frame.x(dot.day), frame.y(dot.total)
    text = f"LinkedIn {whole(dot.total)}"
    spots = [(0, 21, "middle"), (0, -12, "middle"), (0, 33, "middle"), (0, -26, "middle")]
    spots += [(6, 21, "end"), (6, -12, "end"), (6, 33, "end"), (6, -26, "end"), (-10, 4, "end")]
    return [Label(x + dx, y + dy, anchor, text, "dot") for dx, dy, anchor in spots]


def drawn(frame: Frame, trend: Trend, readings: Iterable[Dot]) -> Iterator[Box]:
    """The room that the lines and dots take, as small boxes."""
    good = frame.y(GOOD)
    yield GUTTER, good - 2, frame.right, good + 2
    for dot in readings:
        x, y = frame.x(dot.day), frame.y(dot.total)
        yield x - 5, y - 5, x + 5, y + 5
    yield from along(frame, trend.days, trend.totals)


def along(frame: Frame, days: Sequence[date], scores: Sequence[float]) -> Iterator[Box]:
    """The room that one line takes."""
    places = [(frame.x(day), frame.y(score)) for day, score in zip(days, scores, strict=True)]
    for (x0, y0), (x1, y1) in pairwise(places):
        steps = math.ceil(max(x1 - x0, abs(y1 - y0)) / 4)
        for step in range(steps + 1):
            x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
            yield x - 2, y - 2, x + 2, y + 2


@dataclass(frozen=True)
class AimLine:
    """The straight way to a goal, and what it is in words."""

    path: str
    title: str


def aimed(trend: Trend, aims: Iterable[Aim]) -> Iterator[float]:
    """The scores a chart has to reach to show the ways to these goals."""
    for aim in aims:
        yield from (aim.at(day) for day in aim.within(trend.days[0], trend.days[-1]) or ())


def aim_lines(frame: Frame, aims: Iterable[Aim]) -> tuple[AimLine, ...]:
    """The parts of the ways that lie on the canvas."""
    found = []
    for aim in aims:
        first, last = aim.within(frame.first, frame.last) or (aim.set_on, aim.by_day)
        ends = [(frame.x(day), frame.y(aim.at(day))) for day in (first, last)]
        start, end = (f"{coordinate(x)} {coordinate(y)}" for x, y in ends)
        found.append(AimLine(f"M{start}L{end}", aim.words))
    return tuple(found)


def beside_aim(frame: Frame, aim: Aim) -> list[Label]:
    """Where a goal's words may stand: above or below its line, as near to its end as can be."""
    ends = aim.within(frame.first, frame.last)
    if ends is None:
        return []
    (x0, y0), (x1, y1) = [(frame.x(day), frame.y(aim.at(day))) for day in ends]
    return [
        Label(x0 + at * (x1 - x0) - 4, y0 + at * (y1 - y0) + dy, "end", aim.words, "aim")
        for at in (1, 0.85, 0.7, 0.55)
        for dy in (-8, 18, -22, 32)
    ]
