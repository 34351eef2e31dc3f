"""Trend: a score over time, as pages, charts, files and the API show it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, takewhile

from teams.base.formatting import day_words, one_decimal


@dataclass(frozen=True)
class ReadingDot:
    """A LinkedIn score: its day, total and four pillars."""

    day: date
    total: float
    pillars: tuple[float, float, float, float]


@dataclass(frozen=True)
class GoalPath:
    """A goal line: from the score on the day it was set, straight to the target at its deadline."""

    what: str  # "total" or a pillar
    set_on: date
    start: float
    by_day: date
    target: float

    @property
    def words(self) -> str:
        """The goal as a chart labels it."""
        label = "Goal" if self.what == "total" else f"{self.what.capitalize()} goal"
        return f"{label} {one_decimal(self.target).removesuffix('.0')} by {day_words(self.by_day)}"

    def at(self, day: date) -> float:
        """Value of the line on a day."""
        share = (day - self.set_on).days / max((self.by_day - self.set_on).days, 1)
        return self.start + share * (self.target - self.start)

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """The part of the line between two days; None if that is less than two days."""
        ends = max(first, self.set_on), min(last, self.by_day)
        return ends if ends[0] < ends[1] else None


@dataclass(frozen=True)
class SeriesTable:
    """A chart's numbers in words, a row for each close, newest first."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def count_early(begun: Iterable[bool]) -> int:
    """Number of closes before the first of which it is said that the score's line has begun.

    >>> count_early([False, False, True, False])
    2
    """
    return sum(1 for _ in takewhile(lambda has_begun: not has_begun, begun))


def version_marks(closes: Iterable[tuple[date, str]]) -> tuple[tuple[date, str], ...]:
    """Marks at closes that were scored by another model version than the close before.

    >>> version_marks([(date(2026, 1, 1), "2"), (date(2026, 1, 2), "2.1")])
    ((datetime.date(2026, 1, 2), 'Model version 2.1'),)
    """
    return tuple(
        (day, f"Model version {version}")
        for (_, before), (day, version) in pairwise(closes)
        if before != version
    )


EARLY_WORDS = "early estimate"


@dataclass(frozen=True)
class ScoreSeries:
    """A score over time, oldest first; a held day repeats the last known score.

    The first `early` closes are before the score's line begins (`Snapshot.has_begun`): they are
    drawn apart, and nothing is compared with them.

    Which days were logged is for the rep alone: for others (`by_day` False) days are held while
    the score waits for data. `marks` are days on which a model version took over, or with a note.
    Days, totals, pillars and held have equal lengths, checked when built.
    """

    title: str
    days: tuple[date, ...]
    totals: tuple[float, ...]
    pillars: tuple[tuple[float, float, float, float], ...]
    held: tuple[bool, ...]
    readings: tuple[ReadingDot, ...]
    marks: tuple[tuple[date, str], ...]
    by_day: bool = True
    goals: tuple[GoalPath, ...] = ()
    early: int = 0

    def __post_init__(self) -> None:
        lengths = {len(self.days), len(self.totals), len(self.pillars), len(self.held)}
        if len(lengths) != 1:
            raise ValueError(f"a trend's columns differ in length: {sorted(lengths)}")
        if any(later <= day for day, later in zip(self.days, self.days[1:], strict=False)):
            raise ValueError("a trend's days must follow one another, oldest first")

    def status_words(self, at: int) -> str:
        """What kind of number a day's total is, in words."""
        is_early = at < self.early
        if self.by_day:
            known = "held" if self.held[at] else "known"
            return f"{known}, {EARLY_WORDS}" if is_early else known
        if is_early:
            return EARLY_WORDS
        return "waiting for data" if self.held[at] else "estimated"

    def only(self, days: Container[date]) -> "ScoreSeries":
        """Returns a copy with only these closes."""
        rows = [at for at, day in enumerate(self.days) if day in days]
        return replace(
            self,
            days=tuple(self.days[at] for at in rows),
            totals=tuple(self.totals[at] for at in rows),
            pillars=tuple(self.pillars[at] for at in rows),
            held=tuple(self.held[at] for at in rows),
            early=sum(at < self.early for at in rows),
        )

    def goals_for(self, *what: str) -> tuple[GoalPath, ...]:
        """The goals for any of these that overlap the trend's days."""
        ends = (self.days[0], self.days[-1]) if self.days else None
        return tuple(
            goal for goal in self.goals if goal.what in what and ends and goal.within(*ends)
        )

    def marks_text(self, at: int) -> str:
        """The marks of a close, and of the days since the one before it, in words."""
        since = self.days[at - 1] if at else None
        return "; ".join(
            words
            for day, words in self.marks
            if day <= self.days[at] and (day > since if since else day == self.days[at])
        )
