"""The forecast's closed form equals running the engine forward."""

from collections.abc import Set
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.habits import habits_of
from scoring.core.layout import Floats
from scoring.core.projection import DaysAhead, project_state
from tests.scoring.core.histories import (
    COLUMN,
    LAYOUT,
    MONDAY_TO_FRIDAY,
    Day,
    Diary,
    day,
    diaries,
    history,
    random_amount,
    score_diary,
)
from tests.scoring.core.reference import Day as Said

PAST, FUTURE = 35, 45


def days_ahead(days: int, off: Set[int] = frozenset()) -> DaysAhead:
    numbers = range(PAST + 1, PAST + days + 1)
    workdays = np.array([day(number).weekday() in MONDAY_TO_FRIDAY for number in numbers])
    return DaysAhead(workdays, np.array([[number in off for number in numbers]]))


def predicted_pillars(diary: Diary, off: Set[int] = frozenset()) -> Floats:
    scores = score_diary(diary, PAST)[-1]
    habits = habits_of(LAYOUT, history([diary], PAST))
    outlook = project_state(LAYOUT, scores.state, habits, days_ahead(FUTURE, off))
    pillars: Floats = outlook.pillars(LAYOUT)[0]
    return pillars


def actual_pillars(diary: Diary, through: int = PAST + FUTURE) -> Floats:
    scores = [each.pillars[0] for each in score_diary(diary, through)]
    return np.array(scores[-FUTURE:])


@given(st.integers(0, 2**32), st.integers(1, 20))
def test_constant_habits_lead_to_exactly_what_was_predicted(seed: int, reads: int) -> None:
    chance = Random(seed)
    names = chance.sample(LAYOUT.inputs, chance.randint(1, len(LAYOUT.inputs)))
    said = {name: random_amount(name, chance) for name in names}
    for trials, won in (
        ("invitations_sent", "invitations_accepted"),
        ("inmails_sent", "inmail_replies"),
    ):
        if won in said:
            said[won] = min(said[won], said.get(trials, 0))
    everywhere = range(1, PAST + FUTURE + 1)
    week = {number for number in everywhere if day(number).weekday() < 5}
    off = {number for number in everywhere if number > PAST and chance.random() < 0.2}
    diary = {day(n): Said(said) if n not in off else Day({}, off=True) for n in week | off}
    reading = (chance.uniform(0, 25), 4.0, chance.uniform(0, 25), 12.0)
    diary[day(reads)] = Said(said if reads in week else {}, reading=reading)
    past = {when: each for when, each in diary.items() if when <= day(PAST)}
    # Constant levels need no growth: the last day's continue.
    np.testing.assert_allclose(predicted_pillars(past, off), actual_pillars(diary), atol=1e-9)


def test_a_rep_who_logs_every_day_is_predicted_to_go_on_doing_so() -> None:
    said = {"posts": 1.0, "comments": 2.0, "response_hours": 3.0}
    whole = {day(number): Said(said) for number in range(1, PAST + FUTURE + 1)}
    past = {when: each for when, each in whole.items() if when <= day(PAST)}
    np.testing.assert_allclose(predicted_pillars(past), actual_pillars(whole), atol=1e-9)


def test_unlogged_days_ahead_are_held_as_in_the_engine() -> None:
    past = {day(number): Said({"posts": 1, "comments": 2}) for number in range(1, 5)}
    past[day(5)] = Said({}, reading=(10, 10, 10, 10))
    np.testing.assert_allclose(predicted_pillars(past), actual_pillars(past), atol=1e-9)


@given(diaries(PAST))
def test_a_prediction_is_a_valid_score(diary: Diary) -> None:
    if not score_diary(diary, PAST):
        return
    pillars = predicted_pillars(diary)
    assert np.isfinite(pillars).all()
    assert ((pillars >= 0) & (pillars <= 25)).all()


def test_occasional_weekend_entries_count_with_the_working_days() -> None:
    diary = {day(n): Said({"comments": 1}) for n in range(8, 36) if day(n).weekday() < 5}
    diary[day(13)] = Said({"comments": 4})
    habits = habits_of(LAYOUT, history([diary], 35))
    at = LAYOUT.flow_inputs.tolist().index(COLUMN["comments"])
    assert habits.working.doses[0, at] == 24 / 20
    assert habits.other.flows_known[0, at] == 0
    assert habits.weekly(5)[0, at] == 6


def test_levels_grow_for_twelve_more_weeks_and_profile_completeness_does_not() -> None:
    diary = {
        day(number): Said({"connections": 300.0 + number, "profile_completeness": 50.0 + number})
        for number in range(1, PAST + 1)
    }
    habits = habits_of(LAYOUT, history([diary], PAST))
    outlook = project_state(LAYOUT, score_diary(diary, PAST)[-1].state, habits, days_ahead(120))
    columns = LAYOUT.level_inputs.tolist()
    connections = outlook.levels[0, :, columns.index(COLUMN["connections"])]
    assert connections[[0, 83, 84, 119]].tolist() == [336, 419, 419, 419]
    assert (outlook.levels[0, :, columns.index(COLUMN["profile_completeness"])] == 85).all()
