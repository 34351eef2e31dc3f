"""Several courses on one canvas, each told by its dashes and by its letter where it ends."""

from dataclasses import dataclass

from scoring.charts.canvas import (
    GUTTER,
    LETTER,
    TOP,
    Frame,
    Label,
    apart,
    day_labels,
    fitting,
    reach,
    score_ticks,
    tick_label,
)
from scoring.charts.small_svg import coordinate, stretches
from scoring.charts.trend_labels import Place, beside, mark_place
from scoring.core.signals import GOOD
from scoring.trends.comparison import Comparison, Course
from teams.base.formatting import counted, whole

WIDE, NARROW = (720, 330), (340, 290)
ROOM = {WIDE: 20, NARROW: 11}  # letters of a label at most


@dataclass(frozen=True)
class CompareDrawing:
    """The courses' SVG, placed; a line is its class and its path."""

    width: int
    height: int
    left: str
    right: str
    bottom: str
    grid: tuple[str, ...]
    good: str
    lines: tuple[tuple[str, str], ...]
    marks: tuple[Place, ...]
    labels: tuple[Label, ...]
    label: str


def compare_drawing(found: Comparison, size: tuple[int, int] = WIDE) -> CompareDrawing:
    """Totals over time with the good line; every line is named where it ends."""
    low, high = reach(t for course in found.shown for t in course.totals if t is not None)
    margin = int((ROOM[size] + 4) * LETTER) + 8
    frame = Frame(*size, margin, found.days[0], found.days[-1], low, high)
    ticks = score_ticks(low, high)
    marks = [(day, words) for day, words in found.marks if frame.shows(day)]
    fixed = [*_ends(frame, found, ROOM[size]), *day_labels(frame)]
    fixed += [tick_label(frame, tick) for tick in ticks]
    taken = [label.box() for label in fixed]
    return CompareDrawing(
        width=frame.width,
        height=frame.height,
        left=coordinate(GUTTER),
        right=coordinate(frame.right),
        bottom=coordinate(frame.bottom),
        grid=tuple(coordinate(frame.y(tick)) for tick in ticks),
        good=coordinate(frame.y(GOOD)),
        lines=tuple((course.letter.lower(), _path(frame, found, course)) for course in found.shown),
        marks=tuple(mark_place(frame, day, words) for day, words in marks),
        labels=(*fixed, *fitting(frame, [beside(frame, *mark) for mark in marks], taken)),
        label=_label(found),
    )


def _path(frame: Frame, found: Comparison, course: Course) -> str:
    return stretches(
        [
            None if total is None else (coordinate(frame.x(day)), coordinate(frame.y(total)))
            for day, total in zip(found.days, course.totals, strict=True)
        ]
    )


def _ends(frame: Frame, found: Comparison, room: int) -> list[Label]:
    """The words right of the lines' ends, 70 among them, none on another."""
    named = [(float(GOOD), f"{GOOD} good", "good")]
    for course in found.shown:
        name = course.label if len(course.label) <= room else course.label[: room - 1] + "…"
        words = f"{name} {whole(course.last or 0)}"
        named.append((course.last or 0.0, words, f"end {course.letter.lower()}"))
    heights = apart([frame.y(score) for score, _, _ in named], TOP, frame.bottom)
    return [
        Label(frame.right + 6, y + 4, "start", words, kind)
        for y, (_, words, kind) in zip(heights, named, strict=True)
    ]


def _label(found: Comparison) -> str:
    now = ", ".join(f"{course.label} {whole(course.last or 0)}" for course in found.shown)
    return f"Compared over {counted(len(found.days), 'close')}; now {now}; good is {GOOD}"
