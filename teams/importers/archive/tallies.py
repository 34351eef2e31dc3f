"""What a file says of each day: how often, or how many by then; and over which days it knows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate


@dataclass
class Tally:
    """How often each day (an ordinal)."""

    days: dict[int, int] = field(default_factory=dict)

    def add(self, day: int) -> None:
        """Once more that day."""
        self.days[day] = self.days.get(day, 0) + 1

    def levels(self) -> dict[int, int]:
        """How many there were in all at the end of each day on which that changed."""
        days = sorted(self.days)
        return dict(zip(days, accumulate(self.days[day] for day in days), strict=True))


@dataclass(frozen=True)
class Span:
    """The days a file knows, both ends included; days without a row in between are zeros."""

    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last
