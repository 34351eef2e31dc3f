"""Loading facts as arrays, and turning scores into rows of snapshots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Exists, Max, Min, OuterRef, Q

from scoring.core.arrays import ArrayTable
from scoring.core.history import FactHistory
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.state import WEEK, marks_as_bits
from scoring.core.trajectory import Scores
from scoring.daily.bulk_read import read_matrix
from scoring.models import NO_READING, Snapshot
from teams.base.batches import batched
from teams.facts.readings import PILLARS
from teams.models import DailyLog, Membership, OfficialReading, Organization, Rep


def id_filter(field: str, ids: Ints) -> Q:
    """Filter for rows whose `field` is one of the (rising) ids, perhaps with some in between.

    A list of thousands costs more to send and plan than a few extra rows cost to read, so dense ids
    are queried as a range; callers drop the rows of other reps.
    """
    if len(ids) and 2 * len(ids) > ids[-1] - ids[0]:
        return Q(**{f"{field}__gte": int(ids[0]), f"{field}__lte": int(ids[-1])})
    return Q(**{f"{field}__in": ids.tolist()})


@dataclass(frozen=True)
class Block:
    """Reps to be scored together: rising ids, and the ordinal each starts from."""

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
        """(k,) the row of each rep id, and (k,) whether the rep is in the block at all."""
        rows = np.minimum(np.searchsorted(self.reps, ids), len(self.reps) - 1)
        return rows, self.reps[rows] == ids


def first_fact_days(reps: Ints) -> Ints:
    """(n,) the ordinal of each rep's first fact, 0 without any."""
    logs, readings = (
        facts.filter(id_filter("rep", reps))
        .order_by()
        .values_list("rep_id")
        .annotate(day=Min("day"))
        for facts in (DailyLog.objects.all(), OfficialReading.objects.all())
    )
    return _day_of_each_rep(reps, list(logs.union(readings, all=True)), min) if len(reps) else reps


def last_snapshot_days(reps: Ints, likely_day: date | None) -> Ints:
    """(n,) the ordinal of each rep's last snapshot, 0 without any.

    Nearly all are of the day `likely_day`: for reps with a snapshot on it, and none the day after,
    the other days are not searched.
    """
    if likely_day is None or not len(reps):
        return _search_last_snapshot_days(reps)
    recent = Snapshot.objects.at(likely_day, likely_day + timedelta(days=1)).filter(
        id_filter("rep", reps)
    )
    last = _day_of_each_rep(reps, list(recent.values_list("rep_id", "day")), max)
    elsewhere = last != likely_day.toordinal()
    last[elsewhere] = _search_last_snapshot_days(reps[elsewhere])
    return last


def _search_last_snapshot_days(reps: Ints) -> Ints:
    if not len(reps):
        return reps
    snapshots = Snapshot.objects.filter(id_filter("rep", reps)).order_by().values_list("rep_id")
    return _day_of_each_rep(reps, list(snapshots.annotate(day=Max("day"))), max)


def _day_of_each_rep(
    reps: Ints, rows: list[tuple[int, date]], choose: Callable[[int, int], int]
) -> Ints:
    """(n,) the day of each rep that `choose` (min or max) picks, as an ordinal; 0 without any."""
    days: dict[int, int] = {}
    for rep, day in rows:
        ordinal = day.toordinal()
        days[rep] = choose(days.get(rep, ordinal), ordinal)
    return np.array([days.get(rep, 0) for rep in reps.tolist()], np.int64)


def load_history(layout: Layout, block: Block) -> FactHistory:
    """All facts of the reps from the earliest start on."""
    days, reps = block.through - block.first + 1, len(block.reps)
    known, off = _load_days(layout, block, (days, reps))
    return FactHistory(
        first=block.first,
        workdays=_workdays(block.organization, block.first, days),
        known=known,
        off=off,
        readings=_load_readings(block, (days, reps)),
        start=block.start - block.first,
    )


def _workdays(organization: Organization, first: int, days: int) -> Bools:
    """(7 + days,) whether each day from a week before `first` on is a working day."""
    ordinals = np.arange(first - WEEK, first + days)
    working = np.zeros(len(ordinals), bool)
    for since, weekdays in organization.weekdays_since():
        # Ordinal 1 was a Monday.
        is_weekday = np.isin((ordinals - 1) % WEEK, list(weekdays))
        working = np.where(ordinals >= since.toordinal(), is_weekday, working)
    return working


def _load_days(layout: Layout, block: Block, shape: tuple[int, int]) -> tuple[Floats, Bools]:
    known = np.full((*shape, len(layout.inputs)), np.nan)
    off = np.zeros(shape, bool)
    days = DailyLog.objects.between(*block.days).filter(id_filter("rep", block.reps))
    at, row, values = _index_rows(block, read_matrix(days, "rep_id", "day", "off", *layout.inputs))
    known[at, row] = values[:, 1:]
    off[at, row] = values[:, 0] == 1
    return known, off


def _load_readings(block: Block, shape: tuple[int, int]) -> Floats:
    readings = np.full((*shape, len(PILLARS)), np.nan)
    rows = OfficialReading.objects.between(*block.days).filter(id_filter("rep", block.reps))
    at, row, values = _index_rows(block, read_matrix(rows, "rep_id", "day", *PILLARS))
    readings[at, row] = values
    return readings


def _index_rows(block: Block, rows: Floats) -> tuple[Ints, Ints, Floats]:
    """Rows of (rep, day, values…) as day index, rep index and values."""
    row, in_block = block.rows(rows[:, 0].astype(np.int64))
    days = rows[:, 1].astype(np.int64)
    return days[in_block] - block.first, row[in_block], rows[in_block, 2:]


@dataclass(frozen=True)
class SnapshotRows(ArrayTable):
    """Snapshots as columns, ready to be written."""

    reps: Ints
    days: Ints  # ordinals
    teams: Ints  # 0: none
    pillars: Floats  # (k, 4)
    signals: Ints  # bit mask of the signals that count
    readings: Ints  # days since the last, or NO_READING
    states: Ints
    known_days: Ints
    known: Bools


def rows_of(block: Block, teams: Ints, scores: Scores, since: Ints) -> SnapshotRows:
    """A day's scores as rows, of reps whose first day to write (n,) has come; `teams` is (D, n)."""
    is_due = since[scores.rows] <= scores.ordinal
    last_reading = scores.last_reading
    rows = SnapshotRows(
        reps=block.reps[scores.rows],
        days=np.full(len(scores.rows), scores.ordinal),
        teams=teams[scores.ordinal - block.first, scores.rows],
        pillars=scores.pillars,
        signals=marks_as_bits(scores.counting).astype(np.int64),
        readings=np.where(last_reading > 0, scores.ordinal - last_reading, NO_READING),
        states=scores.trust,
        known_days=scores.known_days,
        known=scores.any_known,
    )
    return rows if is_due.all() else rows.take(is_due)


def load_teams(block: Block) -> Ints:
    """(D, n) the id of each rep's team on each day, 0 for none."""
    days = block.through - block.first + 1
    teams = np.zeros((days, len(block.reps)), np.int64)
    memberships = Membership.objects.filter(id_filter("rep", block.reps), since__lte=block.days[1])
    seats = read_matrix(memberships, "rep_id", "team_id", "since", "until")
    row, in_block = block.rows(seats[:, 0].astype(np.int64))
    row, seats = row[in_block], seats[in_block]
    for at in range(days):
        # Without `until` there is a NaN, which compares as False: hence the negation.
        day = block.first + at
        is_member = (seats[:, 2] <= day) & ~(seats[:, 3] <= day)
        teams[at, row[is_member]] = seats[is_member, 1]
    return teams


def recomputable_filter() -> Exists:
    """Filter for rows of a rep and day that can be recomputed: facts kept, rep not erased."""
    reps = Rep.objects.filter(pk=OuterRef("rep_id"), erased_on=None)
    return Exists(reps.filter(Q(facts_from=None) | Q(facts_from__lte=OuterRef("day"))))


def drop_snapshots(reps: Ints) -> None:
    """Deletes the snapshots of these reps that can be recomputed."""
    for batch in batched(reps.tolist(), 5000):
        Snapshot.objects.filter(recomputable_filter(), rep__in=batch).delete()
