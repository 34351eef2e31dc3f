"""Daily runs: one snapshot per rep and day, rescored from the first changed fact on."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from scoring.daily import live, runs
from scoring.daily.plan import MAX_CELLS, PassPlan
from scoring.models import Run, Snapshot
from teams.facts.manual_entry import log_day
from teams.facts.readings import withdraw_reading
from teams.models import Membership, OfficialReading
from tests.scoring.core.example_tables import FIRST
from tests.scoring.core.histories import LAYOUT, day
from tests.scoring.facts import (
    close_through,
    create_random_reps,
    create_rep,
    save_diary,
    save_inputs,
    save_reading,
    snapshot_days,
    stored_snapshots,
)
from tests.world import World

DAYS = 24


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


def test_the_hand_checked_values_are_stored(world: World) -> None:
    save_diary(world.rep, FIRST.days)
    assert close_through(world.organization, 29) == 29
    stored = {row.day: row for row in stored_snapshots(world.rep)}
    for number, (shown, coverage) in FIRST.rows.items():
        row = stored[FIRST.day(number)]
        assert row.pillars == pytest.approx(shown, abs=5e-5)
        assert row.total == sum(row.pillars)
        assert (row.coverage, row.version) == (coverage, "2")


def test_daily_runs_and_a_rebuild_give_identical_snapshots(world: World) -> None:
    create_random_reps(world.north, 8, DAYS)
    for number in range(1, DAYS + 1):
        close_through(world.organization, number)
    daily = stored_snapshots()
    runs.delete_derived_data(world.organization)
    assert stored_snapshots() == [] and not Run.objects.exists()
    close_through(world.organization, DAYS)
    assert stored_snapshots() == daily


def test_late_and_piecemeal_facts_give_the_snapshots_of_a_rebuild(world: World) -> None:
    diaries = create_random_reps(world.north, 6, DAYS)
    close_through(world.organization, 9)
    late = create_rep(world.south, "Late", since=day(1))
    save_diary(late, next(iter(diaries.values())))
    save_inputs(world.rep, {day(3): {"posts": 2}})
    close_through(world.organization, DAYS)
    save_inputs(world.rep, {day(2): {"comments": 7}, day(20): {"posts": 0}})
    save_reading(late, day(12), 9, 8, 7, 6)
    close_through(world.organization, DAYS)
    in_pieces = stored_snapshots()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, DAYS)
    assert stored_snapshots() == in_pieces


def test_a_run_without_new_facts_writes_nothing(world: World) -> None:
    create_random_reps(world.north, 3, DAYS)
    assert close_through(world.organization, DAYS) > 0
    assert close_through(world.organization, DAYS) == 0
    assert close_through(world.organization, DAYS - 5) == 0  # an earlier day is closed already


def test_a_late_entry_rescores_from_its_day_on(world: World) -> None:
    save_inputs(world.rep, {day(n): {"connections": 40 * n} for n in (1, 9)})
    save_inputs(world.rep_other, {day(1): {"posts": 1}})
    close_through(world.organization, 12)
    before = stored_snapshots(world.rep)
    save_inputs(world.rep, {day(4): {"endorsements": 90}})
    assert close_through(world.organization, 12) == 9
    after = stored_snapshots(world.rep)
    assert after[:3] == before[:3]
    assert all(new.total > old.total for new, old in zip(after[3:], before[3:], strict=True))
    run = Run.objects.get(day=day(12))
    assert (run.state, run.restated_from, run.snapshots) == ("done", day(4), 9)


def test_every_calendar_day_has_one_snapshot(world: World) -> None:
    save_inputs(world.rep, {day(3): {"posts": 1}, day(8): {"off": True}, day(10): {"meetings": 1}})
    close_through(world.organization, 21)
    assert snapshot_days(world.rep) == list(range(3, 22))


def test_late_entries_do_not_rescore_other_reps_of_the_shard(world: World) -> None:
    reps = [create_rep(world.north, f"Neighbour {n}") for n in range(3)]
    for rep in reps:
        save_inputs(rep, {day(1): {"posts": 1}, day(5): {"posts": 2}})
    close_through(world.organization, 6)
    between = stored_snapshots(reps[1])
    for rep in reps[::2]:
        save_inputs(rep, {day(3): {"comments": 9}})
    assert close_through(world.organization, 6) == 8
    first, middle, last = (stored_snapshots(rep) for rep in reps)
    assert middle == between
    assert [row[1:] for row in first] == [row[1:] for row in last] != [row[1:] for row in middle]


def test_scores_can_begin_with_a_reading(world: World) -> None:
    save_reading(world.rep, day(6), 10, 5, 5, 10)
    close_through(world.organization, 8)
    assert snapshot_days(world.rep) == [6, 7, 8]
    assert {row.last_reading for row in stored_snapshots(world.rep)} == {day(6)}


def test_days_off_and_meetings_alone_give_no_score(
    world: World,
) -> None:
    save_inputs(world.rep, {day(2): {"off": True}, day(3): {"meetings": 4}})
    assert close_through(world.organization, 5) == 0
    assert close_through(world.organization, 7) == 0
    save_inputs(world.rep, {day(4): {"posts": 1}})
    close_through(world.organization, 8)
    assert snapshot_days(world.rep) == [4, 5, 6, 7, 8]


def test_a_first_fact_after_the_last_close_is_scored_on_its_day(world: World) -> None:
    save_inputs(world.rep, {day(10): {"posts": 1}})
    assert close_through(world.organization, 5) == 0
    close_through(world.organization, 12)
    assert snapshot_days(world.rep) == [10, 11, 12]


def test_facts_of_future_days_are_not_scored(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}, day(6): {"posts": 9}})
    close_through(world.organization, 5)
    assert snapshot_days(world.rep) == [1, 2, 3, 4, 5]
    held = stored_snapshots(world.rep)[-1]
    save_inputs(world.rep, {day(6): {"comments": 9}})
    assert close_through(world.organization, 5) == 0
    assert stored_snapshots(world.rep)[-1] == held


def test_removing_the_first_facts_removes_their_snapshots(world: World) -> None:
    user = world.users["rep"]
    log_day(rep=world.rep, day=day(2), values={"posts": 3}, by=user)
    save_reading(world.rep, day(9), 9, 9, 9, 9)
    close_through(world.organization, 12)
    log_day(rep=world.rep, day=day(2), values={"posts": None}, by=user)
    close_through(world.organization, 12)
    assert snapshot_days(world.rep) == [9, 10, 11, 12]
    withdraw_reading(OfficialReading.objects.get(rep=world.rep), by=user)
    close_through(world.organization, 12)
    assert snapshot_days(world.rep) == []


def test_a_new_rep_is_scored_from_their_first_day(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 9)
    late = create_rep(world.south, "New", since=day(4))
    save_inputs(late, {day(4): {"posts": 1}})
    assert close_through(world.organization, 9) == 6
    assert snapshot_days(late) == [4, 5, 6, 7, 8, 9]


def test_a_snapshot_has_the_team_of_its_day(world: World) -> None:
    mover = create_rep(world.north, "Mover", since=day(3))
    Membership.objects.filter(rep=mover).update(until=day(5))
    organization = world.organization
    Membership.objects.create(organization=organization, rep=mover, team=world.south, since=day(7))
    save_inputs(mover, {day(1): {"posts": 1}})
    close_through(organization, 9)
    north, south = world.north.pk, world.south.pk
    teams = [None, None, north, north, None, None, south, south, south]
    assert [row.team for row in stored_snapshots(mover)] == teams


def test_other_organisations_are_not_scored(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 3)
    assert set(Snapshot.objects.values_list("organization", flat=True)) == {world.organization.pk}
    assert not Run.objects.exclude(organization=world.organization).exists()


@pytest.mark.parametrize("closed", [None, 3, 8, 9])
def test_the_live_score_equals_the_later_close(world: World, closed: int | None) -> None:
    create_random_reps(world.north, 4, 9)
    save_inputs(world.rep, {day(1): {"posts": 1}, day(6): {"comments": 4}})
    if closed:
        close_through(world.organization, closed)
    save_inputs(world.rep, {day(9): {"posts": 2}})
    world.rep.refresh_from_db()
    today = live.compute_live_scores(world.rep, day(9))[-1]
    close_through(world.organization, 9)
    (row,) = [each for each in stored_snapshots(world.rep) if each.day == day(9)]
    assert date.fromordinal(today.ordinal) == row.day
    assert today.pillars[0] == pytest.approx(row.pillars, abs=1e-9)


def test_parts_of_a_plan_fit_in_memory_and_contain_every_rep_once() -> None:
    reps = np.arange(5000, dtype=np.int64)
    base = np.where(reps % 2 == 0, day(1).toordinal(), day(90).toordinal())
    states, marks = np.zeros((5000, 1)), reps > 0
    plan = PassPlan(reps, base, base, states, reps, marks, marks, reps)
    parts = list(plan.parts(day(90).toordinal()))
    assert len(parts) > 2
    assert sorted(np.concatenate([part.reps for part in parts]).tolist()) == reps.tolist()
    for part in parts:
        assert (np.diff(part.reps) > 0).all()
        days = day(90).toordinal() - part.base.min() + 1
        assert len(part) * days * len(LAYOUT.inputs) <= MAX_CELLS


def test_the_live_score_stores_nothing(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    world.rep.refresh_from_db()
    assert len(live.compute_live_scores(world.rep, day(4))) == 4
    assert live.compute_live_scores(world.rep_other, day(4)) == []
    assert not Snapshot.objects.exists() and not Run.objects.exists()
