"""Starting points of forecasts: states at the last close, and only leave from the future."""

from datetime import date
from random import Random

import numpy as np
import pytest
from scoring.guide.projection import Projection, load_projection, load_standpoint, load_standpoints

from scoring.core.state import pack
from scoring.daily.live import states_on
from tests.scoring.core.histories import LAYOUT, day, random_diary
from tests.scoring.facts import close_through, save_diary, save_inputs
from tests.world import World

CLOSE, HORIZON = 58, 30
THROUGH: date = day(CLOSE)


def load_both_reps(world: World) -> Projection:
    reps = np.array([world.rep.pk, world.rep_other.pk])
    with world.scope():
        return load_projection(world.organization, reps, through=THROUGH, horizon=HORIZON)


@pytest.fixture
def _lived(world: World) -> None:
    with world.scope():
        for at, rep in enumerate((world.rep, world.rep_other)):
            save_diary(rep, random_diary(Random(f"stands {at}"), CLOSE - 5 * at))
        close_through(world.organization, CLOSE)


@pytest.mark.usefixtures("_lived")
def test_the_starting_state_equals_the_state_of_the_close(world: World) -> None:
    projection = load_both_reps(world)
    with world.scope():
        reps = np.array([world.rep.pk, world.rep_other.pk])
        (state,) = states_on(world.organization, reps, THROUGH)
    assert (pack(projection.standpoint.state) == pack(state)).all()
    assert projection.week == 5
    assert len(projection.recent) == 84
    assert projection.standpoint.outlook.rates.shape[:2] == (2, HORIZON)


@pytest.mark.usefixtures("_lived")
def test_of_later_entries_only_leave_changes_the_outlook(world: World) -> None:
    before = load_both_reps(world).standpoint.outlook.totals(LAYOUT)
    with world.scope():
        save_inputs(world.rep, {day(CLOSE + 1): {"posts": 9, "comments": 50}})
    assert (load_both_reps(world).standpoint.outlook.totals(LAYOUT) == before).all()
    with world.scope():
        save_inputs(world.rep, {day(CLOSE + 2): {"off": True}})
    projection = load_both_reps(world)
    assert projection.ahead.off[0].tolist() == [False, True] + [False] * (HORIZON - 2)
    assert (projection.standpoint.outlook.totals(LAYOUT) != before).any()


@pytest.mark.usefixtures("_lived")
def test_many_reps_at_once_give_the_outlook_of_each_alone(world: World) -> None:
    days = np.array([10, 30])
    with world.scope():
        reps = np.array([world.rep.pk, world.rep_other.pk])
        many = load_standpoints(world.organization, reps, through=THROUGH, days=days)
        single = load_standpoint(world.rep_other, through=THROUGH, horizon=HORIZON)
    assert single
    totals = single.outlook.totals(LAYOUT)[0, days - 1]
    assert many.outlook.totals(LAYOUT)[1] == pytest.approx(totals, abs=1e-9)


def test_a_rep_without_facts_has_no_starting_point(world: World) -> None:
    with world.scope():
        assert load_standpoint(world.rep, through=THROUGH, horizon=HORIZON) is None
