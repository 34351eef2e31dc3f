"""The engine compared with a slow, obvious reimplementation of the specification (reference.py)."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given

from scoring.core.explain import explain
from scoring.core.trajectory import Scores
from scoring.core.uncertainty import Trust
from tests.scoring.core import reference
from tests.scoring.core.histories import (
    LAYOUT,
    MONDAY_TO_FRIDAY,
    Day,
    day,
    diaries,
    random_diary,
    score_diary,
    work_weeks,
)
from tests.scoring.core.reference import PILLARS, Result
from tests.slow import sample_cases

TOLERANCE = 1e-9


def assert_equal(results: Sequence[Result], scores: Sequence[Scores]) -> None:
    """Asserts that every number of every day of one rep is equal in both."""
    assert len(scores) == len(results)
    for slow, fast in zip(results, scores, strict=True):
        pillars = [slow.pillars[name] for name in PILLARS]
        assert fast.ordinal == slow.day.toordinal()
        assert np.allclose(fast.pillars[0], pillars, rtol=0, atol=TOLERANCE), slow.day
        assert abs(fast.totals[0] - slow.total) < TOLERANCE
        assert Trust(fast.trust[0]).name.lower() == slow.state, slow.day
        assert fast.known_days[0] == slow.known_days
        assert fast.last_reading[0] == (slow.last_reading.toordinal() if slow.last_reading else 0)
        assert abs(fast.tracked[0] - slow.tracked_points) < TOLERANCE
        _assert_explained(slow, fast)


def _assert_explained(slow: Result, fast: Scores) -> None:
    told = explain(LAYOUT, fast.state)
    points = [slow.points[name] for name in LAYOUT.names]
    correction = [slow.correction[name] for name in PILLARS]
    assert np.allclose(told.points[0], points, rtol=0, atol=TOLERANCE), slow.day
    assert np.allclose(told.correction[0], correction, rtol=0, atol=TOLERANCE), slow.day
    assert {
        name for name, is_tracked in zip(LAYOUT.names, told.tracked[0], strict=True) if is_tracked
    } == slow.tracked


def compare(diary: Mapping[date, Day], days: int, week: frozenset[int] = MONDAY_TO_FRIDAY) -> None:
    """Replays the diary in both and compares the results."""
    assert_equal(
        reference.replay(dict(diary), day(days), week), score_diary(diary, days, week=week)
    )


@pytest.mark.parametrize("seed", sample_cases(range(30), 6))
def test_random_quarters_are_scored_equally(seed: int) -> None:
    compare(random_diary(Random(seed), 70), 90)


@given(diaries(25), work_weeks)
def test_odd_working_weeks_are_scored_equally(diary: dict[date, Day], week: frozenset[int]) -> None:
    compare(diary, 30, week)


def test_saturdays_off_and_idle_ones_are_scored_equally() -> None:
    logged = {day(number): Day({"posts": 2, "comments": 9}) for number in (1, 2, 3, 8, 9)}
    compare(logged | {day(6): Day({}, off=True)}, 21)
    compare(logged | {day(5): Day({}, off=True), day(9): Day({"posts": 1}, off=True)}, 21)


def test_leave_and_meetings_before_the_first_fact_are_scored_equally() -> None:
    before = {day(1): Day({}, off=True), day(3): Day({"meetings": 2}), day(4): Day({}, off=True)}
    compare(before | {day(5): Day({"searches": 12})}, 16)


def test_more_successes_than_trials_are_scored_equally() -> None:
    answered = Day({"invitations_sent": 1, "invitations_accepted": 9, "inmail_replies": 4})
    compare({day(1): answered, day(2): Day({"invitations_accepted": 3}), day(9): answered}, 20)


@pytest.mark.parametrize("pillar", [0.0, 0.01, 12.5, 24.99, 25.0])
def test_readings_at_and_near_the_limits_are_scored_equally(pillar: float) -> None:
    four = (pillar, pillar, pillar, pillar)
    habits = {"posts": 4.0, "profile_views": 90.0, "comments": 0.0, "new_connections": 6.0}
    diary = {day(number): Day(habits) for number in range(2, 40)}
    for number in (1, 12, 30):
        diary[day(number)] = Day(habits if number > 1 else {}, reading=four)
    compare(diary, 45)


@pytest.mark.parametrize("known", [19, 20])
def test_a_first_reading_after_few_or_many_known_days_is_scored_equally(known: int) -> None:
    diary = {day(number): Day({"posts": 1, "reactions": 30}) for number in range(1, known + 1)}
    diary[day(known)] = Day({"posts": 1, "reactions": 30}, reading=(11, 7, 3, 19))
    compare(diary, known + 12)
