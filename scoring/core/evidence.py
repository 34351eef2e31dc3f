"""Calibration data: the strength of each signal on the day of every reading.

Strengths are replayed without any reading (no seeding, no correction), so that they reflect only
what the rep did.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import strengths
from scoring.core.replay import FactHistory, replay_states
from scoring.core.state import initial_state

MIN_KNOWN_DAYS_BEFORE = 20  # known days before a reading for it to be usable


@dataclass(frozen=True)
class Evidence(ArrayTable):
    """Usable readings, one row each, ordered by rep and then by day."""

    reps: Ints  # (k,) ids
    strengths: Floats  # (k, S) 0 to 1
    tracked: Bools  # (k, S) whether the signal was known up to then
    official: Floats  # (k, 4) LinkedIn's pillars, points 0-25
    known_days: Ints  # (k,) known days among the last 20 working days


def empty_evidence(layout: Layout) -> Evidence:
    """Evidence with no rows."""
    signals = len(layout.names)
    none = np.zeros(0, np.int64)
    return Evidence(
        none, np.zeros((0, signals)), np.zeros((0, signals), bool), np.zeros((0, 4)), none
    )


def gather_evidence(layout: Layout, history: FactHistory, reps: Ints) -> Evidence:
    """Usable readings of reps (n ids), with a history from their first fact on.

    Readings with fewer than MIN_KNOWN_DAYS_BEFORE known days before them are left out.
    """
    without_readings = replace(history, readings=np.full_like(history.readings, np.nan))
    parts = [empty_evidence(layout)]
    for ordinal, rows, state in replay_states(
        layout, initial_state(layout, len(reps)), without_readings
    ):
        official = history.readings[ordinal - history.first, rows]
        before = state.known_days - state.week_known[:, -1, -1]
        chosen = np.flatnonzero(~np.isnan(official[:, 0]) & (before >= MIN_KNOWN_DAYS_BEFORE))
        if len(chosen):
            chosen_state = state.take(chosen)
            parts.append(
                Evidence(
                    reps=reps[rows[chosen]],
                    strengths=strengths(layout, chosen_state),
                    tracked=chosen_state.tracked,
                    official=official[chosen],
                    known_days=np.bitwise_count(chosen_state.recent_known).astype(np.int64),
                )
            )
    evidence = Evidence.joined(parts)
    return evidence.take(np.argsort(evidence.reps, kind="stable"))
