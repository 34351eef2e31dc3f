"""Placing the labels of a chart: fixed ones, and others where they cover nothing."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scoring.charts.canvas import (
    GUTTER,
    LABEL_GAP,
    TEXT_SIZE,
    TOP,
    Box,
    Frame,
    Label,
    day_labels,
    fit_labels,
    separate_places,
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
    XValue,
    known_stretches,
    x_as_number,
)
from teams.base.formatting import whole

MAX_MARK_CHARACTERS = 20
MIN_BASELINE_GAP = TEXT_SIZE + 4  # baselines of two end labels


def build_labels(chart: Chart, frame: Frame, kind: str) -> dict[str, tuple[Label, ...]]:
    """All labels by role: `ends`, `days` and `ticks` have fixed places, `words` free ones."""
    ends = end_labels(frame, chart.end_labels, kind)
    x_axis = x_labels(frame, chart.x_ticks) if chart.x_ticks else _days(chart, frame)
    y_axis = [tick_label(frame, tick) for tick in chart.ticks]
    candidates = [_mark_labels(frame, mark) for mark in chart.marks if mark.words and mark.is_drawn]
    candidates += [_dot_labels(frame, dot) for dot in chart.dots[-1:]]
    candidates += [_slope_labels(frame, slope) for slope in chart.slopes if slope.labelled]
    caption = [Label(GUTTER + 4, TOP - 4, "start", chart.caption, "band")] if chart.caption else []
    occupied = [label.box() for label in (*ends, *x_axis, *y_axis, *caption)]
    if candidates:  # thousands of boxes that nothing else asks for
        occupied += occupied_boxes(chart, frame)
    free_labels = [*caption, *fit_labels(frame, candidates, occupied)]
    return {
        "ends": tuple(ends),
        "days": tuple(x_axis),
        "ticks": tuple(y_axis),
        "words": tuple(free_labels),
    }


def _days(chart: Chart, frame: Frame) -> list[Label]:
    return day_labels(frame) if chart.xs else []


def end_labels(frame: Frame, labels: Sequence[EndLabel], kind: str) -> list[Label]:
    """Labels right of the plot that do not overlap; those near a firm one make room for it."""
    places = [frame.y(each.at) for each in labels]
    if any(each.firm for each in labels):
        places = _make_room_for_firm(labels, places)
    else:
        places = separate_places(places, TOP, frame.bottom)
    return [
        Label(frame.right + LABEL_GAP, y + 4, "start", each.text(kind), each.style)
        for each, y in zip(labels, places, strict=True)
    ]


def _make_room_for_firm(labels: Sequence[EndLabel], places: Sequence[float]) -> list[float]:
    firm = next(y for each, y in zip(labels, places, strict=True) if each.firm)
    return [
        y
        if each.firm or abs(y - firm) >= MIN_BASELINE_GAP
        else firm + (MIN_BASELINE_GAP if y > firm else -MIN_BASELINE_GAP)
        for each, y in zip(labels, places, strict=True)
    ]


def occupied_boxes(chart: Chart, frame: Frame) -> Iterator[Box]:
    """Boxes covered by lines, dots and marks."""
    if chart.good is not None:
        good = frame.y(chart.good)
        yield GUTTER, good - 2, frame.right, good + 2
    for dot in chart.dots:
        x, y = frame.x(dot.x), frame.y(dot.y)
        yield x - 5, y - 5, x + 5, y + 5
    for line in chart.lines:
        yield from _line_boxes(frame, chart.xs, line)
    for mark in chart.marks:  # its line starts below its words
        if mark.is_drawn:
            yield frame.x(mark.x) - 1, TOP, frame.x(mark.x) + 1, frame.bottom
    for gap in chart.gaps:
        yield _gap_box(frame, gap)


def _gap_box(frame: Frame, gap: ChartGap) -> Box:
    x, (top, bottom) = frame.x(gap.x), sorted((frame.y(gap.low), frame.y(gap.high)))
    return x - 5, top - 5, x + 5, bottom + 5


def _line_boxes(frame: Frame, xs: Sequence[XValue], line: LineSeries) -> Iterator[Box]:
    """Boxes covered by a line."""
    for stretch in known_stretches(line.values):
        places = [(frame.x(xs[at]), frame.y(line.values[at] or 0)) for at in stretch]
        for (x0, y0), (x1, y1) in pairwise(places):
            steps = math.ceil(max(x1 - x0, abs(y1 - y0)) / 4)
            for step in range(steps + 1):
                x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
                yield x - 2, y - 2, x + 2, y + 2


def _mark_labels(frame: Frame, mark: ChartMark) -> list[Label]:
    """Possible labels of a mark, best first: above the plot, right or left of the mark."""
    text = shorten(mark.words, MAX_MARK_CHARACTERS)
    x, mark_x = frame.x(mark.x), x_as_number(mark.x)
    return [
        Label(x + 4, TOP - 5, "start", text, "version", mark_x, mark.words),
        Label(x - 4, TOP - 5, "end", text, "version", mark_x, mark.words),
    ]


def shorten(text: str, max_length: int) -> str:
    """Shortens a text to a maximum length, with an ellipsis."""
    return text if len(text) <= max_length else text[: max_length - 1] + "…"


def _dot_labels(frame: Frame, dot: ChartDot) -> list[Label]:
    """Possible labels of the last dot, best first."""
    x, y, dot_x = frame.x(dot.x), frame.y(dot.y), x_as_number(dot.x)
    offsets = [(0, 21, "middle"), (0, -12, "middle"), (0, 33, "middle"), (0, -26, "middle")]
    words = f"{dot.name} {whole(dot.y)}"
    offsets += [(6, 21, "end"), (6, -12, "end"), (6, 33, "end"), (6, -26, "end"), (-10, 4, "end")]
    return [Label(x + dx, y + dy, anchor, words, "dot", dot_x) for dx, dy, anchor in offsets]


def _slope_labels(frame: Frame, slope: ChartSlope) -> list[Label]:
    """Possible labels of a slope, best first: above or below it, close to its end."""
    (first, y0), (last, y1) = [(x_as_number(x), frame.y(y)) for x, y in (slope.start, slope.end)]
    return [
        Label(frame.x(slope_x) - 4, y0 + share * (y1 - y0) + dy, "end", slope.words, "aim", slope_x)
        for share in (1, 0.85, 0.7, 0.55)
        for dy in (-8, 18, -22, 32)
        for slope_x in (first + share * (last - first),)
    ]
