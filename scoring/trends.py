"""A score over time, as pages, charts, files and the API show it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from scoring.wording import PILLARS, day_words, one_decimal


@dataclass(frozen=True)
class Dot:
    """One number LinkedIn gave: the day, its total and the four pillars."""

    day: date
    total: float
    pillars: tuple[float, float, float, float]


@dataclass(frozen=True)
class Aim:
    """A goal: from the score on the day it was set, straight to the target on its day."""

    what: str  # "total" or a pillar
    set_on: date
    start: float
    by_day: date
    target: float

    @property
    def words(self) -> str:
        """As a chart says it."""
        whose = "Goal" if self.what == "total" else f"{self.what.capitalize()} goal"
        return f"{whose} {one_decimal(self.target).removesuffix('.0')} by {day_words(self.by_day)}"

    def at(self, day: date) -> float:
        """Where the straight way is on a day."""
        share = (day - self.set_on).days / max((self.by_day - self.set_on).days, 1)
        return self.start + share * (self.target - self.start)

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """The part of its days from one to another; None where that is less than two."""
        ends = max(first, self.set_on), min(last, self.by_day)
        return ends if ends[0] < ends[1] else None


@dataclass(frozen=True)
class Table:
    """A chart's numbers in words, a row a close, the newest first."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def version_marks(closes: Iterable[tuple[date, str]]) -> tuple[tuple[date, str], ...]:
    """The first close made by another version of the model than the one before, as a mark.

    >>> version_marks([(date(2026, 1, 1), "1"), (date(2026, 1, 2), "1.1")])
    ((datetime.date(2026, 1, 2), 'Model version 1.1'),)
    """
    return tuple(
        (day, f"Model version {version}")
        for (_, before), (day, version) in pairwise(closes)
        if before != version
    )


@dataclass(frozen=True)
class Trend:
    """One day after another, oldest first; a held day repeats the last known score.

    Which days somebody logged is for the rep alone: for others, who are not told `by_day`, days are
    held while the score waits for data. `marks` are days with something to say: a model version
    that took over, or what people noted. Days, totals, pillars and held have equal lengths, checked
    when built.
    """

    title: str
    days: tuple[date, ...]
    totals: tuple[float, ...]
    pillars: tuple[tuple[float, float, float, float], ...]
    held: tuple[bool, ...]
    readings: tuple[Dot, ...]
    marks: tuple[tuple[date, str], ...]
    by_day: bool = True
    aims: tuple[Aim, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(self.days), len(self.totals), len(self.pillars), len(self.held)}
        if len(lengths) != 1:
            raise ValueError(f"a trend's columns differ in length: {sorted(lengths)}")
        if any(later <= day for day, later in zip(self.days, self.days[1:], strict=False)):
            raise ValueError("a trend's days must follow one another, oldest first")

    def said(self, at: int) -> str:
        """What kind of number a day's total is."""
        if self.by_day:
            return "held" if self.held[at] else "known"
        return "waiting for data" if self.held[at] else "estimated"

    def only(self, days: Container[date]) -> "Trend":
        """The same at some of its closes."""
        kept = [at for at, day in enumerate(self.days) if day in days]
        return replace(
            self,
            days=tuple(self.days[at] for at in kept),
            totals=tuple(self.totals[at] for at in kept),
            pillars=tuple(self.pillars[at] for at in kept),
            held=tuple(self.held[at] for at in kept),
        )

    def aims_of(self, view: str) -> tuple[Aim, ...]:
        """The goals that a view of it draws."""
        pillars = tuple(name.lower() for name in PILLARS)
        return self.aims_at(*pillars) if view == "pillars" else self.aims_at("total")

    def aims_at(self, *what: str) -> tuple[Aim, ...]:
        """The goals for any of these of which a part lies in these days."""
        ends = (self.days[0], self.days[-1]) if self.days else None
        return tuple(a for a in self.aims if a.what in what and ends and a.within(*ends))

    def noted(self, at: int) -> str:
        """What there is to say of a close, and of the days since the one before it."""
        since = self.days[at - 1] if at else None
        return "; ".join(
            words
            for day, words in self.marks
            if day <= self.days[at] and (day > since if since else day == self.days[at])
        )
