"""Leave entered ahead: scores as if entered on the day, and no effect before it begins."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine

from scoring.daily import runs
from scoring.daily.live import compute_live_scores
from scoring.models import Snapshot
from teams.facts.manual_entry import log_days
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import (
    close_through,
    create_rep,
    ledger_rows,
    save_inputs,
    save_reading,
    stored_snapshots,
)
from tests.world import World

LEAVE = range(24, 34)  # day(24) is a Wednesday; includes two weekends
LAST_CLOSE = 45


@pytest.fixture(autouse=True)
def _inside(world: World):
    with world.scope():
        yield


def mark_days_off(rep: Rep, *numbers: int) -> None:
    days = {day(number): {"off": True} for number in numbers if day(number).weekday() < 5}
    log_days(rep=rep, days=days, by=rep.user)  # type: ignore[arg-type]


def scores_with_leave(
    world: World, before: Callable[[int], object]
) -> list[tuple[date, tuple[float, ...]]]:
    """Scores of a rep who logs every other day except in leave; `before` runs each morning."""
    rep = world.rep
    for number in range(20, LAST_CLOSE + 1):
        with time_machine.travel(f"{day(number)}T08:00Z", tick=False):
            before(number)
            if number not in LEAVE and number % 2:
                save_inputs(rep, {day(number): {"posts": 1, "comments": number % 5}})
            close_through(world.organization, number - 1)
    return [(each.day, each.pillars, each.known_days, each.state) for each in stored_snapshots(rep)]  # type: ignore[misc]


def test_leave_entered_ahead_scores_as_if_entered_on_the_day(world: World) -> None:
    save_reading(world.rep, day(20), 10, 9, 8, 7)
    ahead = scores_with_leave(
        world, lambda number: mark_days_off(world.rep, *LEAVE) if number == 21 else None
    )
    Snapshot.objects.all().delete()
    world.rep.days.all().delete()
    world.organization.refresh_from_db()
    runs.delete_derived_data(world.organization)
    on_the_day = scores_with_leave(
        world, lambda number: mark_days_off(world.rep, number) if number in LEAVE else None
    )
    assert ahead == on_the_day and len(ahead) == LAST_CLOSE - 20


def test_todays_score_ignores_future_leave(world: World) -> None:
    save_reading(world.rep, day(20), 10, 9, 8, 7)
    with time_machine.travel(f"{day(22)}T12:00Z", tick=False):
        before = compute_live_scores(world.rep, day(22))[-1].totals
        mark_days_off(world.rep, *LEAVE)
        assert compute_live_scores(world.rep, day(22))[-1].totals == before
        assert (world.rep.changed_from, world.rep.changes) == (day(20), 1)


def test_a_rep_with_nothing_but_future_leave_has_no_score(
    world: World,
) -> None:
    rep = create_rep(world.north, "Later", user=world.users["manager"])
    save_inputs(world.rep, {day(20): {"posts": 1}})
    with time_machine.travel(f"{day(22)}T12:00Z", tick=False):
        mark_days_off(rep, *LEAVE)
        close_through(world.organization, 21)
        assert compute_live_scores(rep, day(22)) == [] and stored_snapshots(rep) == []
    with time_machine.travel(f"{day(36)}T12:00Z", tick=False):
        close_through(world.organization, 35)
        assert stored_snapshots(rep) == [] and {state for _, _, state in ledger_rows()} == {"done"}
        save_inputs(rep, {day(36): {"posts": 1}})
    close_through(world.organization, 36)
    assert [each.day for each in stored_snapshots(rep)] == [day(36)]


def test_scores_begin_with_the_first_entry_before_the_leave(world: World) -> None:
    with time_machine.travel(f"{day(22)}T12:00Z", tick=False):
        mark_days_off(world.rep, *LEAVE)
        save_inputs(world.rep, {day(21): {"posts": 1}})
    close_through(world.organization, 40)
    assert stored_snapshots(world.rep)[0].day == day(21) and len(stored_snapshots(world.rep)) == 20
