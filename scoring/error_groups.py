"""How far off readings were, group by group: where an estimate deserves more trust, and where less.

Means of few say nothing and may point at somebody: below a number of readings, or of reps, a group
is counted and no more is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Floats, Ints

FEWEST = 5  # readings
Bands = tuple[tuple[str, float], ...]  # what each is called, and the most that lies in it

KNOWN_DAYS: Bands = (("0–5", 5), ("6–10", 10), ("11–15", 15), ("16–20", 20))
LEVELS: Bands = (
    ("below 40", 39),
    ("40–49", 49),
    ("50–59", 59),
    ("60–69", 69),
    ("70 or above", 100),
)
AGES: Bands = (
    ("up to 7 days", 7),
    ("8 to 30 days", 30),
    ("31 to 90 days", 90),
    ("more than 90 days", np.inf),
)


@dataclass(frozen=True)
class Group:
    """Some readings; `means` is empty where they are too few to say anything of."""

    name: str
    readings: int
    reps: int
    means: tuple[float, ...]


def groups(
    bands: Bands, values: Floats | Ints, reps: Ints, *told: Floats, fewest_reps: int = 1
) -> tuple[Group, ...]:
    """The readings (k,) by the band their value lies in, with the means of what is told of each."""
    names = [name for name, _ in bands]
    place = np.searchsorted(np.array([most for _, most in bands]), values)
    return tuple(
        group(name, place == at, reps, *told, fewest_reps=fewest_reps)
        for at, name in enumerate(names)
    )


def group(
    name: str,
    inside: Sequence[bool] | Floats | Ints,
    reps: Ints,
    *told: Floats,
    fewest_reps: int = 1,
) -> Group:
    """The readings that are inside."""
    rows = np.flatnonzero(inside)
    people = len(np.unique(reps[rows]))
    enough = len(rows) >= FEWEST and people >= fewest_reps
    means = tuple(float(values[rows].mean()) for values in told) if enough else ()
    return Group(name, len(rows), people, means)


def in_whole(totals: Floats) -> Floats:
    """Totals as they are shown: rounded half up."""
    shown: Floats = np.floor(np.round(totals, 9) + 0.5)
    return shown
