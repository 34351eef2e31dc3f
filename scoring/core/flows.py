"""Flows of a day: amounts after the cap, and how much an unlogged day fades.

The decay of a day is λ = 2^(-1/half_life). An unlogged day fades by λ^m, where the exponent m is 1
for a known day, 0 for a held one, and f for one that is neither working nor off: the share of the
seven days before on which the flow was known, of their working days.
"""

import numpy as np

from scoring.core.history import FactHistory
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.state import WEEK, State


def decay(half_life: float) -> float:
    """Decay factor per day for a half-life in days: 2^(-1/half_life)."""
    return float(2 ** (-1 / half_life))


def flow_amounts(layout: Layout, known: Floats, is_known: Bools) -> tuple[Bools, Floats]:
    """(…, F) whether each flow is known, and (…, F) its amount that day, after the cap.

    The last flow is `active`: known if any own action is, 1 if any own action is above 0.
    """
    flow_known = is_known[..., layout.flow_inputs]
    counted = np.minimum(np.where(flow_known, known[..., layout.flow_inputs], 0.0), layout.caps)
    own_known: Bools = np.logical_or.reduce(is_known[..., layout.own_inputs], axis=-1)
    acts = np.nan_to_num(known[..., layout.own_inputs]) > 0
    acted: Bools = np.logical_or.reduce(acts, axis=-1)
    return (
        np.concatenate([flow_known, own_known[..., None]], axis=-1),
        np.concatenate([counted, acted[..., None]], axis=-1),
    )


def with_week_before(
    state: State, history: FactHistory, known: Bools, working: Bools, begun: Bools
) -> tuple[Bools, Bools]:
    """(7 + D, n, F) known and (7 + D, n) working, from (D, n, F) and (D, n): a week longer.

    That is the week before each rep's start, from their state. The week before a rep's first day
    counts as unknown and not off.
    """
    before = np.zeros((WEEK, *known.shape[1:]), bool)
    week_known = np.concatenate([before, known])
    workdays = np.broadcast_to(history.workdays[:, None], week_known.shape[:2])
    week_working = workdays.copy()
    week_working[WEEK:] = np.where(begun, working, workdays[WEEK:])
    for start in np.unique(history.start[state.begun]).tolist():
        rows = np.flatnonzero(state.begun & (history.start == start))
        week = slice(start, start + WEEK)
        room = len(week_known) - start  # a rep who starts after these days has less than a week
        week_known[week, rows] = state.week_known[rows].swapaxes(0, 1)[:room]
        week_working[week, rows] = state.week_working[rows].T[:room]
    return week_known, week_working


def known_shares(week_known: Bools, week_working: Bools) -> Floats:
    """(D, n, F) f: of the working days among the seven before, the share on which a flow was known.

    0 where none of them was a working day; from (7 + D, n, F) and (7 + D, n).
    """
    both = _in_week_before(week_known & week_working[..., None])
    shares: Floats = both / np.maximum(_in_week_before(week_working), 1)[..., None]
    return shares


def _in_week_before(marks: Bools) -> Ints:
    """(D, …) how many of the seven days before each day are marked, from (7 + D, …)."""
    if len(marks) == WEEK + 1:
        return np.asarray(marks[:WEEK].sum(axis=0, dtype=np.int64))[None]
    count = np.cumsum(marks, axis=0, dtype=np.int64)
    before: Ints = count[WEEK - 1 : -1].copy()
    before[1:] -= count[: -WEEK - 1]
    return before
