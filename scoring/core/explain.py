"""Why a score is what it is: points by signal, and what they add up to.

points of all signals + LinkedIn's correction as shown (after clamping) = the total shown
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Bools, Floats, Layout
from scoring.core.state import State
from scoring.core.strength import modelled, points, shown


@dataclass(frozen=True)
class Explanation:
    """Where the points of n reps come from."""

    points: Floats  # (n, S) won by each signal
    left: Floats  # (n, S) weight - points where tracked, NaN where nobody said
    tracked: Bools  # (n, S)
    correction: Floats  # (n, 4) what LinkedIn's number adds to each pillar, as shown

    @property
    def totals(self) -> Floats:
        """(n,) the totals shown."""
        totals: Floats = self.points.sum(axis=1) + self.correction.sum(axis=1)
        return totals


def explain(layout: Layout, state: State) -> Explanation:
    """Points won, points left and LinkedIn's part, for each rep of the state."""
    won = points(layout, state)
    pillars = modelled(layout, won)
    left = layout.weights - won
    left[~state.tracked] = float("nan")
    return Explanation(
        points=won,
        left=left,
        tracked=state.tracked,
        correction=shown(pillars, state.corrections) - pillars,
    )


def causes(before: Explanation, after: Explanation) -> Floats:
    """(n, S + 1) what each signal, and last LinkedIn's number, adds between two days.

    A signal nobody ever tracked has no level but the one LinkedIn's number gave it, so what it
    adds is LinkedIn's. The parts add up to the difference of the totals shown.
    """
    moved = after.points - before.points
    tracked = np.where(after.tracked, moved, 0.0)
    linkedin = (moved - tracked).sum(axis=1)
    linkedin += after.correction.sum(axis=1) - before.correction.sum(axis=1)
    return np.column_stack([tracked, linkedin])
