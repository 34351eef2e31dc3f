"""Where every mark of a trend goes: lines, the 70 line, LinkedIn's dots, gaps, versions, words.

Plain geometry on the canvas of scoring/axes.py. A held day is part of a dashed line at the last
known score, never a zero and never a hole.
"""

import math
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from scoring.axes import (
    GUTTER,
    LETTER,
    TOP,
    Box,
    Frame,
    Label,
    apart,
    day_labels,
    fitting,
    reach,
    score_ticks,
    tick_label,
)
from scoring.core.signals import GOOD
from scoring.drawings import PILLAR_MAX, coordinate
from scoring.signal_words import LINKEDIN, beside_estimate
from scoring.trends import Dot, Trend
from scoring.wording import PILLARS, counted, day_words, one_decimal, whole

WIDE, NARROW = (720, 310), (340, 250)
LONGEST_MARK = 20


@dataclass(frozen=True)
class Line:
    """One score over time as SVG paths: known stretches, held ones, known days on their own."""

    kind: str
    known: str
    held: str
    alone: str


@dataclass(frozen=True)
class Place:
    """A dot or a version's mark, and what it is in words."""

    x: str
    y: str
    title: str


@dataclass(frozen=True)
class Gap:
    """From our estimate to LinkedIn's number of a day, and how far that is in words."""

    x: str
    ours: str
    theirs: str
    title: str


@dataclass(frozen=True)
class TrendDrawing:
    """A trend's SVG, placed; `good` is the height of the 70 line or None where there is none."""

    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    grid: tuple[str, ...]
    good: str | None
    lines: tuple[Line, ...]
    marks: tuple[Place, ...]
    dots: tuple[Place, ...]
    labels: tuple[Label, ...]
    label: str
    gaps: tuple[Gap, ...] = ()


def trend_drawing(trend: Trend, size: tuple[int, int] = WIDE) -> TrendDrawing:
    """The total over time; the 70 line is in sight wherever the scores are."""
    return _total_drawing(trend, size, [])


def against_drawing(trend: Trend, size: tuple[int, int] = WIDE) -> TrendDrawing:
    """The same, broken where a reading set it: from the close of the day before to LinkedIn's dot.

    What our estimate was before a reading is the total of the day before it.
    """
    before = dict(zip(trend.days[1:], trend.totals, strict=False))
    read = [(dot, before[dot.day]) for dot in trend.readings if dot.day in before]
    drawing = _total_drawing(trend, size, read)
    numbers = counted(len(read), "LinkedIn number")
    return replace(drawing, label=f"{drawing.label}; against {numbers}")


def _total_drawing(
    trend: Trend, size: tuple[int, int], read: Sequence[tuple[Dot, float]]
) -> TrendDrawing:
    """The total, and a gap for each dot that comes with what our estimate was before it."""
    readings = [dot for dot in trend.readings if trend.days[0] <= dot.day <= trend.days[-1]]
    scores = [*trend.totals, *(dot.total for dot in readings)]
    frame = Frame(*size, 62, trend.days[0], trend.days[-1], *reach(scores))
    marks = [(day, words) for day, words in trend.marks if frame.shows(day)]
    ticks = score_ticks(frame.low, frame.high)
    fixed = [*_ends(frame, trend.totals[-1]), *day_labels(frame)]
    fixed += [tick_label(frame, tick) for tick in ticks]
    floating = [_beside(frame, day, words) for day, words in marks]
    floating += [_around(frame, dot) for dot in readings[-1:]]
    taken = [*(label.box() for label in fixed), *_drawn(frame, trend, readings)]
    taken += [_upright(frame, day) for day, _ in marks]
    taken += [_stem(frame, dot, ours) for dot, ours in read]
    drawing = _drawing(
        frame,
        grid=ticks,
        good=coordinate(frame.y(GOOD)),
        lines=(_line(frame, trend, "total", trend.totals, {dot.day for dot, _ in read}),),
        marks=tuple(_mark(frame, day, words) for day, words in marks),
        dots=tuple(_dot(frame, dot) for dot in readings),
        labels=(*fixed, *fitting(frame, floating, taken)),
        label=f"Total over {counted(len(trend.days), 'day')}, from {whole(trend.totals[0])} to "
        f"{whole(trend.totals[-1])}; good is {GOOD}",
    )
    return replace(drawing, gaps=tuple(_gap(frame, dot, ours) for dot, ours in read))


def _gap(frame: Frame, dot: Dot, ours: float) -> Gap:
    words = f"{LINKEDIN} was {beside_estimate(dot.total - ours)} on {day_words(dot.day)}"
    x, y, end = map(coordinate, (frame.x(dot.day), frame.y(ours), frame.y(dot.total)))
    return Gap(x, y, end, words)


def _stem(frame: Frame, dot: Dot, ours: float) -> Box:
    """The room of a gap, its circle included."""
    x, ends = frame.x(dot.day), sorted((frame.y(ours), frame.y(dot.total)))
    return x - 5, ends[0] - 5, x + 5, ends[1] + 5


def pillars_drawing(trend: Trend, size: tuple[int, int] = WIDE) -> TrendDrawing:
    """The four pillars over time, 0 to 25 each, every line named where it ends."""
    now = trend.pillars[-1]
    named = [f"{name} {one_decimal(value)}" for name, value in zip(PILLARS, now, strict=True)]
    ends = named if size == WIDE else list(PILLARS)
    margin = math.ceil(max(map(len, ends)) * LETTER) + 8
    frame = Frame(*size, margin, trend.days[0], trend.days[-1], 0, PILLAR_MAX)
    ticks = range(0, PILLAR_MAX + 1, 5)
    heights = apart([frame.y(value) for value in now], TOP, frame.bottom)
    columns = zip(PILLARS, zip(*trend.pillars, strict=True), strict=True)
    return _drawing(
        frame,
        grid=ticks,
        good=None,
        lines=tuple(_line(frame, trend, name.lower(), column) for name, column in columns),
        marks=(),
        dots=(),
        labels=(
            *(
                Label(frame.right + 6, y + 4, "start", text, f"end {name.lower()}")
                for y, text, name in zip(heights, ends, PILLARS, strict=True)
            ),
            *day_labels(frame),
            *(tick_label(frame, tick) for tick in ticks),
        ),
        label=f"Pillars over {counted(len(trend.days), 'day')}, 0 to {PILLAR_MAX} each; "
        f"now {', '.join(named)}",
    )


def _drawing(
    frame: Frame,
    *,
    grid: Sequence[int],
    good: str | None,
    lines: tuple[Line, ...],
    marks: tuple[Place, ...],
    dots: tuple[Place, ...],
    labels: tuple[Label, ...],
    label: str,
) -> TrendDrawing:
    """The parts on their frame, with the grid's ticks as heights."""
    return TrendDrawing(
        width=frame.width,
        height=frame.height,
        left=coordinate(GUTTER),
        right=coordinate(frame.right),
        top=coordinate(TOP),
        bottom=coordinate(frame.bottom),
        grid=tuple(coordinate(frame.y(tick)) for tick in grid),
        good=good,
        lines=lines,
        marks=marks,
        dots=dots,
        labels=labels,
        label=label,
    )


def _line(
    frame: Frame,
    trend: Trend,
    kind: str,
    scores: Sequence[float],
    broken: Container[date] = (),
) -> Line:
    """Solid between two known days, dashed to, from and between held ones; not to a broken one."""
    places = [(frame.x(day), frame.y(score)) for day, score in zip(trend.days, scores, strict=True)]
    held = trend.held
    whole = [day not in broken for day in trend.days[1:]]
    dashed = [one or other for one, other in pairwise(held)]
    solid = [is_whole and not is_dashed for is_whole, is_dashed in zip(whole, dashed, strict=True)]
    wanted = [is_whole and is_dashed for is_whole, is_dashed in zip(whole, dashed, strict=True)]
    alone = [
        f"M{coordinate(x)} {coordinate(y)}h.01"
        for (x, y), is_held, before, after in zip(
            places, held, [True, *dashed], [*dashed, True], strict=True
        )
        if not is_held and before and after
    ]
    return Line(kind, _path(places, solid), _path(places, wanted), "".join(alone))


def _path(places: Sequence[tuple[float, float]], wanted: Sequence[bool]) -> str:
    """The wanted ones of the pieces between places."""
    pieces: list[str] = []
    pen = -1
    for at in (at for at, is_wanted in enumerate(wanted) if is_wanted):
        if pen != at:
            pieces.append("M{} {}".format(*map(coordinate, places[at])))
        pieces.append("L{} {}".format(*map(coordinate, places[at + 1])))
        pen = at + 1
    return "".join(pieces)


def _ends(frame: Frame, total: float) -> list[Label]:
    """The words right of the plot: 70 keeps its place, the last total makes room."""
    good, own = frame.y(GOOD), frame.y(total)
    if abs(own - good) < 16:
        own = good + (-16 if total >= GOOD else 16)
    x = frame.right + 6
    return [
        Label(x, good + 4, "start", f"{GOOD} good", "good"),
        Label(x, own + 4, "start", str(whole(total)), "end total"),
    ]


def _upright(frame: Frame, day: date) -> Box:
    """The room of a mark's line, which starts below the mark's own words."""
    return frame.x(day) - 1, TOP, frame.x(day) + 1, frame.bottom


def _dot(frame: Frame, dot: Dot) -> Place:
    words = f"LinkedIn {whole(dot.total)} on {day_words(dot.day)}"
    return Place(coordinate(frame.x(dot.day)), coordinate(frame.y(dot.total)), words)


def _mark(frame: Frame, day: date, words: str) -> Place:
    return Place(coordinate(frame.x(day)), coordinate(TOP), f"{words}, {day_words(day)}")


def _beside(frame: Frame, day: date, words: str) -> list[Label]:
    """Where a mark's words may stand: above the plot, right of the mark or left of it."""
    text = words if len(words) <= LONGEST_MARK else words[: LONGEST_MARK - 1] + "…"
    x = frame.x(day)
    return [
        Label(x + 4, TOP - 5, "start", text, "version"),
        Label(x - 4, TOP - 5, "end", text, "version"),
    ]


def _around(frame: Frame, dot: Dot) -> list[Label]:
    """Where the last dot's words may stand, best first."""
    x, y = frame.x(dot.day), frame.y(dot.total)
    text = f"LinkedIn {whole(dot.total)}"
    spots = [(0, 21, "middle"), (0, -12, "middle"), (0, 33, "middle"), (0, -26, "middle")]
    spots += [(6, 21, "end"), (6, -12, "end"), (6, 33, "end"), (6, -26, "end"), (-10, 4, "end")]
    return [Label(x + dx, y + dy, anchor, text, "dot") for dx, dy, anchor in spots]


def _drawn(frame: Frame, trend: Trend, readings: Iterable[Dot]) -> Iterator[Box]:
    """The room that the lines and dots take, as small boxes."""
    good = frame.y(GOOD)
    yield GUTTER, good - 2, frame.right, good + 2
    for dot in readings:
        x, y = frame.x(dot.day), frame.y(dot.total)
        yield x - 5, y - 5, x + 5, y + 5
    places = [(frame.x(d), frame.y(t)) for d, t in zip(trend.days, trend.totals, strict=True)]
    for (x0, y0), (x1, y1) in pairwise(places):
        steps = math.ceil(max(x1 - x0, abs(y1 - y0)) / 4)
        for step in range(steps + 1):
            x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
            yield x - 2, y - 2, x + 2, y + 2
