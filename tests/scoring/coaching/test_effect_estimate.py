"""Our estimate over a programme: in support of LinkedIn's numbers, in two parts."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.core.uncertainty import Trust
from teams.base.formatting import round_one_decimal, signed
from tests.scoring.coaching.test_effect import (
    CHANGES,
    FIRST,
    LAST,
    TODAY,
    add_changed_rep,
    measure_effect,
    programme,
)
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_rep, save_inputs
from tests.scoring.stands import stands
from tests.world import FIRST_DAY, World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with world.scope():
        yield world


def test_our_estimate_is_shown_in_support(inside: World) -> None:
    reps = [add_changed_rep(inside, 40, change) for change in CHANGES]
    close_through(inside.organization, 58)
    effect = measure_effect(programme(inside, *reps), *reps)
    assert effect.supporting[0].startswith("Our estimate moved on average +7.0 (95 % interval")
    assert [line.estimated for line in effect.rows] == pytest.approx(list(CHANGES), abs=0.1)


def test_what_was_logged_and_what_linkedin_said_are_two_parts(inside: World) -> None:
    rep, other = (add_changed_rep(inside, 40, 6, by=43) for _ in range(2))
    save_inputs(rep, {day(at): {"comments": 1} for at in range(1, 25)})
    save_inputs(rep, {day(at): {"comments": 9} for at in range(25, LAST + 1)})
    close_through(inside.organization, 58)
    effect = measure_effect(programme(inside, rep, other), rep, other)
    moved, logged, said = effect.supporting
    assert moved.endswith(", of 2.")
    parts = effect.numbers.estimate.parts
    assert parts and parts.logged > 0.5 and 4 < parts.linkedin < 6
    assert logged == f"Of this, {signed(parts.logged)} comes from what they logged."
    assert said == f"LinkedIn scores in between brought {signed(parts.linkedin)}."
    mean = effect.numbers.estimated
    assert mean and round_one_decimal(mean.mean) == round(parts.logged + parts.linkedin, 1)


def test_building_and_waiting_reps_are_in_no_before_and_after_of_the_estimate(
    inside: World,
) -> None:
    steady, building, waiting = (
        create_rep(inside.south, name, since=FIRST_DAY) for name in ("Steady", "Building", "Silent")
    )
    stands(steady, 40.0, day(FIRST))
    stands(building, 40.0, day(FIRST), state=Trust.BUILDING)
    stands(waiting, 40.0, day(FIRST))
    for rep in (steady, building):
        stands(rep, 44.0, day(LAST))
    stands(waiting, 44.0, day(LAST), state=Trust.WAITING)
    effect = measure_effect(programme(inside, steady, building, waiting), steady, building, waiting)
    assert [line.estimated for line in effect.rows] == [4.0, None, None]
    assert effect.supporting[0].startswith("Our estimate moved +4.0, of 1.")
