"""Estimation errors grouped by bands of a value: where estimates deserve more trust, where less.

Means of small groups say little and may identify a person: a group with too few readings, or too
few reps, is only counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Floats, Ints

MIN_SAMPLE = 5  # readings
Bands = tuple[tuple[str, float], ...]  # name and upper limit of each band

KNOWN_DAYS_BANDS: Bands = (("0–5", 5), ("6–10", 10), ("11–15", 15), ("16–20", 20))
TOTAL_BANDS: Bands = (
    ("below 40", 39),
    ("40–49", 49),
    ("50–59", 59),
    ("60–69", 69),
    ("70 or above", 100),
)
AGE_BANDS: Bands = (
    ("up to 7 days", 7),
    ("8 to 30 days", 30),
    ("31 to 90 days", 90),
    ("more than 90 days", np.inf),
)


@dataclass(frozen=True)
class AccuracyGroup:
    """A group of readings; `means` is empty if there are too few."""

    name: str
    readings: int
    reps: int
    means: tuple[float, ...]


def group_by_band(
    bands: Bands, values: Floats | Ints, reps: Ints, *arrays: Floats, min_reps: int = 1
) -> tuple[AccuracyGroup, ...]:
    """Groups readings by the band of their value, with the mean of each of `arrays`.

    `values`, `reps` and each array are (k,), one entry for each reading.
    """
    names = [name for name, _ in bands]
    band = np.searchsorted(np.array([upper for _, upper in bands]), values)
    return tuple(
        accuracy_group(name, band == at, reps, *arrays, min_reps=min_reps)
        for at, name in enumerate(names)
    )


def accuracy_group(
    name: str,
    is_inside: Sequence[bool] | Floats | Ints,
    reps: Ints,
    *arrays: Floats,
    min_reps: int = 1,
) -> AccuracyGroup:
    """The group of the readings for which `is_inside` is true."""
    rows = np.flatnonzero(is_inside)
    people = len(np.unique(reps[rows]))
    enough = len(rows) >= MIN_SAMPLE and people >= min_reps
    means = tuple(float(values[rows].mean()) for values in arrays) if enough else ()
    return AccuracyGroup(name, len(rows), people, means)


def round_totals(totals: Floats) -> Floats:
    """Totals as displayed: rounded half up."""
    shown: Floats = np.floor(np.round(totals, 9) + 0.5)
    return shown
