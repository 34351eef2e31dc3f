"""Forecast of a rep's total: when it reaches a milestone or goal, and where it levels off."""

from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Floats
from scoring.core.signals import MILESTONES

HORIZONS = (30, 60, 90)  # days ahead shown on pages
PLATEAU_DAYS = 730  # days: by then a half-life of thirty days has left nothing of today's state


def display_threshold(mark: float) -> float:
    """Least total that is displayed as `mark`: totals are rounded to nine places, then half up.

    >>> display_threshold(70)
    69.4999999995
    """
    return mark - 0.5 - 5e-10


def next_milestone(total: float) -> int | None:
    """Next milestone above a displayed total; None from 70 on.

    >>> next_milestone(58.2), next_milestone(59.5), next_milestone(71.0)
    (60, 70, None)
    """
    return next((mark for mark in MILESTONES if total < display_threshold(mark)), None)


@dataclass(frozen=True)
class Forecast:
    """One rep's daily totals ahead if habits stay as they are."""

    first: int  # ordinal of the first day ahead
    totals: Floats  # (H,) unrounded, 0 to 100
    pillars: Floats  # (H, 4) as shown, points 0-25

    def __post_init__(self) -> None:
        if self.pillars.shape != (len(self.totals), 4):
            raise ValueError(f"pillars has shape {self.pillars.shape} for {len(self.totals)} days.")

    def at(self, days: int) -> float:
        """Total so many days after the last close."""
        return float(self.totals[days - 1])

    def reaches(self, mark: float) -> int | None:
        """Ordinal of the first day the displayed total is at least `mark`; None if never."""
        there = np.flatnonzero(self.totals >= display_threshold(mark))
        return self.first + int(there[0]) if len(there) else None

    def leaves(self, mark: float) -> int | None:
        """Ordinal of the first day the displayed total is below `mark`; None if never."""
        below = np.flatnonzero(self.totals < display_threshold(mark))
        return self.first + int(below[0]) if len(below) else None

    @property
    def plateau(self) -> float:
        """Where the total levels off: its last value, which should be PLATEAU_DAYS ahead."""
        return float(self.totals[-1])
