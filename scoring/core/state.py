"""State of the model: what is carried from one day to the next, some sixty numbers a rep.

Continuing from yesterday's state equals replaying from the first day, so the cost of a day does
not depend on the length of the history. `pack` stores a state as one row of float64, including
integers and bit masks (all far below 2**53); `unpack` restores it exactly.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.layout import Bools, Floats, Ints, Layout

WEEK = 7  # days looked back on to decide how much an unlogged weekend day decays
RECENT_WORKING_DAYS = 20  # working days over which known days are counted


@dataclass(frozen=True)
class State(ArrayTable):
    """State of n reps at the close of a day; the first axis of every array is the rep."""

    begun: Bools  # (n,) whether any input or reading was ever known
    rates: Floats  # (n, F) smoothed rate of each flow, per week
    levels: Floats  # (n, L) last known level, 0 before the first
    trials: Floats  # (n, R) decayed count of trials, N
    successes: Floats  # (n, R) decayed count of successes, K
    answers: Floats  # (n,) decayed count of days with a response time, W
    log_hours: Floats  # (n,) decayed sum of ln(1 + hours), S
    corrections: Floats  # (n, 4) points that the LinkedIn score adds to each pillar
    tracked: Bools  # (n, S) whether any input of the signal was ever known
    week_known: Bools  # (n, 7, F + 1) last 7 days, oldest first; last column: any input
    week_working: Bools  # (n, 7) which of these were working days
    recent_known: Ints  # (n,) bit mask of the last 20 working days, newest lowest
    known_days: Ints  # (n,) days with any known input
    known_working_days: Ints  # (n,) those of them that were working days
    silent_days: Ints  # (n,) working days since the last known input or reading
    last_reading: Ints  # (n,) ordinal of the last reading's day, 0 for none

    def copy(self) -> "State":
        """A deep copy: same values in new arrays."""
        return self.take(np.arange(len(self)))

    def put(self, rows: Ints, part: "State") -> None:
        """Overwrites the state of some reps in place."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(part, field.name)


def initial_state(layout: Layout, n: int) -> State:
    """Initial state of n reps with no known facts."""
    flows, levels = len(layout.flow_at), len(layout.level_at)
    rates = len(layout.rate_at)
    counter = [np.zeros(n, np.int64) for _ in range(5)]
    return State(
        np.zeros(n, bool),
        np.zeros((n, flows)),
        np.zeros((n, levels)),
        np.zeros((n, rates)),
        np.zeros((n, rates)),
        np.zeros(n),
        np.zeros(n),
        np.zeros((n, 4)),
        np.zeros((n, len(layout.names)), bool),
        np.zeros((n, WEEK, flows + 1), bool),
        np.zeros((n, WEEK), bool),
        *counter,
    )


def carry_over(state: State, before: Layout, after: Layout) -> State:
    """Converts a state to another model version by signal name; new signals start empty.

    Returns `state` itself where both versions have the same signals, whatever their weights.
    """
    if before.names == after.names:
        return state
    fresh = initial_state(after, len(state))
    flows = _shared(before, after, "flow_at")
    fresh.rates[:, flows[1]] = state.rates[:, flows[0]]
    fresh.week_known[:, :, flows[1]] = state.week_known[:, :, flows[0]]
    fresh.week_known[:, :, -1] = state.week_known[:, :, -1]
    levels, rates = _shared(before, after, "level_at"), _shared(before, after, "rate_at")
    fresh.levels[:, levels[1]] = state.levels[:, levels[0]]
    fresh.trials[:, rates[1]] = state.trials[:, rates[0]]
    fresh.successes[:, rates[1]] = state.successes[:, rates[0]]
    both = [name for name in before.names if name in after.names]
    was, now = ([layout.names.index(name) for name in both] for layout in (before, after))
    fresh.tracked[:, now] = state.tracked[:, was]
    converted = ("rates", "levels", "trials", "successes", "tracked", "week_known")
    return replace(state, **{name: getattr(fresh, name) for name in converted})


def _shared(before: Layout, after: Layout, kind: str) -> tuple[list[int], list[int]]:
    """Columns, before and after, of the signals of one kind (`flow_at`, ...) in both versions."""
    was, now = ([each.names[at] for at in getattr(each, kind)] for each in (before, after))
    both = [name for name in was if name in now]
    return [was.index(name) for name in both], [now.index(name) for name in both]


def carry_over_packed(rows: Floats, before: Layout, after: Layout) -> Floats:
    """`carry_over` for (n, W) packed states."""
    if before.names == after.names:
        return rows
    return pack(carry_over(unpack(before, rows), before, after))


def marks_as_bits(marks: Bools) -> Floats:
    """(n,) bit masks as floats from (n, k) booleans, the first lowest."""
    return marks @ (2.0 ** np.arange(marks.shape[-1]))


def _marks(bits: Floats, k: int) -> Bools:
    """(n, k) booleans from (n,) bit masks; the inverse of `marks_as_bits`."""
    marks: Bools = (bits.astype(np.int64)[..., None] >> np.arange(k)) & 1 == 1
    return marks


def packed_width(layout: Layout) -> int:
    """W: number of columns of a packed state."""
    return int(pack(initial_state(layout, 0)).shape[1])


def pack(state: State) -> Floats:
    """(n, W) float64 rows that hold a whole state.

    `begun` is not stored: `unpack` derives it from known_days and last_reading.
    """
    tracked, working = marks_as_bits(state.tracked), marks_as_bits(state.week_working)
    column = [state.answers, state.log_hours, tracked, working]
    counters = [
        state.recent_known,
        state.known_days,
        state.known_working_days,
        state.silent_days,
        state.last_reading,
    ]
    week = marks_as_bits(state.week_known)
    return np.column_stack(
        [
            state.rates,
            state.levels,
            state.trials,
            state.successes,
            state.corrections,
            week,
            *column,
            *(counter.astype(float) for counter in counters),
        ]
    )


def unpack(layout: Layout, rows: Floats) -> State:
    """The state from (n, W) rows made by `pack`."""
    widths = [
        len(layout.flow_at),
        len(layout.level_at),
        len(layout.rate_at),
        len(layout.rate_at),
        4,
        WEEK,
    ]
    parts = np.split(rows, np.cumsum(widths), axis=1)
    rates, levels, trials, successes, corrections, week, single = (np.array(p) for p in parts)
    answers, log_hours, tracked, working, *counters = single.T
    known_days, last_reading = counters[1], counters[4]
    return State(
        (known_days > 0) | (last_reading > 0),
        rates,
        levels,
        trials,
        successes,
        np.array(answers),
        np.array(log_hours),
        corrections,
        _marks(tracked, len(layout.names)),
        _marks(week, len(layout.flow_at) + 1),
        _marks(working, WEEK),
        *(counter.astype(np.int64) for counter in counters),
    )
