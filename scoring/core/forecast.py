"""Forecast of a rep's total: milestones on the way, and how far it may be off."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from scoring.core.constants import FORECAST_RANGES
from scoring.core.course import Course
from scoring.core.layout import Bools, Floats, Ints
from scoring.core.signals import MILESTONES

HORIZONS = tuple(FORECAST_RANGES)  # days ahead shown on pages: 30, 60 and 90
YEAR = 365  # days; nothing is said beyond
LEVEL_DAYS = 180  # days ahead of the level that is named where no milestone comes within a year


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
    """One rep's daily totals for a year ahead if habits stay as they are."""

    close: int  # ordinal of the close from which it looks ahead
    totals: Floats  # (1 + YEAR,) unrounded, 0 to 100; the first is that of the close

    @classmethod
    def of(cls, course: Course, close: int) -> Self:
        """The forecast of a course of one rep."""
        return cls(close, course.totals(np.arange(YEAR + 1))[0])

    def at(self, days: int) -> float:
        """Total so many days after the close."""
        return float(self.totals[days])

    def reaches(self, mark: float) -> int | None:
        """Days ahead at which the displayed total is first at least `mark`; None if never."""
        return self._first(self.totals[1:] >= display_threshold(mark))

    def leaves(self, mark: float) -> int | None:
        """Days ahead at which the displayed total is first below `mark`; None if never."""
        return self._first(self.totals[1:] < display_threshold(mark))

    @staticmethod
    def _first(days: Bools) -> int | None:
        there = np.flatnonzero(days)
        return int(there[0]) + 1 if len(there) else None

    @property
    def level(self) -> float:
        """The total in LEVEL_DAYS."""
        return self.at(LEVEL_DAYS)


def half_widths(now: float, ranges: dict[int, float], days: Ints) -> Floats:
    """(T,) half width of the range of a total T days ahead (0 to 90), linear in between.

    `now` is that of today's likely range, 0 on the day of a reading; `ranges` are those at 30, 60
    and 90 days: an organisation's own, or FORECAST_RANGES.

    >>> half_widths(1.0, FORECAST_RANGES, np.array([0, 15, 30, 75])).tolist()
    [1.0, 1.75, 2.5, 5.0]
    """
    return np.interp(days, [0, *ranges], [now, *ranges.values()])
