"""A score over time, as pages, charts, files and the API show it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dot:
    """One number LinkedIn gave: the day, its total and the four pillars."""

    day: date
    total: float
    pillars: tuple[float, float, float, float]


@dataclass(frozen=True)
class Table:
    """A chart's numbers in words, a row a close, the newest first."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Trend:
    """One day after another, oldest first; a held day repeats the last known score.

    Which days somebody logged is for the rep alone: for others, who are not told `by_day`, days are
    held while the score waits for data. `marks` are days with something to say, such as a model
    version that took over. Days, totals, pillars and held have equal lengths, checked when built.
    """

    title: str
    days: tuple[date, ...]
    totals: tuple[float, ...]
    pillars: tuple[tuple[float, float, float, float], ...]
    held: tuple[bool, ...]
    readings: tuple[Dot, ...]
    marks: tuple[tuple[date, str], ...]
    by_day: bool = True

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
