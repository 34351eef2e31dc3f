"""Doing more: predictions never fall for it, within what counts and what LinkedIn allows."""

from random import Random

import numpy as np
import pytest
from hypothesis import given

from scoring.core.do_more import WEEKLY_LIMITS, do_more, most_actions, usual_actions
from tests.scoring.core.courses import AHEAD, OWN, more, random_course, regular_course
from tests.scoring.core.histories import LAYOUT, seeds
from tests.scoring.core.test_course import pace


@given(seeds)
def test_more_of_an_action_never_predicts_less(chance: Random) -> None:
    course = random_course(chance)
    some = np.array([[chance.choice([0.0, 0.2, 1.0, 9.0]) for _ in OWN]])
    added = some + np.array([[chance.choice([0.0, 0.2, 3.0]) for _ in OWN]])
    now, less, greater = (
        do_more(course, units).totals(AHEAD)[0] for units in (0 * some, some, added)
    )
    assert (greater >= less - 1e-9).all()
    assert (less >= now - 1e-9).all()
    assert now == pytest.approx(course.totals(AHEAD)[0], abs=1e-9)


def test_less_of_everything_predicts_less() -> None:
    course = regular_course()
    less = do_more(course, -usual_actions(course))
    assert (less.totals(AHEAD) < course.totals(AHEAD)).all()


@pytest.mark.parametrize(("inputs", "share"), [({}, 0.3), ({"invitations_accepted": 1.0}, None)])
def test_an_invitation_brings_connections_at_the_reps_own_rate(
    inputs: dict[str, float], share: float | None
) -> None:
    course = regular_course(**inputs)
    varied = do_more(course, more(invitations_sent=2.0))
    if share is None:  # acceptance counts: K answered of N, and ten trials at the prior
        answered, successes = (
            each[0, -1] for each in (course.state.answered, course.state.successes)
        )
        share = float((successes + 3) / (answered + 10))
        assert share > 0.5
    assert varied.growth - course.growth == pytest.approx(2 * share)
    assert pace(varied, "new_connections") - pace(course, "new_connections") == pytest.approx(
        2 * share
    )


def test_one_more_action_a_week_adds_a_fifth_of_the_days_without_any() -> None:
    active = 2.0
    course = regular_course()
    course.pace[0, -1] = active
    varied = do_more(course, more(comments=1.0))
    assert pace(varied, "active") == pytest.approx(active + (5 - active) / 5)
    assert pace(varied, "comments") == pytest.approx(pace(course, "comments") + 1)


def test_a_pace_never_rises_beyond_five_times_the_days_cap() -> None:
    varied = do_more(regular_course(), more(comments=900.0, posts=70.0))
    assert (pace(varied, "comments"), pace(varied, "posts")) == (5 * 8, 5 * 2)


@given(seeds)
def test_no_pace_leaves_its_bounds(chance: Random) -> None:
    course = random_course(chance)
    units = np.array([[chance.choice([-9.0, 0.0, 3.0, 900.0]) for _ in OWN]])
    varied = do_more(course, units)
    most = np.append(5 * LAYOUT.caps, 5.0)
    assert (varied.pace >= 0).all()
    assert (varied.pace <= np.maximum(most, course.pace) + 1e-9).all()


def test_active_days_are_at_most_five_a_week() -> None:
    course = regular_course()
    course.pace[0, -1] = 1.0
    assert pace(do_more(course, more(comments=500.0)), "active") == pytest.approx(5.0)
    course.pace[0, -1] = 7.0
    assert pace(do_more(course, more(comments=1.0)), "active") == 7.0


def test_linkedin_lets_people_send_100_invitations_and_12_inmails_a_week() -> None:
    most = dict(zip(OWN, most_actions(LAYOUT).tolist(), strict=True))
    assert {name: most[name] for name in WEEKLY_LIMITS} == {
        "invitations_sent": 100,
        "inmails_sent": 12,
    }
    assert most["comments"] == 5 * 8
