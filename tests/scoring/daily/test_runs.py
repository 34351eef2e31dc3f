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
from tests.scoring.core.histories import HAND_CHECKED, LAYOUT, day
from tests.scoring.facts import (
    close,
    crowd,
    days_of,
    know,
    live_through,
    new_rep,
    read,
    stored,
)
from tests.world import World

DAYS = 24


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


def test_the_hand_checked_values_are_stored(world: World) -> None:
    live_through(world.rep, {day(at): said for at, (said, _) in enumerate(HAND_CHECKED, start=1)})
    assert close(world.organization, 8) == 8
    for row, (_, shown) in zip(stored(world.rep), HAND_CHECKED, strict=True):
        assert row.pillars == pytest.approx(shown, abs=5e-5)
        assert row.total == sum(row.pillars)
        assert row.version == "1"


def test_daily_runs_and_a_rebuild_give_identical_snapshots(world: World) -> None:
    crowd(world.north, 8, DAYS)
    for number in range(1, DAYS + 1):
        close(world.organization, number)
    daily = stored()
    runs.delete_derived_data(world.organization)
    assert stored() == [] and not Run.objects.exists()
    close(world.organization, DAYS)
    assert stored() == daily


def test_late_and_piecemeal_facts_give_the_snapshots_of_a_rebuild(world: World) -> None:
    diaries = crowd(world.north, 6, DAYS)
    close(world.organization, 9)
    late = new_rep(world.south, "Late", since=day(1))
    live_through(late, next(iter(diaries.values())))
    know(world.rep, {day(3): {"posts": 2}})
    close(world.organization, DAYS)
    know(world.rep, {day(2): {"comments": 7}, day(20): {"posts": 0}})
    read(late, day(12), 9, 8, 7, 6)
    close(world.organization, DAYS)
    in_pieces = stored()
    runs.delete_derived_data(world.organization)
    close(world.organization, DAYS)
    assert stored() == in_pieces


def test_a_run_without_new_facts_writes_nothing(world: World) -> None:
    crowd(world.north, 3, DAYS)
    assert close(world.organization, DAYS) > 0
    assert close(world.organization, DAYS) == 0
    assert close(world.organization, DAYS - 5) == 0  # an earlier day is closed already


def test_a_late_entry_rescores_from_its_day_on(world: World) -> None:
    know(world.rep, {day(n): {"posts": 1} for n in (1, 4, 9)})
    know(world.rep_other, {day(1): {"posts": 1}})
    close(world.organization, 12)
    before = stored(world.rep)
    know(world.rep, {day(4): {"comments": 9}})
    assert close(world.organization, 12) == 9
    after = stored(world.rep)
    assert after[:3] == before[:3]
    assert all(new.total > old.total for new, old in zip(after[3:], before[3:], strict=True))
    run = Run.objects.get(day=day(12))
    assert (run.state, run.restated_from, run.snapshots) == ("done", day(4), 9)


def test_every_calendar_day_has_one_snapshot(world: World) -> None:
    know(world.rep, {day(3): {"posts": 1}, day(8): {"off": True}, day(10): {"meetings": 1}})
    close(world.organization, 21)
    assert days_of(world.rep) == list(range(3, 22))


def test_late_entries_do_not_rescore_other_reps_of_the_shard(world: World) -> None:
    reps = [new_rep(world.north, f"Neighbour {n}") for n in range(3)]
    for rep in reps:
        know(rep, {day(1): {"posts": 1}, day(5): {"posts": 2}})
    close(world.organization, 6)
    between = stored(reps[1])
    for rep in reps[::2]:
        know(rep, {day(3): {"comments": 9}})
    assert close(world.organization, 6) == 8
    first, middle, last = (stored(rep) for rep in reps)
    assert middle == between
    assert [row[1:] for row in first] == [row[1:] for row in last] != [row[1:] for row in middle]


def test_scores_can_begin_with_a_reading(world: World) -> None:
    read(world.rep, day(6), 10, 5, 5, 10)
    close(world.organization, 8)
    assert days_of(world.rep) == [6, 7, 8]
    assert {row.last_reading for row in stored(world.rep)} == {day(6)}


def test_days_off_and_meetings_alone_give_no_score(
    world: World,
) -> None:
    know(world.rep, {day(2): {"off": True}, day(3): {"meetings": 4}})
    assert close(world.organization, 5) == 0
    assert close(world.organization, 7) == 0
    know(world.rep, {day(4): {"posts": 1}})
    close(world.organization, 8)
    assert days_of(world.rep) == [4, 5, 6, 7, 8]


def test_a_first_fact_after_the_last_close_is_scored_on_its_day(world: World) -> None:
    know(world.rep, {day(10): {"posts": 1}})
    assert close(world.organization, 5) == 0
    close(world.organization, 12)
    assert days_of(world.rep) == [10, 11, 12]


def test_facts_of_future_days_are_not_scored(world: World) -> None:
    know(world.rep, {day(1): {"posts": 1}, day(6): {"posts": 9}})
    close(world.organization, 5)
    assert days_of(world.rep) == [1, 2, 3, 4, 5]
    held = stored(world.rep)[-1]
    know(world.rep, {day(6): {"comments": 9}})
    assert close(world.organization, 5) == 0
    assert stored(world.rep)[-1] == held


def test_removing_the_first_facts_removes_their_snapshots(world: World) -> None:
    user = world.users["rep"]
    log_day(rep=world.rep, day=day(2), values={"posts": 3}, by=user)
    read(world.rep, day(9), 9, 9, 9, 9)
    close(world.organization, 12)
    log_day(rep=world.rep, day=day(2), values={"posts": None}, by=user)
    close(world.organization, 12)
    assert days_of(world.rep) == [9, 10, 11, 12]
    withdraw_reading(OfficialReading.objects.get(rep=world.rep), by=user)
    close(world.organization, 12)
    assert days_of(world.rep) == []


def test_a_new_rep_is_scored_from_their_first_day(world: World) -> None:
    know(world.rep, {day(1): {"posts": 1}})
    close(world.organization, 9)
    late = new_rep(world.south, "New", since=day(4))
    know(late, {day(4): {"posts": 1}})
    assert close(world.organization, 9) == 6
    assert days_of(late) == [4, 5, 6, 7, 8, 9]


def test_a_snapshot_has_the_team_of_its_day(world: World) -> None:
    mover = new_rep(world.north, "Mover", since=day(3))
    Membership.objects.filter(rep=mover).update(until=day(5))
    organization = world.organization
    Membership.objects.create(organization=organization, rep=mover, team=world.south, since=day(7))
    know(mover, {day(1): {"posts": 1}})
    close(organization, 9)
    north, south = world.north.pk, world.south.pk
    teams = [None, None, north, north, None, None, south, south, south]
    assert [row.team for row in stored(mover)] == teams


def test_other_organisations_are_not_scored(world: World) -> None:
    know(world.rep, {day(1): {"posts": 1}})
    close(world.organization, 3)
    assert set(Snapshot.objects.values_list("organization", flat=True)) == {world.organization.pk}
    assert not Run.objects.exclude(organization=world.organization).exists()


@pytest.mark.parametrize("closed", [None, 3, 8, 9])
def test_the_live_score_equals_the_later_close(world: World, closed: int | None) -> None:
    crowd(world.north, 4, 9)
    know(world.rep, {day(1): {"posts": 1}, day(6): {"comments": 4}})
    if closed:
        close(world.organization, closed)
    know(world.rep, {day(9): {"posts": 2}})
    world.rep.refresh_from_db()
    today = live.compute_live_scores(world.rep, day(9))[-1]
    close(world.organization, 9)
    (row,) = [each for each in stored(world.rep) if each.day == day(9)]
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
    know(world.rep, {day(1): {"posts": 1}})
    world.rep.refresh_from_db()
    assert len(live.compute_live_scores(world.rep, day(4))) == 4
    assert live.compute_live_scores(world.rep_other, day(4)) == []
    assert not Snapshot.objects.exists() and not Run.objects.exists()
