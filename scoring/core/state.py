"""What is carried from a day to the next: some sixty small numbers a rep.

Going on from yesterday's state equals replaying from the first day, so a day costs the same however
long the history is. A state is stored as one row of float64 (`pack`), whole numbers and bit masks
included (all far below 2**53), and comes back exactly (`unpack`).
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.table import Table

WEEK = 7  # days the fading of an unlogged weekend looks back on
RECENT = 20  # working days over which "known of 20" counts


@dataclass(frozen=True)
class State(Table):
    """The state of n reps after a day; every array's first axis is the rep."""

    begun: Bools  # (n,) whether anything was ever known
    rates: Floats  # (n, F) recent rate of each flow, per week
    levels: Floats  # (n, L) last known level
    trials: Floats  # (n, R) recent trials
    successes: Floats  # (n, R) recent successes
    answers: Floats  # (n,) recent answers with a known time
    log_hours: Floats  # (n,) sum of ln(1 + hours) over them
    corrections: Floats  # (n, 4) what LinkedIn's number adds to each pillar
    tracked: Bools  # (n, S) whether any input of the signal was ever known
    week_known: Bools  # (n, 7, F + 1) per day of the last seven, oldest first; last: the day
    week_working: Bools  # (n, 7) whether it was a working day
    recent_known: Ints  # (n,) a bit for each of the last 20 working days, newest lowest
    known_days: Ints  # (n,) days with any known input
    known_working_days: Ints  # (n,)
    silent_days: Ints  # (n,) working days since anything was known or read
    last_reading: Ints  # (n,) its day as a proleptic ordinal, 0 for none

    def copy(self) -> "State":
        """The same, in arrays of its own."""
        return self.take(np.arange(len(self)))

    def put(self, rows: Ints, part: "State") -> None:
        """Sets the state of some of the reps, in place."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(part, field.name)


def blank(layout: Layout, n: int) -> State:
    """The state of n reps of whom nothing is known."""
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


def carry(state: State, before: Layout, after: Layout) -> State:
    """The state under another version, by name: a signal it did not have starts empty.

    The very same where both have the same signals, whatever their weights.
    """
    if before.names == after.names:
        return state
    fresh = blank(after, len(state))
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
    kept = ("rates", "levels", "trials", "successes", "tracked", "week_known")
    return replace(state, **{name: getattr(fresh, name) for name in kept})


def _shared(before: Layout, after: Layout, kind: str) -> tuple[list[int], list[int]]:
    """The columns of the signals of a kind that both versions have, in either."""
    was, now = ([each.names[at] for at in getattr(each, kind)] for each in (before, after))
    both = [name for name in was if name in now]
    return [was.index(name) for name in both], [now.index(name) for name in both]


def carry_packed(rows: Floats, before: Layout, after: Layout) -> Floats:
    """`carry`, of (n, W) packed states."""
    if before.names == after.names:
        return rows
    return pack(carry(unpack(before, rows), before, after))


def marks_as_bits(marks: Bools) -> Floats:
    """(n, k) marks as (n,) whole numbers, the first mark lowest."""
    return marks @ (2.0 ** np.arange(marks.shape[-1]))


def _marks(bits: Floats, k: int) -> Bools:
    """The inverse of `marks_as_bits`."""
    marks: Bools = (bits.astype(np.int64)[..., None] >> np.arange(k)) & 1 == 1
    return marks


def width(layout: Layout) -> int:
    """W: how many numbers a packed state has."""
    return int(pack(blank(layout, 0)).shape[1])


def pack(state: State) -> Floats:
    """(n, W) float64: all of a state; that a rep has begun shows in what is counted."""
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
    """The state that `pack` made (n, W) rows of."""
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
