"""Labels of a chart: what has its place, and where the others may go without covering anything."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scoring.charts.canvas import (
    BESIDE,
    GUTTER,
    TEXT,
    TOP,
    Box,
    Frame,
    Label,
    apart,
    day_labels,
    fitting,
    tick_label,
    x_labels,
)
from scoring.charts.chart import (
    Chart,
    ChartDot,
    ChartGap,
    ChartMark,
    ChartSlope,
    EndLabel,
    LineSeries,
    X,
    known_stretches,
    number,
)
from teams.base.formatting import whole

LONGEST_MARK = 20
CLOSEST = TEXT + 4  # baselines of two end labels


def labels_of(chart: Chart, frame: Frame, kind: str) -> dict[str, tuple[Label, ...]]:
    """All labels by role: `ends`, `days` and `ticks` have their places, `words` what is free."""
    ends = end_labels(frame, chart.end_labels, kind)
    under = x_labels(frame, chart.x_ticks) if chart.x_ticks else _days(chart, frame)
    beside = [tick_label(frame, tick) for tick in chart.ticks]
    wishes = [_above(frame, mark) for mark in chart.marks if mark.words and mark.is_drawn]
    wishes += [_around(frame, dot) for dot in chart.dots[-1:]]
    wishes += [_along_slope(frame, slope) for slope in chart.slopes if slope.labelled]
    taken = [label.box() for label in (*ends, *under, *beside)]
    if wishes:  # thousands of boxes that nothing else asks for
        taken += drawn(chart, frame)
    words = fitting(frame, wishes, taken)
    if chart.caption:
        words = [Label(GUTTER + 4, TOP - 4, "start", chart.caption, "band"), *words]
    return {
        "ends": tuple(ends),
        "days": tuple(under),
        "ticks": tuple(beside),
        "words": tuple(words),
    }


def _days(chart: Chart, frame: Frame) -> list[Label]:
    return day_labels(frame) if chart.xs else []


def end_labels(frame: Frame, wanted: Sequence[EndLabel], kind: str) -> list[Label]:
    """Labels right of the plot, none on another; one beside a firm one makes room for it."""
    places = [frame.y(each.at) for each in wanted]
    if any(each.firm for each in wanted):
        places = _beside_firm(wanted, places)
    else:
        places = apart(places, TOP, frame.bottom)
    return [
        Label(frame.right + BESIDE, y + 4, "start", each.text(kind), each.style)
        for each, y in zip(wanted, places, strict=True)
    ]


def _beside_firm(wanted: Sequence[EndLabel], places: Sequence[float]) -> list[float]:
    firm = next(y for each, y in zip(wanted, places, strict=True) if each.firm)
    return [
        y if each.firm or abs(y - firm) >= CLOSEST else firm + (CLOSEST if y > firm else -CLOSEST)
        for each, y in zip(wanted, places, strict=True)
    ]


def drawn(chart: Chart, frame: Frame) -> Iterator[Box]:
    """The room that lines, dots and marks take, as small boxes."""
    if chart.good is not None:
        good = frame.y(chart.good)
        yield GUTTER, good - 2, frame.right, good + 2
    for dot in chart.dots:
        x, y = frame.x(dot.x), frame.y(dot.y)
        yield x - 5, y - 5, x + 5, y + 5
    for line in chart.lines:
        yield from _along(frame, chart.xs, line)
    for mark in chart.marks:  # its line starts below its words
        if mark.is_drawn:
            yield frame.x(mark.x) - 1, TOP, frame.x(mark.x) + 1, frame.bottom
    for gap in chart.gaps:
        yield _stem(frame, gap)


def _stem(frame: Frame, gap: ChartGap) -> Box:
    x, (top, bottom) = frame.x(gap.x), sorted((frame.y(gap.low), frame.y(gap.high)))
    return x - 5, top - 5, x + 5, bottom + 5


def _along(frame: Frame, xs: Sequence[X], line: LineSeries) -> Iterator[Box]:
    """The room that one line takes."""
    for stretch in known_stretches(line.values):
        places = [(frame.x(xs[at]), frame.y(line.values[at] or 0)) for at in stretch]
        for (x0, y0), (x1, y1) in pairwise(places):
            steps = math.ceil(max(x1 - x0, abs(y1 - y0)) / 4)
            for step in range(steps + 1):
                x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
                yield x - 2, y - 2, x + 2, y + 2


def _above(frame: Frame, mark: ChartMark) -> list[Label]:
    """Where a mark's words may be: above the plot, right of the mark or left of it."""
    text = shortened(mark.words, LONGEST_MARK)
    x, of = frame.x(mark.x), number(mark.x)
    return [
        Label(x + 4, TOP - 5, "start", text, "version", of, mark.words),
        Label(x - 4, TOP - 5, "end", text, "version", of, mark.words),
    ]


def shortened(words: str, longest: int) -> str:
    """The words, or as many letters as fit and an ellipsis."""
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _around(frame: Frame, dot: ChartDot) -> list[Label]:
    """Where the last dot's words may be, best first."""
    x, y, of = frame.x(dot.x), frame.y(dot.y), number(dot.x)
    spots = [(0, 21, "middle"), (0, -12, "middle"), (0, 33, "middle"), (0, -26, "middle")]
    words = f"{dot.name} {whole(dot.y)}"
    spots += [(6, 21, "end"), (6, -12, "end"), (6, 33, "end"), (6, -26, "end"), (-10, 4, "end")]
    return [Label(x + dx, y + dy, anchor, words, "dot", of) for dx, dy, anchor in spots]


def _along_slope(frame: Frame, slope: ChartSlope) -> list[Label]:
    """Above or below the line, as near to its end as can be."""
    (first, y0), (last, y1) = [(number(x), frame.y(y)) for x, y in (slope.start, slope.end)]
    return [
        Label(frame.x(of) - 4, y0 + share * (y1 - y0) + dy, "end", slope.words, "aim", of)
        for share in (1, 0.85, 0.7, 0.55)
        for dy in (-8, 18, -22, 32)
        for of in (first + share * (last - first),)
    ]
