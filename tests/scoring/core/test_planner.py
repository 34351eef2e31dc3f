"""Doing more, next best actions, and plans compared with exhaustive search."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.actions import (
    ACTIONS,
    Proposal,
    in_turn,
    proposals,
    proposals_within_minutes,
    room_for_more,
)
from scoring.core.course import Course
from scoring.core.do_more import do_more, own_actions, usual_actions
from scoring.core.forecast import Forecast, display_threshold, next_milestone
from scoring.core.layout import Floats
from scoring.core.planner import HOLD_DAYS, WEEKLY_MINUTES, Limits, cheapest_workload
from tests.scoring.core.histories import (
    LAYOUT,
    Day,
    Diary,
    random_diary,
    repeated_diary,
    seeds,
    with_inputs,
)
from tests.scoring.core.test_course import course_in_core, pace
from tests.slow import sample_cases

PAST = 60
OWN = own_actions(LAYOUT)
MINUTES = {action.name: action.minutes for action in ACTIONS}
AHEAD = np.array([1, 30, 90, 365])
SEARCHED_ACTIONS = ("posts", "comments", "invitations_sent", "introductions")
DEAREST = max(MINUTES[name] for name in SEARCHED_ACTIONS)


def random_course(chance: Random) -> Course:
    """The course of a rep of whom some flows count."""
    diary = with_inputs(random_diary(chance, PAST), 1, connections=90.0)
    steady = repeated_diary(Day(dict.fromkeys(chance.sample(OWN, 6), 1.0)), PAST)
    both = {
        when: Day(of.inputs | (diary[when].inputs if when in diary else {}))
        for when, of in steady.items()
    }
    return course_in_core([diary | both], PAST)


def regular() -> Diary:
    said = {"profile_completeness": 80.0, "posts": 0.0, "comments": 1, "leads_saved": 1,
            "connections": 300, "invitations_sent": 1, "new_connections": 0}  # fmt: skip
    return repeated_diary(Day(said), PAST)


def regular_course(**more: float) -> Course:
    said = {name: value for of in list(regular().values())[:1] for name, value in of.inputs.items()}
    return course_in_core([repeated_diary(Day(said | more), PAST)], PAST)


def more(**units: float) -> Floats:
    """(1, O) so many more a week."""
    return np.array([[units.get(name, 0.0) for name in OWN]])


# Doing more ---------------------------------------------------------------------------------------


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


# Next best actions --------------------------------------------------------------------------------


def found(course: Course, **how: int) -> list[Proposal]:
    return proposals(course, minutes=how)


def test_clicking_is_never_advised() -> None:
    assert found(regular_course())
    assert not {"reactions", "searches", "profile_views", "mentions"} & set(MINUTES)


def test_the_best_gain_per_minute_comes_first() -> None:
    course = regular_course()
    assert len(found(course)) > 2
    for each in found(course):
        gained = do_more(course, more(**{each.action.name: each.more})).totals(np.array([30]))
        assert each.gain == pytest.approx(float(gained[0, 0] - course.totals(np.array([30]))[0, 0]))
    ones = [each.worth for each in found(course)]
    assert ones == sorted(ones, reverse=True)


def test_nothing_is_advised_beyond_what_linkedin_lets_people_send() -> None:
    busy = {"invitations_sent": 20.0, "inmails_sent": 2.0}
    course = regular_course(**busy)
    units = {each.action.name: each.more for each in found(course)}
    assert "invitations_sent" not in units
    assert units.get("inmails_sent", 0) <= 2


def test_proposals_go_from_pillar_to_pillar_and_fit_the_minutes() -> None:
    order = ["insights", "relationships", "people", "brand"]
    turns = in_turn(found(regular_course()), order)  # type: ignore[arg-type]
    first = [each.action.pillar for each in turns[:3]]
    assert first == [pillar for pillar in order if pillar in first]
    assert len({each.action.name for each in turns}) == len(turns)
    chosen = proposals_within_minutes(turns, 60)
    assert chosen and sum(each.minutes for each in chosen) <= 60


def test_minutes_set_by_coaches_replace_the_usual_ones() -> None:
    by_name = {each.action.name: each for each in found(regular_course(), comments=40)}
    assert by_name["comments"].minutes == 40 * by_name["comments"].more


# Plans --------------------------------------------------------------------------------------------


def cheapest_by_search(course: Course, goal: float, days: int, most: int) -> int | None:
    """Minutes of the cheapest of all combinations that reach the goal and hold it, or None.

    Like a plan, they do nothing more often than still counts or than LinkedIn lets people send.
    """
    room = dict(zip(OWN, room_for_more(course).tolist(), strict=True))
    counts = [range(min(most, room[name]) + 1) for name in SEARCHED_ACTIONS]
    units = np.array(list(product(*counts)), float)
    costs = units @ np.array([MINUTES[name] for name in SEARCHED_ACTIONS])
    units, costs = units[costs <= WEEKLY_MINUTES], costs[costs <= WEEKLY_MINUTES]
    every = np.zeros((len(units), len(OWN)))
    every[:, [OWN.index(name) for name in SEARCHED_ACTIONS]] = units
    held = np.arange(days, days + HOLD_DAYS + 1)
    met = do_more(course, every).totals(held).min(axis=1) >= display_threshold(goal)
    return int(costs[met].min()) if met.any() else None


@pytest.mark.parametrize("seed", sample_cases(range(40), 6))
def test_a_plan_costs_at_most_one_of_the_dearest_units_more_than_the_best(seed: int) -> None:
    chance = Random(f"plan {seed}")
    course, days, most = random_course(chance), chance.choice([30, 60, 120]), 5
    held = course.totals(np.arange(days, days + HOLD_DAYS + 1))[0].min()
    goal = float(held) + chance.uniform(0.5, 2)
    best = cheapest_by_search(course, goal, days, most)
    limits = Limits(most={name: most if name in SEARCHED_ACTIONS else 0 for name in MINUTES})
    plan = cheapest_workload(course, goal=goal, days=days, limits=limits)
    if best is None:
        assert not plan.reached
    else:
        assert plan.reached
        assert plan.minutes <= best + DEAREST


@given(seeds, st.sampled_from([14, 30, 90]))
def test_a_plan_that_is_offered_holds_the_goal_for_90_days(chance: Random, days: int) -> None:
    course = random_course(chance)
    goal = float(course.totals(np.array([days]))[0, 0]) + chance.uniform(0, 4)
    plan = cheapest_workload(course, goal=goal, days=days, limits=Limits())
    totals = do_more(course, more(**plan.units)).totals(np.arange(days, days + HOLD_DAYS + 1))[0]
    assert plan.reached == bool((totals >= display_threshold(goal)).all())
    assert plan.minutes == sum(MINUTES[name] * units for name, units in plan.units.items())
    assert plan.minutes <= WEEKLY_MINUTES
    assert (plan.total, plan.lowest) == pytest.approx((totals[0], totals.min()))


def test_limits_are_kept_and_what_can_be_reached_is_said() -> None:
    course = regular_course()
    limits = Limits(minutes=60, most={"posts": 0})
    plan = cheapest_workload(course, goal=100, days=60, limits=limits)
    assert not plan.reached
    assert 0 < plan.minutes <= 60
    assert "posts" not in plan.units
    assert plan.total > course.totals(np.array([60]))[0, 0]


def test_a_goal_reached_by_present_habits_takes_no_minutes() -> None:
    plan = cheapest_workload(regular_course(), goal=5, days=30, limits=Limits())
    assert (plan.units, plan.minutes, plan.reached) == ({}, 0, True)


# Forecasts ----------------------------------------------------------------------------------------


def test_a_forecast_says_when_a_displayed_total_is_first_reached_or_left() -> None:
    climbing = Forecast(100, np.array([58.0, 59.4, 59.5, 60.0]))
    assert climbing.reaches(60) == 2
    assert climbing.reaches(70) is None
    assert climbing.leaves(58) is None
    assert Forecast(100, np.array([60.0, 59.6, 59.4])).leaves(60) == 2
    assert next_milestone(59.4) == 60


def test_a_forecast_is_the_course_of_every_day_of_a_year() -> None:
    course = regular_course()
    forecast = Forecast.of(course, 100)
    assert len(forecast.totals) == 366
    assert forecast.at(90) == pytest.approx(float(course.totals(np.array([90]))[0, 0]))
    assert forecast.level == forecast.at(180)
