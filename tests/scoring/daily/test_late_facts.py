"""Late and corrected facts: days are rescored from the change on, and the run records why."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import pytest
import time_machine

from scoring.boards.leaderboard import build_team_board
from scoring.boards.query import BoardQuery
from scoring.core.explain import explain
from scoring.daily import live, runs
from scoring.models import Run
from teams.base.sources import Source
from teams.facts.manual_entry import delete_day, log_day
from teams.facts.readings import withdraw_reading
from teams.models import AuditEntry, Change, OfficialReading, Rep
from teams.people.staffing import move_rep
from tests.scoring.core.histories import LAYOUT, day
from tests.scoring.facts import (
    OVERSEER_VISIBILITY,
    StoredSnapshot,
    close_through,
    create_random_reps,
    kept_states,
    save_inputs,
    save_reading,
    snapshot_days,
    stored_snapshots,
)
from tests.slow import slow_case
from tests.world import World

LAST_CLOSE = 330  # days: the last one is in November


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel("2029-01-01T12:00Z", tick=False):
        yield


@pytest.fixture
def year(world: World) -> list[StoredSnapshot]:
    """Snapshots of a rep who logged and entered a LinkedIn score over eleven months."""
    save_inputs(
        world.rep, {day(n): {"posts": 1, "comments": n % 5} for n in range(3, LAST_CLOSE, 3)}
    )
    save_reading(world.rep, day(20), 10, 5, 5, 10)
    save_inputs(world.rep_other, {day(1): {"posts": 1}})
    close_through(world.organization, LAST_CLOSE)
    return stored_snapshots(world.rep)


def assert_restated(world: World, since: int, why: Change, before: list[StoredSnapshot]) -> None:
    """Closes again and asserts that days changed from `since` on, as recorded by the run."""
    others = stored_snapshots(world.rep_other)
    close_through(world.organization, LAST_CLOSE)
    after = stored_snapshots(world.rep)
    unchanged = [row for row in before if row.day < day(since)]
    assert after[: len(unchanged)] == unchanged
    assert after[len(unchanged)] != before[len(unchanged)]
    assert stored_snapshots(world.rep_other) == others
    run = Run.objects.get(day=day(LAST_CLOSE))
    assert (run.restated_from, run.restated, Change(run.why)) == (day(since), 1, why)
    assert run.snapshots == len(after) - len(unchanged)
    walked = stored_snapshots(), kept_states()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, LAST_CLOSE)
    assert (stored_snapshots(), kept_states()) == walked


def test_a_correction_ten_months_back_rescores_from_its_day(
    world: World, year: list[StoredSnapshot]
) -> None:
    log_day(rep=world.rep, day=day(60), values={"comments": 19}, by=world.users["rep"])
    assert_restated(world, 60, Change.LOGGED, year)


def test_a_deleted_entry_rescores_from_its_day(world: World, year: list[StoredSnapshot]) -> None:
    assert delete_day(rep=world.rep, day=day(33), by=world.users["rep"])
    assert not delete_day(rep=world.rep, day=day(34), by=world.users["rep"])
    assert_restated(world, 33, Change.LOGGED, year)
    entry = AuditEntry.objects.get(action="day deleted")
    assert entry.details["said"]["posts"] == {str(int(Source.CSV)): [1, None]}


def test_a_withdrawn_reading_rescores_from_its_day(
    world: World, year: list[StoredSnapshot]
) -> None:
    reading = OfficialReading.objects.get(rep=world.rep)
    withdraw_reading(reading, by=world.users["admin"])
    assert_restated(world, 20, Change.READING, year)


def test_a_reading_before_the_first_one_moves_the_starting_point(
    world: World, year: list[StoredSnapshot]
) -> None:
    save_reading(world.rep, day(6), 20, 15, 15, 20)
    assert_restated(world, 6, Change.READING, year)


def test_a_day_before_the_first_one_extends_the_scores(
    world: World, year: list[StoredSnapshot]
) -> None:
    save_inputs(world.rep, {day(1): {"posts": 3}})
    close_through(world.organization, LAST_CLOSE)
    assert snapshot_days(world.rep)[0] == 1
    assert Change(Run.objects.get(day=day(LAST_CLOSE)).why) == Change.IMPORTED


def test_a_run_records_several_reasons(world: World, year: list[StoredSnapshot]) -> None:
    save_inputs(world.rep, {day(200): {"shares": 2}})
    save_reading(world.rep, day(100), 9, 9, 9, 9)
    assert_restated(world, 100, Change.IMPORTED | Change.READING, year)


@pytest.mark.parametrize("count", [3, slow_case(30)])
def test_many_reps_upload_years_of_history_at_once(world: World, count: int) -> None:
    """Up to thirty reps; `make bench` has three hundred, docs/performance.md the time it took."""
    close_through(world.organization, 700)
    create_random_reps(world.north, count, 24)  # first weeks with readings and days off
    reps = list(Rep.objects.filter(name__startswith="crowd"))
    for rep in reps:
        save_inputs(rep, {day(n): {"posts": n % 3, "shares": n % 2} for n in range(30, 700, 2)})
    assert close_through(world.organization, 700) > count * 670
    run = Run.objects.get(day=day(700))
    assert run.restated == count and Change.IMPORTED in Change(run.why)
    walked = stored_snapshots(), kept_states()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, 700)
    assert (stored_snapshots(), kept_states()) == walked


@pytest.mark.parametrize("known", [30, 31, 32, 59, 60, 61, 62])
def test_late_facts_around_the_end_of_a_month_are_scored(world: World, known: int) -> None:
    """A checkpoint is kept at each month's end; facts come late on, before and after it."""
    save_inputs(world.rep, {day(n): {"posts": n % 3} for n in range(1, 70, 2)})
    for number in range(20, 70, 7):
        close_through(world.organization, number)
    save_inputs(world.rep, {day(known - 4): {"comments": 7}})
    close_through(world.organization, 72)
    walked = stored_snapshots(), kept_states()
    runs.delete_derived_data(world.organization)
    close_through(world.organization, 72)
    assert (stored_snapshots(), kept_states()) == walked
    ends = [when for _, when, _ in kept_states()]
    assert ends == [when for when in ends if (when + timedelta(days=1)).day == 1] != []


def test_a_rep_who_changes_team_stays_on_the_old_boards(world: World) -> None:
    for number in (1, 15):
        save_reading(world.rep, day(number), 10, 10, 10, 10)
        save_reading(world.rep_other, day(number), 5, 5, 5, 5)
    close_through(world.organization, 20)
    move_rep(world.rep, world.south, day(11), by=world.users["admin"])
    assert close_through(world.organization, 20) == 10
    teams = [row.team for row in stored_snapshots(world.rep)]
    assert teams == [world.north.pk] * 10 + [world.south.pk] * 10
    run = Run.objects.get(day=day(20))
    assert (run.restated_from, Change(run.why)) == (day(11), Change.TEAM)
    assert [rep.name for rep in Rep.objects.of_team(world.north, day(10))] == [world.rep.name]
    assert not Rep.objects.of_team(world.north, day(11)).exists()
    board = build_team_board(world.south, BoardQuery(), OVERSEER_VISIBILITY)
    assert board and [row.who.rep.pk for row in board.rows if row.who.rep] == [
        world.rep.pk,
        world.rep_other.pk,
    ]


def test_a_rep_who_leaves_has_no_team_from_that_day(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 4)
    move_rep(world.rep, None, day(3))
    close_through(world.organization, 4)
    assert [row.team for row in stored_snapshots(world.rep)] == [world.north.pk] * 2 + [None] * 2


@pytest.mark.parametrize("before", [lambda rep: None, lambda rep: rep.refresh_from_db()])
def test_the_live_score_equals_the_next_close(
    world: World, year: list[StoredSnapshot], before: Callable[[Rep], None]
) -> None:
    log_day(rep=world.rep, day=day(40), values={"posts": 9}, by=world.users["rep"])
    before(world.rep)
    seen = live.compute_live_scores(world.rep, day(LAST_CLOSE))
    close_through(world.organization, LAST_CLOSE)
    now = [row.pillars for row in stored_snapshots(world.rep) if row.day >= day(40)]
    assert [tuple(each.pillars[0].tolist()) for each in seen] == now


def test_states_on_a_past_day_explain_the_total_of_that_day(world: World) -> None:
    diaries = create_random_reps(world.north, 3, 24)
    close_through(world.organization, 40)
    reps = np.array(sorted(diaries))
    for number in (26, 27, 35):
        state = live.states_on(world.organization, reps, day(number))
        totals = explain(LAYOUT, state).totals
        shown = {row.rep: row.total for row in stored_snapshots() if row.day == day(number)}
        assert totals == pytest.approx([shown[rep] for rep in reps.tolist()], abs=1e-6)
