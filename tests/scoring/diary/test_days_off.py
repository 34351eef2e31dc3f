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
from tests.scoring.facts import close, know, ledger, new_rep, read, stored
from tests.world import World

LEAVE = range(24, 34)  # day(24) is a Wednesday; includes two weekends
THROUGH = 45


@pytest.fixture(autouse=True)
def _inside(world: World):
    with world.scope():
        yield


def off(rep: Rep, *numbers: int) -> None:
    days = {day(number): {"off": True} for number in numbers if day(number).weekday() < 5}
    log_days(rep=rep, days=days, by=rep.user)  # type: ignore[arg-type]


def lived(world: World, before: Callable[[int], object]) -> list[tuple[date, tuple[float, ...]]]:
    """Scores of a rep who logs every other day except in leave; `before` runs each morning."""
    rep = world.rep
    for number in range(20, THROUGH + 1):
        with time_machine.travel(f"{day(number)}T08:00Z", tick=False):
            before(number)
            if number not in LEAVE and number % 2:
                know(rep, {day(number): {"posts": 1, "comments": number % 5}})
            close(world.organization, number - 1)
    return [(each.day, each.pillars, each.known_days, each.state) for each in stored(rep)]  # type: ignore[misc]


def test_leave_entered_ahead_scores_as_if_entered_on_the_day(world: World) -> None:
    read(world.rep, day(20), 10, 9, 8, 7)
    ahead = lived(world, lambda number: off(world.rep, *LEAVE) if number == 21 else None)
    Snapshot.objects.all().delete()
    world.rep.days.all().delete()
    world.organization.refresh_from_db()
    runs.delete_derived_data(world.organization)
    on_the_day = lived(world, lambda number: off(world.rep, number) if number in LEAVE else None)
    assert ahead == on_the_day and len(ahead) == THROUGH - 20


def test_todays_score_ignores_future_leave(world: World) -> None:
    read(world.rep, day(20), 10, 9, 8, 7)
    with time_machine.travel(f"{day(22)}T12:00Z", tick=False):
        before = compute_live_scores(world.rep, day(22))[-1].totals
        off(world.rep, *LEAVE)
        assert compute_live_scores(world.rep, day(22))[-1].totals == before
        assert (world.rep.changed_from, world.rep.changes) == (day(20), 1)


def test_a_rep_with_nothing_but_future_leave_has_no_score(
    world: World,
) -> None:
    rep = new_rep(world.north, "Later", user=world.users["manager"])
    know(world.rep, {day(20): {"posts": 1}})
    with time_machine.travel(f"{day(22)}T12:00Z", tick=False):
        off(rep, *LEAVE)
        close(world.organization, 21)
        assert compute_live_scores(rep, day(22)) == [] and stored(rep) == []
    with time_machine.travel(f"{day(36)}T12:00Z", tick=False):
        close(world.organization, 35)
        assert stored(rep) == [] and {state for _, _, state in ledger()} == {"done"}
        know(rep, {day(36): {"posts": 1}})
    close(world.organization, 36)
    assert [each.day for each in stored(rep)] == [day(36)]


def test_scores_begin_with_the_first_entry_before_the_leave(world: World) -> None:
    with time_machine.travel(f"{day(22)}T12:00Z", tick=False):
        off(world.rep, *LEAVE)
        know(world.rep, {day(21): {"posts": 1}})
    close(world.organization, 40)
    assert stored(world.rep)[0].day == day(21) and len(stored(world.rep)) == 20
