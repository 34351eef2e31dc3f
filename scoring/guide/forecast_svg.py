"""Where every mark of a forecast goes: what was, what is to come, and the band around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.charts.canvas import (
    GUTTER,
    TEXT,
    TOP,
    Frame,
    Label,
    day_labels,
    reach,
    score_ticks,
    tick_label,
)
from scoring.charts.small_svg import coordinate
from scoring.core.signals import GOOD
from scoring.guide.forecast import Outcome
from teams.base.formatting import day_words, whole

WIDE, NARROW = (720, 310), (340, 250)
MARGIN = 34
Place = tuple[date, float]


@dataclass(frozen=True)
class ForecastDrawing:
    """A forecast's SVG, placed; `good` is the height of the 70 line, `close` where today is."""

    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    grid: tuple[str, ...]
    good: str
    close: str
    behind: str
    ahead: str
    band: str
    labels: tuple[Label, ...]
    label: str


def forecast_drawing(found: Outcome, size: tuple[int, int] = WIDE) -> ForecastDrawing:
    """The total behind and ahead; the 70 line is always in sight."""
    frame = _frame(found, size)
    start = (found.close, found.total)
    ahead = [start, *((each.day, each.total) for each in found.line)]
    ends = [
        (each.day, each.low, each.high)
        for each in found.line
        if each.low is not None and each.high is not None
    ]
    return ForecastDrawing(
        width=frame.width,
        height=frame.height,
        left=coordinate(GUTTER),
        right=coordinate(frame.right),
        top=coordinate(TOP),
        bottom=coordinate(frame.bottom),
        grid=tuple(coordinate(frame.y(tick)) for tick in score_ticks(frame.low, frame.high)),
        good=coordinate(frame.y(GOOD)),
        close=coordinate(frame.x(found.close)),
        behind=_path(frame, found.behind or [start]),
        ahead=_path(frame, ahead),
        band=_area(frame, start, ends),
        labels=tuple(_labels(frame, found)),
        label=_label(found),
    )


def _frame(found: Outcome, size: tuple[int, int]) -> Frame:
    scores = [found.total, *(total for _, total in found.behind)]
    scores += [each.total for each in found.line]
    scores += [edge for each in found.line for edge in (each.low, each.high) if edge is not None]
    first = found.behind[0][0] if found.behind else found.close
    return Frame(*size, MARGIN, first, found.line[-1].day, *reach(scores))


def _path(frame: Frame, places: Iterable[Place]) -> str:
    return "M" + "L".join(
        f"{coordinate(frame.x(day))} {coordinate(frame.y(total))}" for day, total in places
    )


def _area(frame: Frame, start: Place, ends: Sequence[tuple[date, float, float]]) -> str:
    if not ends:
        return ""
    upper = [start, *((day, high) for day, _, high in ends)]
    lower = [(day, low) for day, low, _ in reversed(ends)]
    return " ".join(
        f"{coordinate(frame.x(day))},{coordinate(frame.y(total))}"
        for day, total in (*upper, *lower)
    )


def _labels(frame: Frame, found: Outcome) -> list[Label]:
    last = found.line[-1].total
    good = Label(frame.right + 6, frame.y(GOOD) + 4, "start", str(GOOD), "good")
    end = Label(frame.right + 6, frame.y(last) + 4, "start", str(whole(last)), "end")
    apart = abs(good.y - end.y) > TEXT + 2
    ticks = [tick_label(frame, tick) for tick in score_ticks(frame.low, frame.high)]
    return [*ticks, *day_labels(frame), end, *([good] if apart else [])]


def _label(found: Outcome) -> str:
    last = found.line[-1]
    words = f"Forecast from {whole(found.total)} on {day_words(found.close)}"
    return f"{words} to {whole(last.total)} on {day_words(last.day)}; good is {GOOD}"
