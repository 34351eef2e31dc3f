"""Where present habits lead: the course equals the reference's, and is smooth and exact."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from scoring.core.course import LOOK_BACK_DAYS, Course, course_of
from scoring.core.layout import layout_of
from scoring.core.versions import CURRENT_VERSION, Version
from tests.scoring.core.histories import (
    LAYOUT,
    MONDAY_TO_FRIDAY,
    Day,
    Diary,
    Week,
    day,
    history,
    is_working,
    model_of,
    random_diary,
    random_version,
    random_week,
    repeated_diary,
    with_inputs,
)
from tests.scoring.core.reference import course as reference_course
from tests.scoring.core.reference import replay as reference
from tests.scoring.core.reference.tables import PILLARS
from tests.scoring.core.replays import run
from tests.slow import sample_cases

PAST = 80
AHEAD = np.array([0, 1, 30, 90, 365])
FLOW_NAMES = [LAYOUT.names[at] for at in LAYOUT.flow_at]


def course_in_core(
    people: Sequence[Diary],
    through: int = PAST,
    *,
    week: Week = MONDAY_TO_FRIDAY,
    version: Version = CURRENT_VERSION,
) -> Course:
    """The course of the reps from the close of a day."""
    layout = layout_of(version)
    state = run(people, through, week=week, version=version).state
    recent = history(people, through, first=through - LOOK_BACK_DAYS + 1, week=week, layout=layout)
    return course_of(layout, state, recent)


def course_in_reference(
    diary: Diary,
    through: int = PAST,
    *,
    week: Week = MONDAY_TO_FRIDAY,
    version: Version = CURRENT_VERSION,
) -> reference_course.Course:
    """The course of a rep by the reference."""
    closes = reference.replay(
        diary, day(through), working=is_working(week), model=model_of(version)
    )
    calendar = reference.Calendar(diary, closes[0].day, is_working(week))
    return reference_course.course_of(closes[-1], calendar)


def pace(course: Course, name: str, rep: int = 0) -> float:
    return float(course.pace[rep, FLOW_NAMES.index(name)])


@pytest.mark.parametrize("seed", sample_cases(range(60), 10))
def test_courses_of_random_histories_are_the_references(seed: int) -> None:
    chance = Random(f"course {seed}")
    week, version = random_week(chance, PAST), random_version(chance)
    diary = with_inputs(random_diary(chance, PAST), 1, connections=90.0)
    course = course_in_core([diary], week=week, version=version)
    expected = course_in_reference(diary, week=week, version=version)
    for name, value in expected.pace.items():
        assert pace(course, name) == pytest.approx(value, abs=1e-9), name
    assert course.is_logged[0] == expected.has_enough
    for days, pillars in zip(AHEAD, course.pillars(AHEAD)[0], strict=True):
        theirs = expected.pillars(int(days))
        assert pillars == pytest.approx([theirs[pillar] for pillar in PILLARS], abs=1e-9)


@pytest.mark.parametrize(("days", "points"), [(0, 3.0095), (30, 3.5908), (90, 3.9124)])
def test_the_example_of_the_specification(days: int, points: float) -> None:
    """Comments, with a = 8 and ā = 14 a week: target 20, weight 5."""
    at = FLOW_NAMES.index("comments")
    diary = repeated_diary(Day({"comments": 2}), PAST)
    course = course_in_core([diary])
    rates, paces = course.state.rates.copy(), course.pace.copy()
    rates[0, at], paces[0, at] = 8, 14
    rest = np.zeros((1, 4))
    core = replace(course, state=replace(course.state, rates=rates, rest=rest), pace=paces)
    assert core.pillars(np.array([days]))[0, 0, 2] == pytest.approx(points, abs=5e-5)

    slow = course_in_reference(diary)
    close = replace(
        slow.close,
        rates=slow.close.rates | {"comments": 8},
        points=slow.close.points | {"comments": 3.0095},
        rest=dict.fromkeys(PILLARS, 0.0),
    )
    theirs = replace(slow, close=close, pace={**slow.pace, "comments": 14.0})
    assert theirs.pillars(days)["insights"] == pytest.approx(points, abs=5e-5)


def test_today_the_course_is_the_score_shown() -> None:
    people = [with_inputs(random_diary(Random(n), PAST), 1, posts=2.0) for n in range(6)]
    shown = run(people, PAST).pillars[-1]
    assert course_in_core(people).pillars(np.array([0]))[:, 0] == pytest.approx(shown, abs=1e-9)


def test_reps_side_by_side_do_not_change_a_course() -> None:
    people = [with_inputs(random_diary(Random(n), PAST), 1, posts=2.0) for n in range(5)]
    together = course_in_core(people).pillars(AHEAD)
    for rep, diary in enumerate(people):
        assert together[rep] == pytest.approx(course_in_core([diary]).pillars(AHEAD)[0], abs=1e-12)


def test_constant_habits_stay_where_they_are() -> None:
    diary = repeated_diary(Day({"posts": 1, "comments": 3, "profile_completeness": 80}), 400)
    totals = course_in_core([diary], 397).totals(np.arange(366))[0]  # a Friday
    assert np.ptp(totals) < 0.15


def test_a_pace_of_weekdays_counts_weekends_as_days_without() -> None:
    diary = repeated_diary(Day({"comments": 4}), PAST)
    assert pace(course_in_core([diary]), "comments") == pytest.approx(4 * 5)
    assert pace(course_in_core([diary]), "active") == pytest.approx(5)


@pytest.mark.parametrize(("known", "expected"), [(4, "rate"), (5, "pace")])
def test_with_fewer_than_five_known_days_in_28_a_flow_stays(known: int, expected: str) -> None:
    busy = repeated_diary(Day({"comments": 8}), 26)
    later = {day(54 - 7 * at if at < 4 else 53): Day({"comments": 1}) for at in range(known)}
    course = course_in_core([busy | later], 55)
    rate = float(course.state.rates[0, FLOW_NAMES.index("comments")])
    found = pace(course, "comments")
    assert (found == pytest.approx(rate)) == (expected == "rate")


def test_what_was_not_logged_in_28_days_is_not_enough_to_look_ahead() -> None:
    busy = repeated_diary(Day({"comments": 8}), 26)
    levels = {day(n): Day({"connections": 100.0}) for n in range(30, 70)}
    assert course_in_core([busy], 26 + 27).is_logged[0]
    assert not course_in_core([busy | levels], 26 + 28).is_logged[0]


def test_a_flow_that_does_not_count_yet_is_not_enough_to_look_ahead() -> None:
    diary = repeated_diary(Day({"new_followers": 8}), 12)
    assert not course_in_core([diary], 11).is_logged[0]
    assert course_in_core([diary], 12).is_logged[0]


def test_connections_grow_by_new_connections_and_take_others_along() -> None:
    said = {"connections": 200.0, "decision_makers": 50.0, "relevant_connections": 80.0}
    diary = repeated_diary(Day(said | {"new_connections": 2}), 40)
    grown = 200 + 2 * 5 * 70 / 7
    expected = [
        weight * (1 - 10 ** (-level * grown / 200 / target))
        for weight, level, target in ((5, 200, 500), (4, 50, 100), (2, 80, 150))
    ]
    # The pace stays, so that only the three levels move.
    course = course_in_core([diary], 40)
    steady = replace(course, pace=course.state.rates)
    now, then = steady.pillars(np.array([0, 70]))[0, :, 3]
    points = [
        weight * (1 - 10 ** (-level / target))
        for weight, level, target in ((5, 200, 500), (4, 50, 100), (2, 80, 150))
    ]
    assert then - now == pytest.approx(sum(expected) - sum(points), abs=1e-9)


def test_without_new_connections_that_count_connections_stay() -> None:
    diary = repeated_diary(Day({"connections": 200.0, "decision_makers": 50.0}), 40)
    now, then = course_in_core([diary], 40).pillars(np.array([0, 365]))[0, :, 3]
    assert now == then


def test_without_any_connections_no_other_level_grows() -> None:
    said = {"connections": 0.0, "decision_makers": 50.0, "new_connections": 3.0}
    course = course_in_core([repeated_diary(Day(said), 40)], 40)
    pillars = replace(course, pace=course.state.rates).pillars(np.array([0, 70]))[0, :, 3]
    assert np.diff(pillars) == pytest.approx(5 * (1 - 10 ** (-3 * 5 * 10 / 500)), abs=1e-9)


def test_a_course_goes_one_way_from_one_level_to_another() -> None:
    diary = repeated_diary(Day({"posts": 0, "comments": 9}), 60)
    diary |= {day(n): Day({"posts": 2, "comments": 9}) for n in range(40, 61)}
    steps = np.diff(course_in_core([diary], 60).totals(np.arange(366))[0])
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()
