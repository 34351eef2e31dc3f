"""Forecast, next actions, plan and what-if of a rep never contradict each other."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
import time_machine

from scoring.core.forecast import HORIZONS, Forecast, display_threshold, next_milestone
from scoring.core.planner import HOLD_DAYS
from scoring.guide.forecast import ForecastPage, load_forecast
from scoring.guide.goal_plan import GoalPlan, PlanRequest, find_goal_plan
from scoring.guide.load_course import load_outlook
from scoring.guide.next_actions import TimeBudget, next_actions_page
from scoring.guide.what_if import WhatIf, what_if
from teams.base.formatting import whole
from teams.base.sources import Value
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import create_rep, save_inputs, save_reading
from tests.world import World

TODAY = 92
INPUTS = (
    *("posts", "comments", "shares", "conversations", "leads_saved", "searches"),
    *("invitations_sent", "invitations_accepted", "new_connections", "engagements_received"),
)
REPS = 12


@pytest.fixture(autouse=True)
def _today(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def create_reps(world: World) -> list[Rep]:
    """Reps whose habits differ, and change at some time."""
    return [
        create_changing_rep(world, number, Random(f"agreement {number}")) for number in range(REPS)
    ]


def create_changing_rep(world: World, number: int, chance: Random) -> Rep:
    rep = create_rep(world.north, f"rep {number}", since=day(1))
    before = {name: chance.choice([0, 0, 1, 2, 6]) for name in INPUTS}
    after = before | {name: chance.choice([0, 1, 3, 8]) for name in chance.sample(INPUTS, 4)}
    turn = chance.randint(40, 88)
    days: dict[date, dict[str, Value]] = {
        day(n): {
            name: chance.randint(0, 2 * usual)
            for name, usual in (before if n < turn else after).items()
        }
        for n in range(1, TODAY)
        if n % 7 not in (0, 6)
    }
    days[day(1)] |= {"connections": 150, "profile_completeness": 60}
    save_inputs(rep, days)
    pillars = [chance.uniform(2, 16) for _ in range(4)]
    save_reading(rep, day(chance.randint(50, 90)), *pillars)
    return rep


def plan_of(rep: Rep, goal: int, by_day: date) -> GoalPlan:
    plan = find_goal_plan(rep, PlanRequest(goal, by_day), today=day(TODAY))
    assert isinstance(plan, GoalPlan)
    return plan


def test_all_pages_of_a_rep_say_the_same_of_the_future(world: World) -> None:
    for rep in create_reps(world):
        forecast = load_forecast(rep, today=day(TODAY))
        tried = what_if(rep, {}, today=day(TODAY))
        page = next_actions_page(rep, minutes=TimeBudget(), today=day(TODAY), own=True)
        assert isinstance(forecast, ForecastPage) and isinstance(tried, WhatIf) and page
        assert page.pace == forecast.sentence
        assert (page.total, tried.total) == pytest.approx((forecast.total, forecast.total))
        for result in tried.results:
            assert result.total_now == pytest.approx(forecast.line[result.days - 1].total)
        for ahead in forecast.named:
            plan = plan_of(rep, 70, ahead.day)
            assert plan.as_now == pytest.approx(ahead.total)
            assert f"At this pace: about {whole(ahead.total)} by" in plan.afterwards


def test_on_the_day_of_a_milestone_no_page_contradicts_another(world: World) -> None:
    reached = 0
    for rep in create_reps(world):
        outlook = load_outlook(rep, today=day(TODAY))
        assert outlook
        ahead = Forecast.of(outlook.course, outlook.scores.ordinal)
        mark = next_milestone(outlook.total)
        days = ahead.reaches(mark) if mark else None
        if mark is None or days is None or days > HORIZONS[-1]:
            continue
        reached += 1
        on, before = (
            plan_of(rep, mark, outlook.close + timedelta(days=n)) for n in (days, days - 1)
        )
        assert on.as_now >= display_threshold(mark) > before.as_now
        holds = bool((ahead.totals[days : days + HOLD_DAYS + 1] >= display_threshold(mark)).all())
        assert (not on.workload.units) == holds
        assert before.workload.units or not before.workload.reached
    assert reached >= 2


def test_an_offered_plan_holds_and_the_what_if_with_it_shows_the_goal(world: World) -> None:
    offered = 0
    for rep in create_reps(world):
        by_day = day(TODAY) + timedelta(days=89)
        outlook = load_outlook(rep, today=day(TODAY))
        assert outlook
        goal = next_milestone(outlook.total) or 70
        plan = plan_of(rep, goal, by_day)
        assert plan.can_be_made == (plan.workload.reached and bool(plan.workload.units))
        assert plan.workload.minutes <= 120
        if not plan.can_be_made:
            continue
        offered += 1
        assert plan.workload.lowest >= display_threshold(goal)
        assert plan.now + sum(np.array(plan.gains)) == pytest.approx(plan.workload.total, abs=0.05)
    assert offered >= 2
