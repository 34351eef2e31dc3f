"""Explanation of a score and of its change: points by signal, which add up to the total shown.

points of all signals + LinkedIn's correction as shown (after clamping) = the total shown
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.passage import Passage
from scoring.core.points import PointInputs, flow_points, model_pillars, points, shown_pillars
from scoring.core.state import State


@dataclass(frozen=True)
class Explanation:
    """Breakdown of the totals of n reps."""

    points: Floats  # (n, S) points of each signal
    left: Floats  # (n, S) weight - points; NaN where not tracked
    tracked: Bools  # (n, S) whether the signal was ever known
    correction: Floats  # (n, 4) what the LinkedIn score adds to each pillar, after clamping

    @property
    def totals(self) -> Floats:
        """(n,) totals as shown, unrounded."""
        totals: Floats = self.points.sum(axis=1) + self.correction.sum(axis=1)
        return totals


def explain(layout: Layout, state: State) -> Explanation:
    """Points won, points left and LinkedIn's correction for each rep of the state."""
    won = points(layout, state)
    pillars = model_pillars(layout, won)
    left = layout.weights - won
    left[~state.tracked] = float("nan")
    return Explanation(
        points=won,
        left=left,
        tracked=state.tracked,
        correction=shown_pillars(pillars, state.corrections) - pillars,
    )


def left_of(layout: Layout, carried: PointInputs) -> Floats:
    """(…, S) weight - points of each signal, whether tracked or not."""
    left: Floats = layout.weights - points(layout, carried)
    return left


@dataclass(frozen=True)
class Difference:
    """Causes of the change in n reps' totals between two closes, in points; they sum to `totals`.

    `own` is logged activity: new activity of a flow (never below 0), the whole change of any other
    signal. `fading` is the decay of earlier activity (never above 0; flows only).
    """

    own: Floats  # (n, S)
    fading: Floats  # (n, S)
    linkedin: Floats  # (n,) change in corrections, seeding, and signals that are not tracked
    version: Floats  # (n,) change in the first close's total under the last close's version
    held: Ints  # (n,) unlogged working days and days off in between
    is_new: Bools  # (n,) whether there was a reading in between

    @property
    def causes(self) -> Floats:
        """(n, S + 2) points by cause: each signal, the LinkedIn score, the model version."""
        return np.column_stack([self.own + self.fading, self.linkedin, self.version])

    @property
    def totals(self) -> Floats:
        """(n,) change in the totals as shown."""
        totals: Floats = self.causes.sum(axis=1)
        return totals


def attribute_change(
    layout: Layout, passage: Passage, since: int, day: int, *, was: Layout | None = None
) -> Difference:
    """Attributes the change from the close of `since` to that of `day` (ordinals of waypoints).

    For a flow with rate a₀ at first, of which decay leaves the share d:

        fading = points(a₀·d) - points(a₀)      own = the rest of its difference

    d is λ^k over k days that were all known; a held day leaves everything. Where a reading set the
    rate on the way, that jump counts as LinkedIn's, and decay continues from there. The whole
    change of an untracked signal counts as LinkedIn's. `layout` is that of the last day; `was`,
    where it differs, that of the first: version = total(layout, first state) - total(was, first
    state).

    Raises ValueError if the two versions have different signals.
    """
    first, last = passage.waypoints[since], passage.waypoints[day]
    before, after = explain(layout, first.state), explain(layout, last.state)
    fading, seeded = _faded_and_seeded_points(layout, passage, since, day)
    moved, tracked = after.points - before.points, after.tracked
    from_inputs = np.where(tracked, moved - seeded, 0.0)
    fading = np.where(tracked, fading, 0.0)
    shown_more = after.correction.sum(axis=1) - before.correction.sum(axis=1)
    return Difference(
        own=from_inputs - fading,
        fading=fading,
        linkedin=(moved - from_inputs).sum(axis=1) + shown_more,
        version=_version_effect(layout, was, first.state),
        held=last.held - first.held,
        is_new=last.state.last_reading > first.state.last_reading,
    )


def _version_effect(layout: Layout, was: Layout | None, state: State) -> Floats:
    if was is None or was is layout:
        return np.zeros(len(state))
    if was.names != layout.names:
        raise ValueError("Versions of other signals can't be compared.")
    return explain(layout, state).totals - explain(was, state).totals


def _faded_and_seeded_points(
    layout: Layout, passage: Passage, since: int, day: int
) -> tuple[Floats, Floats]:
    """(n, S) twice: points lost to decay, and points from seeding, between the two closes."""
    first, last = passage.waypoints[since], passage.waypoints[day]
    rates, left = first.state.rates.copy(), first.left.copy()
    faded, seeded = np.zeros_like(rates), np.zeros_like(rates)
    for seeding in passage.seedings:
        if since < seeding.ordinal <= day:
            at, is_set = seeding.rows, seeding.after != seeding.before
            lost = _lost(layout, rates[at], seeding.left - left[at])
            jump = flow_points(layout, seeding.after) - flow_points(layout, seeding.before)
            faded[at] += np.where(is_set, lost, 0.0)
            seeded[at] += np.where(is_set, jump, 0.0)
            rates[at] = np.where(is_set, seeding.after, rates[at])
            left[at] = np.where(is_set, seeding.left, left[at])
    faded += _lost(layout, rates, last.left - left)
    return _flows_to_signals(layout, faded), _flows_to_signals(layout, seeded)


def _lost(layout: Layout, rates: Floats, left: Floats) -> Floats:
    """(m, F) points(a·d) - points(a), with d = 2^left."""
    return flow_points(layout, rates * np.exp2(left)) - flow_points(layout, rates)


def _flows_to_signals(layout: Layout, of_flows: Floats) -> Floats:
    """(n, S) from (n, F), with 0 for signals that are not flows."""
    of_all = np.zeros((len(of_flows), len(layout.names)))
    of_all[:, layout.flow_at] = of_flows
    return of_all
