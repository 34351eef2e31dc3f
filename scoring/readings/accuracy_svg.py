"""How good the estimate is, drawn: LinkedIn's number against ours, and how far off month by month.

Plain geometry on the canvas of axes.py, in the shape of a trend's drawing.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

import numpy as np

from scoring.charts.canvas import GUTTER, TOP, Frame, Label, day_labels, tick_label
from scoring.charts.small_svg import coordinate, stretches
from scoring.charts.trend_labels import AimLine
from scoring.charts.trend_svg import Line, TrendDrawing
from scoring.readings.accuracy import Month, Quality
from scoring.readings.with_estimates import Judged
from teams.base.formatting import one_decimal

SIZES = (("wide", (720, 300)), ("narrow", (340, 250)))
MARGIN = 14
DOTS = 400  # the newest readings that are drawn: a page is no heavier for more
Drawings = list[tuple[str, TrendDrawing]]


def against(found: Quality) -> Drawings:
    """Each reading as a dot: our estimate to the right, LinkedIn's number upwards."""
    return [(kind, _scatter(found, size)) for kind, size in SIZES]


def by_month(found: Quality) -> Drawings:
    """The mean absolute error of each month, a gap where readings are too few."""
    return [(kind, _months(found, size)) for kind, size in SIZES] if found.months else []


def _scatter(found: Quality, size: tuple[int, int]) -> TrendDrawing:
    drawn = found.judged.take(np.arange(min(DOTS, len(found.judged))))
    low, high = _reach(drawn)
    frame = Frame(*size, MARGIN, found.first, found.last, low, high)
    ticks = range(low, high + 1, 10 if high - low <= 60 else 20)
    same = "L".join(f"{_x(frame, at)} {coordinate(frame.y(at))}" for at in (low, high))
    below = [Label(float(_x(frame, t)), frame.height - 6, "middle", str(t), "day") for t in ticks]
    named = Label(GUTTER + 4, TOP - 4, "start", "LinkedIn’s number ↑  our estimate →", "band")
    return _drawing(
        frame,
        ticks,
        lines=(Line("total", "", "", _dots(frame, drawn)),),
        labels=(*(tick_label(frame, tick) for tick in ticks), *below, named),
        label=f"LinkedIn’s number against our estimate, {found.rests_on}",
        aims=(AimLine(f"M{same}", "Where the two are the same"),),
    )


def _reach(drawn: Judged) -> tuple[int, int]:
    """Whole tens around all totals, of both."""
    totals = np.concatenate([drawn.official.sum(axis=1), drawn.estimates.sum(axis=1)])
    low, high = int(totals.min() // 10 * 10), int(-(-totals.max() // 10) * 10)
    return low, max(high, low + 10)


def _x(frame: Frame, total: float) -> str:
    share = (total - frame.low) / (frame.high - frame.low)
    return coordinate(GUTTER + share * (frame.right - GUTTER))


def _dots(frame: Frame, drawn: Judged) -> str:
    """Every place once, as a path of dots."""
    both = zip(drawn.estimates.sum(axis=1), drawn.official.sum(axis=1), strict=True)
    places = dict.fromkeys(
        f"M{_x(frame, ours)} {coordinate(frame.y(theirs))}h.01" for ours, theirs in both
    )
    return "".join(places)


def _months(found: Quality, size: tuple[int, int]) -> TrendDrawing:
    months = found.months
    most = max([5, *(ceil(each.error) for each in months if each.error is not None)])
    last = _month_after(months[-1].first)
    frame = Frame(*size, MARGIN, months[0].first, last, 0, most)
    ticks = range(0, most + 1, 1 if most <= 6 else 5)
    named = Label(GUTTER + 4, TOP - 4, "start", "points apart", "band")
    return _drawing(
        frame,
        ticks,
        lines=(Line("total", stretches(_places(frame, months)), "", ""),),
        labels=(*day_labels(frame), *(tick_label(frame, tick) for tick in ticks), named),
        label=f"Points apart month by month; {_last(months)}",
    )


def _last(months: Sequence[Month]) -> str:
    told = [each for each in months if each.error is not None]
    if not told:
        return "too few readings in every month"
    return f"{one_decimal(told[-1].error or 0)} in {told[-1].group.name}"


def _places(frame: Frame, months: Sequence[Month]) -> list[tuple[str, str] | None]:
    """A month's place is its middle; a month without a word of its own is a gap."""
    by_first = {each.first: each.error for each in months}
    places: list[tuple[str, str] | None] = []
    first = months[0].first
    while first <= months[-1].first:
        error = by_first.get(first)
        middle = first + timedelta(days=14)
        at = error is not None and (coordinate(frame.x(middle)), coordinate(frame.y(error)))
        places.append(at or None)
        first = _month_after(first)
    return places


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _drawing(
    frame: Frame,
    ticks: Sequence[int],
    *,
    lines: tuple[Line, ...],
    labels: tuple[Label, ...],
    label: str,
    aims: tuple[AimLine, ...] = (),
) -> TrendDrawing:
    return TrendDrawing(
        width=frame.width,
        height=frame.height,
        left=coordinate(GUTTER),
        right=coordinate(frame.right),
        top=coordinate(TOP),
        bottom=coordinate(frame.bottom),
        grid=tuple(coordinate(frame.y(tick)) for tick in ticks),
        good=None,
        lines=lines,
        marks=(),
        dots=(),
        labels=labels,
        label=label,
        aims=aims,
    )
