"""Estimation errors grouped by bands of a value: where estimates deserve more trust, where less.

Means of small groups say little: a group with too few readings is only counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Floats, Ints
from teams.base.formatting import one_decimal, round_one_decimal

MIN_SAMPLE = 5  # readings
Bands = tuple[tuple[str, float], ...]  # name and upper limit of each band

AGE_BANDS: Bands = (
    ("5 to 14 days", 14),
    ("15 to 35 days", 35),
    ("36 to 60 days", 60),
    ("61 to 120 days", 120),
)
COVERAGE_BANDS: Bands = (
    ("below 20", 19.99),
    ("20 to 39", 39.99),
    ("40 to 59", 59.99),
    ("60 or more", 100),
)


@dataclass(frozen=True)
class AccuracyGroup:
    """A group of readings; `means`, in points, is empty if there are too few."""

    name: str
    readings: int
    reps: int
    means: tuple[float, ...]  # errors of the last reading and of ours; perhaps % the range held

    @property
    def advantage(self) -> float:
        """By how many points ours is closer, of the errors as shown: to one decimal."""
        carried, ours = map(round_one_decimal, self.means[:2])
        return carried - ours

    @property
    def verdict(self) -> str:
        """Which is closer, in words, such as `closer by 0.5`."""
        if not round(self.advantage, 1):
            return "no closer"
        way = "closer" if self.advantage > 0 else "further off"
        return f"{way} by {one_decimal(abs(self.advantage))}"


def group_by_band(
    bands: Bands, values: Floats | Ints, reps: Ints, *arrays: Floats
) -> tuple[AccuracyGroup, ...]:
    """Groups readings by the band of their value, with the mean of each of `arrays`.

    `values`, `reps` and each array are (k,), one entry for each reading.
    """
    names = [name for name, _ in bands]
    band = np.searchsorted(np.array([upper for _, upper in bands]), values)
    return tuple(accuracy_group(name, band == at, reps, *arrays) for at, name in enumerate(names))


def accuracy_group(
    name: str,
    is_inside: Sequence[bool] | Floats | Ints,
    reps: Ints,
    *arrays: Floats,
) -> AccuracyGroup:
    """The group of the readings for which `is_inside` is true."""
    rows = np.flatnonzero(is_inside)
    people = len(np.unique(reps[rows]))
    enough = len(rows) >= MIN_SAMPLE
    means = tuple(float(values[rows].mean()) for values in arrays) if enough else ()
    return AccuracyGroup(name, len(rows), people, means)
