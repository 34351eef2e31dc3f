"""Plan of a pass: which reps are scored from which day, and the state each continues from.

A rep continues from the stored state of the shard; else from the state kept at the close of the
month before; else from the first fact. Whichever it is, the scores are equal to the last bit.

Facts of days before Rep.facts_from are no longer kept. No rep is scored from an earlier day: no
change is recorded before it (RepQuerySet.record_changes), the snapshots before it stay, and the
state at the close of the day before, a month's end, is always kept. So everything needed here
exists.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.layout import COMMON_LAYOUT, Bools, Floats, Ints, Layout
from scoring.core.state import initial_state, pack
from scoring.daily.bulk_read import read_matrix
from scoring.daily.load import first_fact_days, last_snapshot_days
from scoring.daily.states import PackedStates, load_kept_states, month_ends_before
from teams.models.people import RepQuerySet

MAX_CELLS = 1_500_000  # rep-days times inputs in memory at once (8 bytes each, several copies)


@dataclass(frozen=True)
class PassPlan(ArrayTable):
    """Reps to be scored, by rising id; days are ordinals."""

    reps: Ints  # (n,)
    base: Ints  # (n,) the first day to replay
    start: Ints  # (n,) the first day to write
    states: Floats  # (n, W) packed, of the day before `base`
    changes: Ints  # (n,) the reps' change counts when their facts were read
    changed: Bools  # (n,) whether any fact up to the last day to score has changed
    fresh: Bools  # (n,) whether there is certainly no snapshot from `start` on
    changed_by: Ints  # (n,) a Change: why

    def parts(self, through: int) -> Iterator["PassPlan"]:
        """The plan in pieces that fit in memory, reps with the same first day together."""
        for rows in batches_in_memory(self.base, through):
            yield self.take(rows)


def batches_in_memory(base: Ints, through: int) -> Iterator[Ints]:
    """Rows, in rising order, of reps whose days from `base` (n,) to a day fit into memory together.

    Reps with the same first day come together.
    """
    order = np.argsort(base, kind="stable")
    at = 0
    while at < len(order):
        days = through - int(base[order[at]]) + 1
        size = max(1, MAX_CELLS // (days * len(COMMON_LAYOUT.inputs)))
        yield np.sort(order[at : at + size])
        at += size


def load_rep_rows(reps: RepQuerySet) -> Floats:
    """Float array (n, 4) by rising id: id, first changed day (NaN: none), change count, Change."""
    rows = read_matrix(reps, "id", "changed_from", "changes", "changed_by")
    return rows[np.argsort(rows[:, 0])]


def load_pass_plan(
    layout: Layout, rows: Floats, through: int, stored: PackedStates, likely_day: date | None = None
) -> PassPlan:
    """Plans changed reps from their change on, others from where they are; skips those up to date.

    `rows` are of `load_rep_rows`. A rep without a stored state continues after their last snapshot,
    probably that of `likely_day`.
    """
    ids, changes, changed_by = rows[:, [0, 2, 3]].astype(np.int64).T
    row, has_state = stored.find(ids)
    after = np.empty(len(ids), np.int64)
    after[has_state] = stored.days[row[has_state]] + 1
    after[~has_state] = _first_unscored_days(ids[~has_state], through, likely_day)
    changed = rows[:, 1] <= through  # NaN, no change, compares as False
    start = np.fmin(np.where(changed, rows[:, 1], np.nan), after).astype(np.int64)
    due = start <= through
    ids, start = ids[due], start[due]
    base, states = load_start_states(layout, ids, start, stored)
    return PassPlan(
        reps=ids,
        base=base,
        start=start,
        states=states,
        changes=changes[due],
        changed=changed[due],
        fresh=(has_state & ~changed)[due],
        changed_by=changed_by[due],
    )


def _first_unscored_days(reps: Ints, through: int, likely_day: date | None) -> Ints:
    """(n,) the day after each rep's last snapshot; without one the first fact's, else `through`."""
    after = last_snapshot_days(reps, likely_day) + 1
    unscored = after == 1
    first = first_fact_days(reps[unscored])
    after[unscored] = np.where(first > 0, first, through)
    return after


def load_start_states(
    layout: Layout,
    reps: Ints,
    start: Ints,
    stored: PackedStates,
    kept: Mapping[int, Floats] | None = None,
) -> tuple[Ints, Floats]:
    """(n,) the first day to replay in order to write from `start` on, and (n, W) states before it.

    `kept` are the states kept at the close of the month before, if they were loaded already.
    """
    states = np.repeat(pack(initial_state(layout, 1)), len(reps), axis=0)
    base = start.copy()
    row, has_state = stored.find(reps)
    has_state[has_state] = stored.days[row[has_state]] == start[has_state] - 1
    states[has_state] = stored.packed[row[has_state]]
    missing = np.flatnonzero(~has_state)
    ends = month_ends_before(start[missing])
    if kept is None:
        kept = load_kept_states(reps[missing], ends, layout)
    for at, rep, end in zip(missing.tolist(), reps[missing].tolist(), ends.tolist(), strict=True):
        if rep in kept:
            base[at], states[at] = end + 1, kept[rep]
    without_state = missing[~np.isin(reps[missing], np.array(list(kept), np.int64))]
    first = first_fact_days(reps[without_state])
    begin = start[without_state]
    base[without_state] = np.where(first > 0, np.minimum(first, begin), begin)
    return base, states
