"""Facts of many reps over consecutive days, as arrays."""

from dataclasses import dataclass, replace

import numpy as np

from scoring.core.layout import Bools, Floats, Ints
from scoring.core.state import WEEK


@dataclass(frozen=True)
class FactHistory:
    """Facts of n reps on D consecutive calendar days.

    `workdays` starts seven days early, because an unlogged weekend looks back that far.
    `start` is the index of the first day to score for each rep (D: none).
    """

    first: int  # ordinal of the first day
    workdays: Bools  # (7 + D,) whether the weekday is a working day
    known: Floats  # (D, n, I) inputs, NaN where unknown
    off: Bools  # (D, n) marked as leave
    readings: Floats  # (D, n, 4) pillars, points 0-25; NaN for no reading
    start: Ints  # (n,)

    def __post_init__(self) -> None:
        days, reps = self.known.shape[:2]
        shapes = {
            "workdays": (self.workdays.shape, (WEEK + days,)),
            "off": (self.off.shape, (days, reps)),
            "readings": (self.readings.shape, (days, reps, 4)),
            "start": (self.start.shape, (reps,)),
        }
        for name, (got, expected) in shapes.items():
            if got != expected:
                raise ValueError(f"{name} has shape {got}, expected {expected}.")

    def __len__(self) -> int:
        return len(self.known)

    def between(self, first: int, last: int, columns: list[int] | None = None) -> "FactHistory":
        """Days from `first` to `last` (ordinals, inclusive), of all inputs or of `columns` only."""
        if columns is None and (first, last) == (self.first, self.first + len(self) - 1):
            return self
        at, until = first - self.first, last - self.first + 1
        known = self.known[at:until]
        return FactHistory(
            first=first,
            workdays=self.workdays[at : until + WEEK],
            known=known if columns is None else known[:, :, columns],
            off=self.off[at:until],
            readings=self.readings[at:until],
            start=np.clip(self.start - at, 0, until - at),
        )

    def only(self, reps: Ints) -> "FactHistory":
        """The history of a subset of the reps, by row."""
        return replace(
            self,
            known=self.known[:, reps],
            off=self.off[:, reps],
            readings=self.readings[:, reps],
            start=self.start[reps],
        )

    @property
    def has_facts(self) -> Bools:
        """(D, n) whether a rep has any known input or a reading that day."""
        facts: Bools = has_known_value(self.known) | has_known_value(self.readings)
        return facts


def has_known_value(values: Floats) -> Bools:
    """(…,) rows with any known value, from (…, k)."""
    rows: Bools = np.logical_or.reduce(~np.isnan(values), axis=-1)
    return rows
