"""Where pages that look ahead start: the state of the last close, or of today's reading."""

from datetime import date
from random import Random

import numpy as np
import pytest
import time_machine

from scoring.core.course import LOOK_BACK_DAYS
from scoring.core.state import pack
from scoring.daily.live import states_on
from scoring.guide.load_course import load_outlook, load_outlooks
from tests.scoring.core.histories import day, random_diary
from tests.scoring.facts import close_through, save_diary, save_inputs, save_reading
from tests.world import World

CLOSE = 58
THROUGH: date = day(CLOSE)
AHEAD = np.array([0, 10, 30, 365])


@pytest.fixture
def _lived(world: World) -> None:
    with world.scope():
        for at, rep in enumerate((world.rep, world.rep_other)):
            save_diary(rep, random_diary(Random(f"stands {at}"), CLOSE - 5 * at))
        close_through(world.organization, CLOSE)


@pytest.mark.usefixtures("_lived")
def test_it_starts_from_the_state_of_the_close(world: World) -> None:
    reps = np.array([world.rep.pk, world.rep_other.pk])
    with world.scope():
        outlook = load_outlooks(world.organization, reps, through=THROUGH)
        state = states_on(world.organization, reps, THROUGH)
    assert (pack(outlook.course.state) == pack(state)).all()
    assert (outlook.working_days, outlook.close) == (5, THROUGH)
    assert outlook.course.totals(AHEAD)[:, 0] == pytest.approx(outlook.scores.totals)


@pytest.mark.usefixtures("_lived")
def test_what_is_logged_today_does_not_count_before_the_day_is_closed(world: World) -> None:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False):
        before = load_outlook(world.rep, today=day(CLOSE + 1))
        save_inputs(world.rep, {day(CLOSE + 1): {"posts": 9, "comments": 50}})
        after = load_outlook(world.rep, today=day(CLOSE + 1))
    assert before and after and after.close == THROUGH
    assert (after.course.totals(AHEAD) == before.course.totals(AHEAD)).all()


@pytest.mark.usefixtures("_lived")
def test_a_reading_counts_from_the_moment_it_is_saved(world: World) -> None:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False):
        save_reading(world.rep, day(CLOSE + 1), 14, 13, 12, 14)
        outlook = load_outlook(world.rep, today=day(CLOSE + 1))
    assert outlook and outlook.close == day(CLOSE + 1)
    assert (outlook.total, outlook.half_range) == (53.0, 0.0)


@pytest.mark.usefixtures("_lived")
def test_many_reps_at_once_give_the_course_of_each_alone(world: World) -> None:
    reps = np.array([world.rep.pk, world.rep_other.pk])
    with world.scope():
        many = load_outlooks(world.organization, reps, through=THROUGH)
        alone = load_outlooks(world.organization, reps[1:], through=THROUGH)
    assert many.only(np.array([1])).course.totals(AHEAD) == pytest.approx(
        alone.course.totals(AHEAD), abs=1e-9
    )


def test_a_rep_without_facts_has_no_starting_point(world: World) -> None:
    with world.scope():
        assert load_outlook(world.rep, today=THROUGH) is None


def test_what_is_older_than_the_look_back_does_not_change_the_pace(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(n): {"comments": 2} for n in range(CLOSE - 20, CLOSE + 1)})
        reps = np.array([world.rep.pk])
        before = load_outlooks(world.organization, reps, through=THROUGH)
        save_inputs(world.rep, {day(CLOSE - LOOK_BACK_DAYS): {"comments": 8}})
        after = load_outlooks(world.organization, reps, through=THROUGH)
    assert (after.course.pace == before.course.pace).all()
    assert (after.course.state.rates != before.course.state.rates).any()
