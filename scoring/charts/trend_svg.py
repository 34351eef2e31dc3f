"""Where every mark of a trend goes: lines, the 70 line, LinkedIn's dots, gaps, versions, words.

Plain geometry on the canvas of scoring.charts.canvas. A held day is part of a dashed line at the
last known score, never a zero and never a hole.
"""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from scoring.charts.canvas import (
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
from scoring.charts.small_svg import PILLAR_MAX, coordinate
from scoring.charts.trend_labels import (
    AimLine,
    Place,
    aim_lines,
    aimed,
    along,
    around,
    beside,
    beside_aim,
    dot_place,
    drawn,
    end_labels,
    mark_place,
    upright,
)
from scoring.core.signals import GOOD
from scoring.scores.series import Dot, Trend
from scoring.scores.signal_names import LINKEDIN, beside_estimate
from teams.base.formatting import PILLARS, counted, day_words, one_decimal, whole

WIDE, NARROW = (720, 310), (340, 250)


@dataclass(frozen=True)
class Line:
    """One score over time as SVG paths: known stretches, held ones, known days on their own."""

    kind: str
    known: str
    held: str
    alone: str


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
    aims: tuple[AimLine, ...] = ()
    gaps: tuple[Gap, ...] = ()


def trend_drawing(trend: Trend, size: tuple[int, int] = WIDE) -> TrendDrawing:
    """The total over time; the 70 line is in sight wherever the scores are."""
    return _total_drawing(trend, size, [])


def against_drawing(trend: Trend, size: tuple[int, int] = WIDE) -> TrendDrawing:
    """The total with a gap at each reading: from the close of the day before to LinkedIn's dot.

    The estimate before a reading is the total of the day before it.
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
    aims = trend.aims_at("total")
    scores = [*trend.totals, *(dot.total for dot in readings), *aimed(trend, aims)]
    frame = Frame(*size, 62, trend.days[0], trend.days[-1], *reach(scores))
    marks = [(day, words) for day, words in trend.marks if frame.shows(day)]
    ticks = score_ticks(frame.low, frame.high)
    fixed = [*end_labels(frame, trend.totals[-1]), *day_labels(frame)]
    fixed += [tick_label(frame, tick) for tick in ticks]
    floating = [beside(frame, day, words) for day, words in marks]
    floating += [around(frame, dot) for dot in readings[-1:]]
    floating += [beside_aim(frame, aim) for aim in aims]
    taken = [*(label.box() for label in fixed), *drawn(frame, trend, readings)]
    taken += [upright(frame, day) for day, _ in marks]
    taken += [_stem(frame, dot, ours) for dot, ours in read]
    drawing = _drawing(
        frame,
        grid=ticks,
        good=coordinate(frame.y(GOOD)),
        lines=(_line(frame, trend, "total", trend.totals, {dot.day for dot, _ in read}),),
        marks=tuple(mark_place(frame, day, words) for day, words in marks),
        dots=tuple(dot_place(frame, dot) for dot in readings),
        labels=(*fixed, *fitting(frame, floating, taken)),
        label=f"Total over {counted(len(trend.days), 'day')}, from {whole(trend.totals[0])} to "
        f"{whole(trend.totals[-1])}; good is {GOOD}",
    )
    gaps = tuple(_gap(frame, dot, ours) for dot, ours in read)
    return replace(drawing, gaps=gaps, aims=aim_lines(frame, aims))


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
    columns = list(zip(*trend.pillars, strict=True))
    marks = [(day, words) for day, words in trend.marks if frame.shows(day)]
    aims = trend.aims_at(*(name.lower() for name in PILLARS))
    fixed = [
        *(
            Label(frame.right + 6, y + 4, "start", text, f"end {name.lower()}")
            for y, text, name in zip(heights, ends, PILLARS, strict=True)
        ),
        *day_labels(frame),
        *(tick_label(frame, tick) for tick in ticks),
    ]
    floating = [beside(frame, day, words) for day, words in marks]
    floating += [beside_aim(frame, aim) for aim in aims]
    taken = [*(label.box() for label in fixed), *(upright(frame, day) for day, _ in marks)]
    for column in columns:
        taken += along(frame, trend.days, column)
    drawing = _drawing(
        frame,
        grid=ticks,
        good=None,
        lines=tuple(
            _line(frame, trend, name.lower(), column)
            for name, column in zip(PILLARS, columns, strict=True)
        ),
        marks=tuple(mark_place(frame, day, words) for day, words in marks),
        dots=(),
        labels=(*fixed, *fitting(frame, floating, taken)),
        label=f"Pillars over {counted(len(trend.days), 'day')}, 0 to {PILLAR_MAX} each; "
        f"now {', '.join(named)}",
    )
    return replace(drawing, aims=aim_lines(frame, aims))


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
