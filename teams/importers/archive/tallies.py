"""Counts by day, and the span of days that a file covers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate


@dataclass
class Tally:
    """Counts by day (ordinal)."""

    days: dict[int, int] = field(default_factory=dict)

    def add(self, day: int) -> None:
        """Adds one to a day's count."""
        self.days[day] = self.days.get(day, 0) + 1

    def levels(self) -> dict[int, int]:
        """Cumulative count at the end of each day on which it changed."""
        days = sorted(self.days)
        return dict(zip(days, accumulate(self.days[day] for day in days), strict=True))


@dataclass(frozen=True)
class TallyRange:
    """Days a file covers, inclusive; days without a row in between are zeros."""

    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last
