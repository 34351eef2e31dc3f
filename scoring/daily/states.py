"""Loading and dropping states of reps: those kept at month ends, and those stored for a shard."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import F

from scoring.core.arrays import ArrayTable
from scoring.core.custom_versions import layout_named
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.state import carry_over_packed, packed_width
from scoring.daily.bulk_read import blobs
from scoring.daily.load import id_filter, recomputable_filter
from scoring.models import KeptState, Shard, ShardState
from teams.base.batches import batched
from teams.models import Organization


@dataclass(frozen=True)
class PackedStates(ArrayTable):
    """States of reps after a day (ordinal): one for each rep, by rising id to search them."""

    reps: Ints  # (n,)
    days: Ints  # (n,)
    packed: Floats  # (n, W) float64 of each state

    def find(self, reps: Ints) -> tuple[Ints, Bools]:
        """(k,) the row of each of these reps, and (k,) whether there is one."""
        if not len(self):
            return np.zeros(len(reps), np.int64), np.zeros(len(reps), bool)
        rows = np.minimum(np.searchsorted(self.reps, reps), len(self) - 1)
        return rows, self.reps[rows] == reps

    def replaced(self, newer: "PackedStates") -> "PackedStates":
        """Returns a copy with the reps of `newer` replaced or added."""
        others = self.take(~np.isin(self.reps, newer.reps))
        both = PackedStates.joined([others, newer])
        return both.take(np.argsort(both.reps, kind="stable"))

    def without(self, reps: list[int]) -> "PackedStates":
        """Returns a copy without these reps."""
        return self.take(~np.isin(self.reps, reps))


def load_shard_states(organization: Organization, shard: Shard, layout: Layout) -> PackedStates:
    """The stored states of a shard; empty if they are not known (any more)."""
    rows = ShardState.objects.of_shard(organization, shard)
    version = rows.values_list("version", flat=True).first()
    stored = blobs(rows, "reps", "days", "states")
    if version is None or stored is None:
        return empty_states(layout)
    reps, days, states = stored
    stored_layout = layout_named(version)
    return PackedStates(
        np.frombuffer(reps, "<i8"),
        np.frombuffer(days, "<i8"),
        carry_over_packed(
            np.frombuffer(states, "<f8").reshape(-1, packed_width(stored_layout)),
            stored_layout,
            layout,
        ),
    )


def empty_states(layout: Layout) -> PackedStates:
    """An empty table of states."""
    none = np.zeros(0, np.int64)
    return PackedStates(none, none, np.zeros((0, packed_width(layout))))


def month_ends_before(days: Ints) -> Ints:
    """(n,) the last day of the month before that of each day, all as ordinals."""
    return np.array([day - date.fromordinal(day).day for day in days.tolist()], np.int64)


def is_month_end(day: int) -> bool:
    """Whether the day (an ordinal) is the last of its month, at which states are kept."""
    return (date.fromordinal(day) + timedelta(days=1)).day == 1


def load_kept_states(reps: Ints, days: Ints, layout: Layout) -> dict[int, Floats]:
    """Packed states kept at the close of each rep's day (n,), by id; missing ones are left out."""
    states_by_rep: dict[int, Floats] = {}
    for day in np.unique(days).tolist():
        states_by_rep |= load_kept_states_between(reps[days == day], day, day, layout).get(day, {})
    return states_by_rep


def load_kept_states_between(
    reps: Ints, first: int, last: int, layout: Layout
) -> dict[int, dict[int, Floats]]:
    """Packed states kept from the first day to the last, by day (ordinal) and rep id.

    States of any version are carried over by the names of signals. States that a change of facts
    has made out of date are left out: their day is waiting to be recomputed.
    """
    days = date.fromordinal(first), date.fromordinal(last)
    rows = KeptState.objects.filter(id_filter("rep", reps), day__range=days)
    current = rows.exclude(rep__changed_from__lte=F("day"))
    wanted = set(reps.tolist())
    states_by_day: dict[int, dict[int, Floats]] = defaultdict(dict)
    for rep, day, version, state in current.values_list("rep_id", "day", "version", "state"):
        if rep in wanted:
            packed = np.frombuffer(bytes(state), "<f8")[None]
            (carried,) = carry_over_packed(packed, layout_named(version), layout)
            states_by_day[day.toordinal()][rep] = carried
    return states_by_day


def drop_kept_states(reps: Ints) -> None:
    """Deletes the kept states of these reps that can be recomputed."""
    for batch in batched(reps.tolist(), 5000):
        KeptState.objects.filter(recomputable_filter(), rep__in=batch).delete()
