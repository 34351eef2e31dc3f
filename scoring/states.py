"""The states reps go on from, out of their tables and back: kept ones, and where a shard stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import F

from scoring.columns import blobs
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.state import carry_packed, width
from scoring.core.table import Table
from scoring.core.variants import layout_named
from scoring.models import KeptState, Shard, ShardState
from scoring.store import among, remade
from teams.batches import batched
from teams.models import Organization


@dataclass(frozen=True)
class States(Table):
    """States of reps after days (ordinals): of each rep one, by rising id, where it is searched."""

    reps: Ints  # (n,)
    days: Ints  # (n,)
    packed: Floats  # (n, W) float64 of each state

    def find(self, reps: Ints) -> tuple[Ints, Bools]:
        """(k,) the row of each of these reps, and whether there is one."""
        if not len(self):
            return np.zeros(len(reps), np.int64), np.zeros(len(reps), bool)
        rows = np.minimum(np.searchsorted(self.reps, reps), len(self) - 1)
        return rows, self.reps[rows] == reps

    def replaced(self, ended: "States") -> "States":
        """This, with the reps of the other as they stand there."""
        old = self.take(~np.isin(self.reps, ended.reps))
        both = States.joined([old, ended])
        return both.take(np.argsort(both.reps, kind="stable"))

    def without(self, reps: list[int]) -> "States":
        """This, with nothing of those reps."""
        return self.take(~np.isin(self.reps, reps))


def load_shard_states(organization: Organization, shard: Shard, layout: Layout) -> States:
    """The states a shard was left in; none where that is not known (any more)."""
    mine = ShardState.objects.of_shard(organization, shard)
    version = mine.values_list("version", flat=True).first()
    kept = blobs(mine, "reps", "days", "states")
    if version is None or kept is None:
        return no_states(layout)
    reps, days, states = kept
    left = layout_named(version)
    return States(
        np.frombuffer(reps, "<i8"),
        np.frombuffer(days, "<i8"),
        carry_packed(np.frombuffer(states, "<f8").reshape(-1, width(left)), left, layout),
    )


def no_states(layout: Layout) -> States:
    """The states of nobody."""
    none = np.zeros(0, np.int64)
    return States(none, none, np.zeros((0, width(layout))))


def month_ends_before(days: Ints) -> Ints:
    """(n,) the last day of the month before that of each day, all as ordinals."""
    return np.array([day - date.fromordinal(day).day for day in days.tolist()], np.int64)


def is_month_end(day: int) -> bool:
    """Whether the day (an ordinal) is the last of its month: its states are kept."""
    return (date.fromordinal(day) + timedelta(days=1)).day == 1


def load_kept(reps: Ints, days: Ints, layout: Layout) -> dict[int, Floats]:
    """The state each rep was kept in at the close of its day (n,), packed, where there is one."""
    found: dict[int, Floats] = {}
    for day in np.unique(days).tolist():
        found |= load_kept_between(reps[days == day], day, day, layout).get(day, {})
    return found


def load_kept_between(
    reps: Ints, first: int, last: int, layout: Layout
) -> dict[int, dict[int, Floats]]:
    """The states kept from the first day to the last, packed, by day (ordinals) and rep.

    Whichever version kept it: a state goes on by the names of signals. None that a change of
    facts has made out of date: its day waits to be made anew.
    """
    days = date.fromordinal(first), date.fromordinal(last)
    rows = KeptState.objects.filter(among("rep", reps), day__range=days)
    current = rows.exclude(rep__changed_from__lte=F("day"))
    wanted = set(reps.tolist())
    found: dict[int, dict[int, Floats]] = defaultdict(dict)
    for rep, day, version, state in current.values_list("rep_id", "day", "version", "state"):
        if rep in wanted:
            packed = np.frombuffer(bytes(state), "<f8")[None]
            found[day.toordinal()][rep] = carry_packed(packed, layout_named(version), layout)[0]
    return found


def drop_kept(reps: Ints) -> None:
    """Drops what can be made anew of the kept states of these reps: they begin anew."""
    for some in batched(reps.tolist(), 5000):
        KeptState.objects.filter(remade(), rep__in=some).delete()
