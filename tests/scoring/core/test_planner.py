"""Plans to a goal compared with exhaustive search: cheap enough, and held for 90 days."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.actions import room_for_more
from scoring.core.course import Course
from scoring.core.do_more import do_more
from scoring.core.forecast import display_threshold
from scoring.core.planner import HOLD_DAYS, WEEKLY_MINUTES, Limits, cheapest_workload
from tests.scoring.core.courses import MINUTES, OWN, more, random_course, regular_course
from tests.scoring.core.histories import seeds
from tests.slow import sample_cases

SEARCHED_ACTIONS = ("posts", "comments", "invitations_sent", "introductions")
DEAREST = max(MINUTES[name] for name in SEARCHED_ACTIONS)


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
