"""Between tables and arrays: facts and states in, snapshots out. The only file that does it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Max, Min, Q

from scoring.core.history import History, Scores
from scoring.core.layout import Bools, Floats, Ints, Layout, layout_of
from scoring.core.state import WEEK, State, blank, pack, unpack
from scoring.core.versions import VERSIONS
from scoring.models import Snapshot
from teams.batches import batched
from teams.models import DailyLog, Membership, OfficialReading, Organization
from teams.readings import PILLARS


def among(field: str, ids: Ints) -> Q:
    """Rows whose `field` is one of the (rising) ids, and perhaps some in between.

    A list of thousands costs more to send and plan than a few rows too many cost to read, so ids
    that lie close together are asked for as a range; readers drop whom they did not ask for.
    """
    if len(ids) and 2 * len(ids) > ids[-1] - ids[0]:
        return Q(**{f"{field}__gte": int(ids[0]), f"{field}__lte": int(ids[-1])})
    return Q(**{f"{field}__in": ids.tolist()})


@dataclass(frozen=True)
class Block:
    """Reps to be scored together: ids in rising order, and the ordinal each starts from."""

    organization: Organization
    reps: Ints  # (n,)
    start: Ints  # (n,)
    through: int

    @property
    def first(self) -> int:
        """The ordinal of the earliest start."""
        return int(self.start.min())

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return date.fromordinal(self.first), date.fromordinal(self.through)

    def rows(self, ids: Ints) -> tuple[Ints, Bools]:
        """(k,) the row of each rep id, and whether the rep is in the block at all."""
        rows = np.minimum(np.searchsorted(self.reps, ids), len(self.reps) - 1)
        return rows, self.reps[rows] == ids


def first_days(reps: Ints, *, default: date) -> Ints:
    """(n,) the ordinal of each rep's first fact, `default` where there is none."""
    first: dict[int, date] = {}
    for model in (DailyLog, OfficialReading):
        for some in batched(reps.tolist(), 5000):
            facts = model.objects.filter(rep__in=some).order_by().values_list("rep_id")
            for rep, day in facts.annotate(first=Min("day")):
                first[rep] = min(first.get(rep, day), day)
    return np.array([first.get(rep, default).toordinal() for rep in reps.tolist()], np.int64)


def last_snapshots(reps: Ints) -> Ints:
    """(n,) the ordinal of each rep's last snapshot, 0 where there is none."""
    found = Snapshot.objects.filter(among("rep", reps)).order_by().values_list("rep_id")
    last = dict(found.annotate(last=Max("day")))
    return np.array(
        [last[rep].toordinal() if rep in last else 0 for rep in reps.tolist()], np.int64
    )


def load_state(layout: Layout, block: Block) -> State:
    """Where each rep stood the day before its start; blank where there was no snapshot."""
    state = blank(layout, len(block.reps))
    found = dict(_carried(block))
    if found:
        rows = np.searchsorted(block.reps, np.array(sorted(found), np.int64))
        packed = np.frombuffer(b"".join(found[rep] for rep in sorted(found)), "<f8")
        state.put(rows, unpack(layout, packed.reshape(len(found), -1)))
    return state


def _carried(block: Block) -> Iterator[tuple[int, bytes]]:
    """(rep, state) of those reps that have a snapshot of the day before their start."""
    for start in np.unique(block.start).tolist():
        reps = block.reps[block.start == start]
        wanted = set(reps.tolist())
        found = Snapshot.objects.at(date.fromordinal(start - 1)).filter(among("rep", reps))
        for rep, state in found.values_list("rep_id", "carried"):
            if rep in wanted:
                yield rep, bytes(state)


def state_of(*snapshots: Snapshot) -> State:
    """The states the snapshots (of one version) carry."""
    packed = np.frombuffer(b"".join(bytes(each.carried) for each in snapshots), "<f8")
    layout = layout_of(VERSIONS[snapshots[0].version])
    return unpack(layout, packed.reshape(len(snapshots), -1))


def load_history(layout: Layout, block: Block) -> History:
    """All that is known of the reps from the earliest start on."""
    days, reps = block.through - block.first + 1, len(block.reps)
    known, off = _load_days(layout, block, (days, reps))
    return History(
        first=block.first,
        workdays=_workdays(block.organization, block.first, days),
        known=known,
        off=off,
        readings=_load_readings(block, (days, reps)),
        start=block.start - block.first,
    )


def _workdays(organization: Organization, first: int, days: int) -> Bools:
    week = organization.working_weekdays
    dates = (date.fromordinal(first - WEEK + at) for at in range(WEEK + days))
    return np.array([day.weekday() in week for day in dates])


def _load_days(layout: Layout, block: Block, shape: tuple[int, int]) -> tuple[Floats, Bools]:
    known = np.full((*shape, len(layout.inputs)), np.nan)
    off = np.zeros(shape, bool)
    rows = (
        DailyLog.objects.between(*block.days)
        .filter(among("rep", block.reps))
        .values_list("rep_id", "day", "off", *layout.inputs)
    )
    at, row, values = _placed(block, list(rows), 1 + len(layout.inputs))
    known[at, row] = values[:, 1:]
    off[at, row] = values[:, 0] == 1
    return known, off


def _load_readings(block: Block, shape: tuple[int, int]) -> Floats:
    readings = np.full((*shape, len(PILLARS)), np.nan)
    rows = (
        OfficialReading.objects.between(*block.days)
        .filter(among("rep", block.reps))
        .values_list("rep_id", "day", *PILLARS)
    )
    at, row, values = _placed(block, list(rows), len(PILLARS))
    readings[at, row] = values
    return readings


def _placed(block: Block, rows: Sequence[tuple[Any, ...]], width: int) -> tuple[Ints, Ints, Floats]:
    """Rows of (rep, day, values…) as the day's and rep's index and the values, None as NaN."""
    ids = np.array([row[0] for row in rows], np.int64)
    days = np.array([row[1].toordinal() for row in rows], np.int64)
    values = np.array([row[2:] for row in rows], float).reshape(-1, width)
    row, asked = block.rows(ids)
    return days[asked] - block.first, row[asked], values[asked]


@dataclass(frozen=True)
class Rows:
    """Snapshots as columns, ready to be written."""

    reps: Ints
    days: Ints  # ordinals
    teams: Ints  # 0: none
    pillars: Floats  # (k, 4)
    states: Ints
    known_days: Ints
    tracked: Floats
    readings: Ints  # ordinals, 0: none
    carried: Floats  # (k, W)

    def __len__(self) -> int:
        return len(self.reps)

    @property
    def totals(self) -> Floats:
        """Unrounded totals."""
        totals: Floats = self.pillars.sum(axis=1)
        return totals


def rows_of(block: Block, scores: Sequence[Scores], keep: Ints) -> Rows | None:
    """The scores of the reps whose rows are in `keep`, with the team of each day."""
    parts = [(each, np.isin(each.rows, keep)) for each in scores]
    parts = [(each, wanted) for each, wanted in parts if wanted.any()]
    if not parts:
        return None
    rows = np.concatenate([each.rows[wanted] for each, wanted in parts])
    days = np.concatenate([np.full(wanted.sum(), each.ordinal) for each, wanted in parts])
    return Rows(
        reps=block.reps[rows],
        days=days,
        teams=_teams(block)[days - block.first, rows],
        pillars=np.concatenate([each.pillars[wanted] for each, wanted in parts]),
        states=np.concatenate([each.trust[wanted] for each, wanted in parts]),
        known_days=np.concatenate([each.known_days[wanted] for each, wanted in parts]),
        tracked=np.concatenate([each.tracked[wanted] for each, wanted in parts]),
        readings=np.concatenate([each.last_reading[wanted] for each, wanted in parts]),
        carried=np.concatenate([pack(each.state)[wanted] for each, wanted in parts]),
    )


def _teams(block: Block) -> Ints:
    """(D, n) the team each rep sat in that day, 0 for none."""
    teams = np.zeros((block.through - block.first + 1, len(block.reps)), np.int64)
    sat = Membership.objects.filter(among("rep", block.reps))
    known = set(block.reps.tolist())
    for rep, team, since, until in sat.values_list("rep_id", "team_id", "since", "until"):
        if rep not in known:
            continue
        start = max(0, since.toordinal() - block.first)
        stop = max(0, until.toordinal() - block.first) if until else None
        teams[start:stop, np.searchsorted(block.reps, rep)] = team
    return teams


def drop_snapshots(reps: Ints) -> None:
    """Drops every snapshot of these reps: they begin anew."""
    for some in batched(reps.tolist(), 5000):
        Snapshot.objects.filter(rep__in=some).delete()
