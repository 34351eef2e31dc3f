"""Where a score goes if a rep goes on as now: when a mark is reached, or where it levels off."""

from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Floats
from scoring.core.signals import MILESTONES

HORIZONS = (30, 60, 90)  # days ahead that pages name
FAR = 730  # days: by then a thirty-day half-life has left nothing of today


def shown_from(mark: float) -> float:
    """The least total that shows as `mark`: rounded to nine places, then half up.

    >>> shown_from(70)
    69.4999999995
    """
    return mark - 0.5 - 5e-10


def next_mark(total: float) -> int | None:
    """The next milestone above a total as shown; None from 70 on.

    >>> next_mark(58.2), next_mark(59.5), next_mark(71.0)
    (60, 70, None)
    """
    return next((mark for mark in MILESTONES if total < shown_from(mark)), None)


@dataclass(frozen=True)
class Forecast:
    """One rep's totals at the close of the days ahead, if habits stay as they are."""

    first: int  # the ordinal of the first day ahead
    totals: Floats  # (H,) unrounded
    pillars: Floats  # (H, 4) as shown

    def __post_init__(self) -> None:
        if self.pillars.shape != (len(self.totals), 4):
            raise ValueError(f"pillars has shape {self.pillars.shape} for {len(self.totals)} days.")

    def at(self, days: int) -> float:
        """The total so many days after the last close."""
        return float(self.totals[days - 1])

    def reaches(self, mark: float) -> int | None:
        """The ordinal of the first day on which the total shows as `mark` or more."""
        there = np.flatnonzero(self.totals >= shown_from(mark))
        return self.first + int(there[0]) if len(there) else None

    def leaves(self, mark: float) -> int | None:
        """The ordinal of the first day on which the total shows as less than `mark`."""
        below = np.flatnonzero(self.totals < shown_from(mark))
        return self.first + int(below[0]) if len(below) else None

    @property
    def plateau(self) -> float:
        """Where it levels off: the total on the last day, which should be FAR ahead."""
        return float(self.totals[-1])
