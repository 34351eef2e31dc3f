"""Progress bar of a programme member: LinkedIn score at the start, at the last reading, and target.

Geometry in, finished strings out, as in scoring.charts.small_svg: the same track from 0 to 100.
"""

from dataclasses import dataclass

from scoring.charts.small_svg import coordinate
from scoring.core.signals import GOOD, MILESTONES
from teams.base.formatting import one_decimal


@dataclass(frozen=True)
class ProgressBar:
    """A hollow dot where it began, a filled one now, a line between, a dashed one at the target.

    Each is a place in hundredths of the track, or empty; `line` is a whole path.
    """

    began: str
    now: str
    line: str
    target: str
    good: int
    milestones: tuple[int, ...]
    label: str


def progress_bar(began: float | None, now: float | None, target: float | None) -> ProgressBar:
    """The way of one rep; what is not known has no mark."""
    line = ""
    if began is not None and now is not None:
        line = f"M{_at(began)} 9H{_at(now)}"
    said = [
        f"{word} {one_decimal(value)}"
        for word, value in (("began at", began), ("now", now), ("target", target))
        if value is not None
    ]
    return ProgressBar(
        began=_at(began),
        now=_at(now),
        line=line,
        target=_at(target),
        good=GOOD,
        milestones=MILESTONES[:-1],
        label=f"{', '.join(said) or 'no LinkedIn number yet'}; good is {GOOD}",
    )


def _at(value: float | None) -> str:
    return "" if value is None else coordinate(min(max(value, 0), 100))
