"""Progress bar of a programme member: LinkedIn score at the start, at the last reading, and target.

Geometry in, finished strings out, as in scoring.charts.small_svg: the same track from 0 to 100.
"""

from dataclasses import dataclass

from scoring.charts.small_svg import coordinate
from scoring.core.signals import GOOD, MILESTONES
from teams.base.formatting import one_decimal


@dataclass(frozen=True)
class ProgressBar:
    """Progress bar: a hollow dot at the start, a filled one now, a line between, and the target.

    Positions are in hundredths of the track, empty if unknown; `line` is an SVG path.
    """

    began: str
    now: str
    line: str
    target: str
    good: int
    milestones: tuple[int, ...]
    label: str


def progress_bar(began: float | None, now: float | None, target: float | None) -> ProgressBar:
    """Progress bar of a rep; an unknown value has no mark."""
    line = ""
    if began is not None and now is not None:
        line = f"M{_at(began)} 9H{_at(now)}"
    parts = [
        f"{name} {one_decimal(value)}"
        for name, value in (("began at", began), ("now", now), ("target", target))
        if value is not None
    ]
    return ProgressBar(
        began=_at(began),
        now=_at(now),
        line=line,
        target=_at(target),
        good=GOOD,
        milestones=MILESTONES[:-1],
        label=f"{', '.join(parts) or 'no LinkedIn score yet'}; good is {GOOD}",
    )


def _at(value: float | None) -> str:
    return "" if value is None else coordinate(min(max(value, 0), 100))
