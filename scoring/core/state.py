"""State of the model: what is carried from one day to the next, some hundred numbers a rep.

Continuing from yesterday's state equals replaying from the first day, so the cost of a day does
not depend on the length of the history. `pack` stores a state as one row of float64, including
counters and bit masks (all far below 2**53); `unpack` restores it exactly.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.constants import TYPICAL
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.signals import PILLAR_POINTS

WEEK = 7  # days looked back on to decide how much an unlogged weekend day fades
COUNTERS_A_CELL = 10  # counters of known days packed into one number, five bits each
COUNTER_BITS = 5  # no signal needs more than 31 known days
WORD_BYTES = 8  # of a bit mask


@dataclass(frozen=True)
class State(ArrayTable):
    """State of n reps at the close of a day; the first axis of every array is the rep."""

    begun: Bools  # (n,) whether any input or reading was ever known
    rates: Floats  # (n, F) smoothed rate of each counting flow, per week; 0 before
    sums: Floats  # (n, F) T, weekly amounts of the known days until the flow counts; 0 from then on
    weights: Floats  # (n, F) U, days that T stands for; 0 once the flow counts
    levels: Floats  # (n, L) last known level, 0 before the first
    answered: Floats  # (n, R) N, trials that were answered or given up, fading
    successes: Floats  # (n, R) K, fading
    pending: Floats  # (n, R) P, trials without an answer yet
    answers: Floats  # (n,) W, fading count of days with a response time
    log_hours: Floats  # (n,) S, fading sum of ln(1 + hours)
    rest: Floats  # (n, 4) points of each pillar that LinkedIn counts and are not logged
    known_days: Ints  # (n, S) days on which each signal was known, up to what it needs
    trials_known: Bools  # (n, R) whether a rate's trials were ever known
    week_known: Bools  # (n, 7, F) whether each flow was known on the last 7 days, oldest first
    week_working: Bools  # (n, 7) which of these were working days that were not off
    recent_known: Ints  # (n,) bit mask of the last 20 working days with data, newest lowest
    silent_days: Ints  # (n,) working days since the last known input
    last_reading: Ints  # (n,) ordinal of the last reading's day, 0 for none

    def copy(self) -> "State":
        """A deep copy: same values in new arrays."""
        return self.take(np.arange(len(self)))

    def put(self, rows: Ints | Bools, part: "State") -> None:
        """Overwrites the state of some reps in place."""
        for own, new in zip(self.columns(), part.columns(), strict=True):
            own[rows] = new


def initial_state(layout: Layout, n: int) -> State:
    """Initial state of n reps with no known facts: every pillar is a typical member's."""
    flows, rates, signals = len(layout.flow_at), len(layout.rate_at), len(layout.names)
    return State(
        begun=np.zeros(n, bool),
        rates=np.zeros((n, flows)),
        sums=np.zeros((n, flows)),
        weights=np.zeros((n, flows)),
        levels=np.zeros((n, len(layout.level_at))),
        answered=np.zeros((n, rates)),
        successes=np.zeros((n, rates)),
        pending=np.zeros((n, rates)),
        answers=np.zeros(n),
        log_hours=np.zeros(n),
        rest=np.tile(PILLAR_POINTS * np.array(TYPICAL), (n, 1)),
        known_days=np.zeros((n, signals), np.int64),
        trials_known=np.zeros((n, rates), bool),
        week_known=np.zeros((n, WEEK, flows), bool),
        week_working=np.zeros((n, WEEK), bool),
        recent_known=np.zeros(n, np.int64),
        silent_days=np.zeros(n, np.int64),
        last_reading=np.zeros(n, np.int64),
    )


def carry_over(state: State, before: Layout, after: Layout) -> State:
    """Reorders a state for a version of other signals, by name; new signals start empty.

    Returns `state` itself where both versions have the same signals. The rest stays as it is: where
    a version takes over, `points.take_over` makes up for what the signals' points differ.
    """
    if before.names == after.names:
        return state
    fresh = initial_state(after, len(state))
    columns = {
        "flow_at": ("rates", "sums", "weights", "week_known"),
        "level_at": ("levels",),
        "rate_at": ("answered", "successes", "pending", "trials_known"),
    }
    converted = [name for names in columns.values() for name in names]
    for kind, names in columns.items():
        was, now = _shared(before, after, kind)
        for name in names:
            getattr(fresh, name)[..., now] = getattr(state, name)[..., was]
    both = [name for name in before.names if name in after.names]
    was, now = ([layout.names.index(name) for name in both] for layout in (before, after))
    fresh.known_days[:, now] = state.known_days[:, was]
    return replace(state, **{name: getattr(fresh, name) for name in [*converted, "known_days"]})


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
    """(…,) bit masks as floats from (…, k) booleans, the first lowest."""
    packed = np.packbits(marks, axis=-1, bitorder="little")
    words = np.zeros((*marks.shape[:-1], WORD_BYTES), np.uint8)
    words[..., : packed.shape[-1]] = packed
    return words.view("<u8")[..., 0].astype(float)


def _marks(bits: Floats, k: int) -> Bools:
    """(…, k) booleans from (…,) bit masks; the inverse of `marks_as_bits`."""
    words = bits.astype("<u8")[..., None].view(np.uint8)
    return np.unpackbits(words, axis=-1, count=k, bitorder="little").view(bool)


def _pack_counters(counters: Ints) -> Floats:
    """(n, ⌈S / 10⌉) floats from (n, S) counters below 32."""
    cells = -(-counters.shape[1] // COUNTERS_A_CELL)
    padded = np.zeros((len(counters), cells * COUNTERS_A_CELL))
    padded[:, : counters.shape[1]] = counters
    places = 2.0 ** (COUNTER_BITS * np.arange(COUNTERS_A_CELL))
    return np.asarray(padded.reshape(len(counters), cells, COUNTERS_A_CELL) @ places)


def _unpack_counters(cells: Floats, k: int) -> Ints:
    """(n, k) counters; the inverse of `_pack_counters`."""
    shifts = COUNTER_BITS * np.arange(COUNTERS_A_CELL)
    counters: Ints = (cells.astype(np.int64)[..., None] >> shifts) & ((1 << COUNTER_BITS) - 1)
    return counters.reshape(len(cells), cells.shape[1] * COUNTERS_A_CELL)[:, :k]


def packed_width(layout: Layout) -> int:
    """W: number of columns of a packed state."""
    return int(pack(initial_state(layout, 0)).shape[1])


def pack(state: State) -> Floats:
    """(n, W) float64 rows that hold a whole state."""
    return np.column_stack(
        [
            state.rates + state.sums,  # one of the two is 0
            state.weights,
            state.levels,
            state.answered,
            state.successes,
            state.pending,
            state.rest,
            marks_as_bits(state.week_known),
            _pack_counters(state.known_days),
            state.answers,
            state.log_hours,
            marks_as_bits(state.trials_known),
            marks_as_bits(state.week_working),
            state.begun,
            state.recent_known,
            state.silent_days,
            state.last_reading,
        ]
    )


def unpack(layout: Layout, rows: Floats) -> State:
    """The state from (n, W) rows made by `pack`."""
    flows, levels, rates = len(layout.flow_at), len(layout.level_at), len(layout.rate_at)
    signals = len(layout.names)
    cells = -(-signals // COUNTERS_A_CELL)
    widths = [flows, flows, levels, rates, rates, rates, 4, WEEK, cells]
    *parts, single = np.split(rows, np.cumsum(widths), axis=1)
    flow_rates, weights, *others, week_known, counters = (np.array(part) for part in parts)
    last_levels, answered, successes, pending, rest = others
    known_days = _unpack_counters(counters, signals)
    counts = known_days[:, layout.flow_at] >= layout.needed_days[layout.flow_at]
    answers, log_hours, trials_known, week_working, begun, *ordinals = np.array(single.T)
    recent_known, silent_days, last_reading = (count.astype(np.int64) for count in ordinals)
    return State(
        begun=begun == 1,
        rates=np.where(counts, flow_rates, 0.0),
        sums=np.where(counts, 0.0, flow_rates),
        weights=weights,
        levels=last_levels,
        answered=answered,
        successes=successes,
        pending=pending,
        answers=answers,
        log_hours=log_hours,
        rest=rest,
        known_days=known_days,
        trials_known=_marks(trials_known, rates),
        week_known=_marks(week_known, flows),
        week_working=_marks(week_working, WEEK),
        recent_known=recent_known,
        silent_days=silent_days,
        last_reading=last_reading,
    )
