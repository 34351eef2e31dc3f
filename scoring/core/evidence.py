"""What readings say of the weights: how strong each signal was on the day of each.

Strengths as if nobody had ever read LinkedIn's number: unseeded and without correction, so that
they are what the rep did and not what a reading made of it.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.core.history import History, walk
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.state import blank
from scoring.core.strength import strengths
from scoring.core.table import Table

KNOWN_BEFORE = 20  # days known before a reading, for it to say something of what was done


@dataclass(frozen=True)
class Evidence(Table):
    """Readings that may be judged by, in rising order of reps, each one's by day."""

    reps: Ints  # (k,)
    strengths: Floats  # (k, S) 0 to 1
    tracked: Bools  # (k, S) whether the signal was ever known by then
    official: Floats  # (k, 4) what LinkedIn said, points
    known_days: Ints  # (k,) known of the last 20 working days


def no_evidence(layout: Layout) -> Evidence:
    """None at all."""
    signals = len(layout.names)
    none = np.zeros(0, np.int64)
    return Evidence(
        none, np.zeros((0, signals)), np.zeros((0, signals), bool), np.zeros((0, 4)), none
    )


def gathered(layout: Layout, history: History, reps: Ints) -> Evidence:
    """The readings of reps (n ids) replayed from the first fact, that have enough before them."""
    silent = replace(history, readings=np.full_like(history.readings, np.nan))
    parts = [no_evidence(layout)]
    for ordinal, rows, state in walk(layout, blank(layout, len(reps)), silent):
        official = history.readings[ordinal - history.first, rows]
        before = state.known_days - state.week_known[:, -1, -1]
        chosen = np.flatnonzero(~np.isnan(official[:, 0]) & (before >= KNOWN_BEFORE))
        if len(chosen):
            there = state.take(chosen)
            parts.append(
                Evidence(
                    reps=reps[rows[chosen]],
                    strengths=strengths(layout, there),
                    tracked=there.tracked,
                    official=official[chosen],
                    known_days=np.bitwise_count(there.recent_known).astype(np.int64),
                )
            )
    found = Evidence.joined(parts)
    return found.take(np.argsort(found.reps, kind="stable"))
