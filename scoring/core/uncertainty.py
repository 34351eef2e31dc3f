"""How sure a score is: its likely range, and its state (building, waiting or current).

sd = √(V · (0.25 + 0.08 · age)) points, with the age of the last reading in days; the likely range
is ± 1.2816 · sd: four of five times LinkedIn's number lies within.
"""

from enum import IntEnum

import numpy as np

from scoring.core import constants
from scoring.core.layout import Bools, Floats, Ints


class Trust(IntEnum):
    """State of a score: whether it is reliable enough to be ranked."""

    BUILDING = 0  # no valid reading yet, and too little of the score is known
    WAITING = 1  # too many working days without data, and no fresh reading
    CURRENT = 2


def standard_deviation(variance: float, age: Floats | Ints) -> Floats:
    """Standard deviation of a total's error in points, `age` days after the last reading."""
    days = constants.VARIANCE_OF_READING + constants.VARIANCE_PER_DAY * np.asarray(age, float)
    return np.sqrt(variance * days)


def half_range(variance: float, age: Ints) -> Floats:
    """Half width of the likely range in points, by days since the last reading (-1: none).

    NaN on the day of a reading: the number is LinkedIn's own.

    >>> half_range(1.0, np.array([0, 30, 181, -1])).round(1).tolist()
    [nan, 2.1, 13.0, 13.0]
    """
    ages = np.asarray(age)
    half = constants.RANGE_DEVIATIONS * standard_deviation(variance, np.maximum(ages, 0))
    without = (ages < 0) | (ages > constants.READING_VALID_DAYS)
    return np.where(without, constants.RANGE_WITHOUT_READING, np.where(ages == 0, np.nan, half))


def reading_age(ordinal: Ints | int, last_reading: Ints) -> Ints:
    """Days since the last reading, -1 without any; from ordinals, 0 for no reading."""
    return np.where(last_reading > 0, ordinal - last_reading, -1)


def trust(age: Ints, coverage: Floats, silent_days: Ints) -> Ints:
    """Values of Trust; `age` is that of the last reading in days, -1 without any."""
    has_reading = age >= 0
    building = ~(has_reading & (age <= constants.READING_VALID_DAYS)) & (
        coverage < constants.ENOUGH_COVERAGE
    )
    fresh: Bools = has_reading & (age <= constants.READING_FRESH_DAYS)
    waiting = (silent_days > constants.SILENT_WORKING_DAYS) & ~fresh
    return np.select([building, waiting], [Trust.BUILDING, Trust.WAITING], Trust.CURRENT)
