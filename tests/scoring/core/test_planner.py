"""Doing more, next best actions, and plans compared with exhaustive search."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scoring.core.habits import habits_of
from scoring.core.projection import DaysAhead, project_state
from scoring.core.what_if import Standpoint

from scoring.core.actions import ACTIONS, interleave_pillars, proposals, proposals_within_minutes
from scoring.core.forecast import Forecast, display_threshold, next_milestone
from scoring.core.layout import Floats
from scoring.core.planner import Limits, _units_below_cap, cheapest_workload
from tests.scoring.core.histories import (
    LAYOUT,
    Day,
    Diary,
    day,
    diaries,
    history,
    random_diary,
    score_diary,
)

PAST, WEEK = 35, 5
NAMES = [action.name for action in ACTIONS]


def standpoint(diary: Diary, days: int = 30) -> Standpoint:
    """The rep's standpoint after 35 days, with the outlook for one day ahead."""
    scores = score_diary(diary, PAST)[-1]
    habits = habits_of(LAYOUT, history([diary], PAST))
    numbers = range(PAST + 1, PAST + days + 1)
    ahead = DaysAhead(
        np.array([day(n).weekday() < WEEK for n in numbers]), np.zeros((1, days), bool)
    )
    outlook = project_state(LAYOUT, scores.state, habits, ahead).at(np.array([days - 1]))
    return Standpoint(LAYOUT, scores.state, habits, outlook)


def regular() -> Diary:
    said = {"profile_completeness": 80.0, "posts": 0.0, "comments": 1, "leads_saved": 1,
            "connections": 300, "invitations_sent": 1, "invitations_accepted": 0}  # fmt: skip
    return {day(n): Day(said) for n in range(1, PAST + 1) if day(n).weekday() < WEEK}


def totals(here: Standpoint, more: Floats) -> Floats:
    return here.with_more(more).totals(LAYOUT)[:, -1]


known_diaries = diaries(PAST).filter(lambda diary: bool(score_diary(diary, PAST)))


@given(known_diaries, st.integers(0, 2**32))
def test_more_of_an_action_never_predicts_less(diary: Diary, seed: int) -> None:
    here, chance = standpoint(diary), Random(seed)
    some = np.array([[chance.choice([0.0, 0.2, 1.0, 9.0]) for _ in here.own]])
    added = some + np.array([[chance.choice([0.0, 0.2, 3.0]) for _ in here.own]])
    assert totals(here, added)[0] >= totals(here, some)[0] - 1e-9
    assert totals(here, some)[0] >= totals(here, 0 * some)[0] - 1e-9


@given(known_diaries)
def test_doing_no_more_changes_nothing(diary: Diary) -> None:
    here = standpoint(diary)
    same = totals(here, np.zeros((1, len(here.own))))
    assert same == pytest.approx(here.outlook.totals(LAYOUT)[:, -1], abs=1e-9)


def test_less_of_everything_predicts_less() -> None:
    here = standpoint(regular())
    less = -here.usual_own
    assert totals(here, less)[0] < totals(here, 0 * less)[0]


def test_clicking_actions_are_never_proposed() -> None:
    proposed = proposals(standpoint(regular()), working_days=WEEK, minutes={})
    assert proposed
    assert {each.action.name for each in proposed} <= set(NAMES)
    assert not {"reactions", "searches", "profile_views", "mentions"} & set(NAMES)


def test_an_invitation_brings_connections_at_the_reps_own_rate() -> None:
    here = standpoint(regular())
    more = np.zeros((1, len(here.own)))
    more[0, here.own.index("invitations_sent")] = 2.0
    levels = here.with_more(more).levels[0, -1]
    connections = [LAYOUT.names[at] for at in LAYOUT.level_at].index("connections")
    gained = 2 * here.outlook.days[0, -1] * here.acceptance[0]
    assert levels[connections] == pytest.approx(300 + gained)


def test_proposals_are_spread_over_pillars_and_fit_the_minutes() -> None:
    proposed = interleave_pillars(proposals(standpoint(regular()), working_days=WEEK, minutes={}))
    first = [each.action.pillar for each in proposed[:3]]
    assert len(set(first)) == 3
    chosen = proposals_within_minutes(proposed, 60)
    assert chosen and sum(each.minutes for each in chosen) <= 60


def test_minutes_set_by_coaches_replace_the_defaults() -> None:
    here = standpoint(regular())
    dear = {
        each.action.name: each
        for each in proposals(here, working_days=WEEK, minutes={"comments": 40})
    }
    assert dear["comments"].minutes == 200


SEARCHED_ACTIONS = ("posts", "comments", "invitations_sent", "introductions")


def cheapest_by_search(here: Standpoint, goal: float, most: int) -> int | None:
    """Minutes of the cheapest of all combinations that reach the goal; None if none does.

    Like a plan, they do nothing more often than still counts: a rep may already send more
    invitations than anyone would advise, and then a plan has none to add.
    """
    room = dict(zip(NAMES, _units_below_cap(here, NAMES, WEEK).tolist(), strict=True))
    minutes = dict(zip(NAMES, [action.minutes for action in ACTIONS], strict=True))
    counts = [range(min(most, room[name]) + 1) for name in SEARCHED_ACTIONS]
    units = np.array(list(product(*counts)), float)
    more = np.zeros((len(units), len(here.own)))
    more[:, [here.own.index(name) for name in SEARCHED_ACTIONS]] = units / WEEK
    costs = units @ np.array([minutes[name] for name in SEARCHED_ACTIONS])
    met = costs[totals(here, more) >= display_threshold(goal)]
    return int(met.min()) if len(met) else None


@given(known_diaries, st.floats(0.5, 6), st.sampled_from([10, 30, 60]))
@example(random_diary(Random(219), 35), 1.0, 10)  # more invitations than a plan adds to
def test_a_plan_costs_at_most_one_of_the_most_expensive_units_more_than_the_optimum(
    diary: Diary,
    climb: float,
    days: int,
) -> None:
    here, most = standpoint(diary, days), 5
    goal = float(here.outlook.totals(LAYOUT)[0, -1]) + climb
    best = cheapest_by_search(here, goal, most)
    limits = Limits(most={name: most if name in SEARCHED_ACTIONS else 0 for name in NAMES})
    workload = cheapest_workload(here, goal=goal, working_days=WEEK, limits=limits)
    if best is None:
        assert not workload.reached
    else:
        assert workload.reached
        assert workload.minutes <= best + 30


def test_limits_are_respected_and_the_reachable_total_is_returned() -> None:
    here = standpoint(regular())
    workload = cheapest_workload(
        here, goal=100, working_days=WEEK, limits=Limits(minutes=60, most={"posts": 0})
    )
    assert not workload.reached
    assert 0 < workload.minutes <= 60
    assert "posts" not in workload.units
    assert workload.total > here.outlook.totals(LAYOUT)[0, -1]


def test_a_goal_reached_by_present_habits_takes_no_minutes() -> None:
    workload = cheapest_workload(standpoint(regular()), goal=5, working_days=WEEK, limits=Limits())
    assert (workload.units, workload.minutes, workload.reached) == ({}, 0, True)


def test_a_forecast_says_when_a_mark_is_reached_or_where_it_levels_off() -> None:
    climbing = np.array([58.0, 59.4, 59.5, 60.0])
    forecast = Forecast(100, climbing, np.zeros((4, 4)))
    assert forecast.reaches(60) == 102
    assert forecast.reaches(70) is None
    assert forecast.leaves(58) is None
    assert forecast.plateau == 60.0
    assert next_milestone(59.4) == 60
