"""The core compared with a slow, obvious second specification (reference.py)."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given

from scoring.core.uncertainty import Trust, half_range, standard_deviation
from scoring.core.versions import CURRENT_VERSION, Version
from tests.scoring.core.histories import (
    MONDAY_TO_FRIDAY,
    Day,
    Diary,
    Week,
    day,
    diaries,
    is_working,
    model_of,
    random_diary,
    random_version,
    random_week,
    work_weeks,
)
from tests.scoring.core.reference import replay as reference
from tests.scoring.core.reference.replay import Close
from tests.scoring.core.reference.tables import PILLARS
from tests.scoring.core.replays import Run, run
from tests.slow import sample_cases

TOLERANCE = 1e-9


def close_to(got: Sequence[float] | np.ndarray, expected: Sequence[float]) -> bool:
    return np.allclose(got, expected, rtol=0, atol=TOLERANCE)


def assert_equal(closes: Sequence[Close], replayed: Run, rep: int = 0) -> None:
    """Asserts that every number of every day of one rep is equal in both."""
    begun = replayed.all("begun")[:, rep]
    first = replayed.blocks[0].first
    assert (np.flatnonzero(begun) + first).tolist() == [each.day.toordinal() for each in closes]
    core = {
        name: replayed.all(name)[begun, rep]
        for name in ("counting", "points", "rest", "surprise", "pillars", "coverage", "trust")
    } | {"last_reading": replayed.all("last_reading")[begun, rep]}
    for at, close in enumerate(closes):
        of_day = {name: every[at] for name, every in core.items()}
        assert_equal_day(close, of_day, replayed.layout.names)


def assert_equal_day(close: Close, core: Mapping[str, np.ndarray], names: Sequence[str]) -> None:
    """Asserts that every number of one day of one rep is equal in both."""
    counting = [name for name, counts in zip(names, core["counting"], strict=True) if counts]
    assert set(counting) == set(close.points), close.day
    points = [close.points[name] for name in counting]
    assert close_to(core["points"][core["counting"]], points), close.day
    assert close_to(core["rest"], [close.rest[pillar] for pillar in PILLARS]), close.day
    assert close_to(core["pillars"], [close.pillars[pillar] for pillar in PILLARS]), close.day
    assert core["coverage"] == pytest.approx(close.coverage, abs=TOLERANCE), close.day
    assert Trust(int(core["trust"])).name.lower() == close.state, close.day
    read = close.last_reading.toordinal() if close.last_reading else 0
    assert core["last_reading"] == read, close.day
    if close.surprise is None:
        assert np.isnan(core["surprise"]).all(), close.day
    else:
        assert close_to(core["surprise"], list(close.surprise.values())), close.day


def compare(
    diary: Diary,
    days: int,
    week: Week = MONDAY_TO_FRIDAY,
    version: Version = CURRENT_VERSION,
) -> None:
    """Replays the diary in both and compares the results."""
    closes = reference.replay(diary, day(days), working=is_working(week), model=model_of(version))
    assert_equal(closes, run([diary], days, week=week, version=version))


@pytest.mark.parametrize("seed", sample_cases(range(60), 10))
def test_random_quarters_are_scored_equally(seed: int) -> None:
    chance = Random(seed)
    week, version = (
        random_week(chance, 100),
        chance.choice([CURRENT_VERSION, random_version(chance)]),
    )
    compare(random_diary(chance, 90), 100, week, version)


@given(diaries(25), work_weeks)
def test_odd_working_weeks_are_scored_equally(diary: dict[date, Day], week: frozenset[int]) -> None:
    compare(diary, 40, week)


def test_reps_side_by_side_are_scored_equally() -> None:
    people = [random_diary(Random(f"beside {rep}"), 60) for rep in range(8)]
    together = run(people, 70)
    for rep, diary in enumerate(people):
        assert_equal(reference.replay(diary, day(70)), together, rep)


def test_half_a_year_after_a_reading_is_scored_equally() -> None:
    sparse = {day(1): Day({"posts": 1}, reading=(9, 3, 2, 14)), day(60): Day({"endorsements": 9})}
    compare(sparse, 200)


def test_saturdays_off_and_idle_ones_are_scored_equally() -> None:
    logged = {day(n): Day({"posts": 2, "comments": 9}) for n in range(1, 20) if n % 7 not in (6, 0)}
    compare(logged | {day(20): Day({}, off=True)}, 30)
    away = {day(12): Day({}, off=True), day(16): Day({"posts": 1}, off=True)}
    compare(logged | away, 30)


def test_leave_and_meetings_before_the_first_fact_are_scored_equally() -> None:
    before = {day(1): Day({}, off=True), day(3): Day({"meetings": 2}), day(4): Day({}, off=True)}
    after = {day(n): Day({"searches": 12}) for n in range(5, 16) if n % 7}
    compare(before | after, 25)


def test_more_successes_than_trials_are_scored_equally() -> None:
    answered = Day({"invitations_sent": 1, "invitations_accepted": 9, "inmail_replies": 4})
    compare({day(n): answered if n % 3 else Day({"invitations_sent": 5}) for n in range(1, 60)}, 60)


@pytest.mark.parametrize("kind", ["trials", "successes"])
def test_a_rate_of_which_one_half_is_logged_is_scored_equally(kind: str) -> None:
    name = "invitations_sent" if kind == "trials" else "invitations_accepted"
    diary = {day(n): Day({name: float(n % 4)}) for n in range(1, 45)}
    compare(diary | {day(40): Day({"invitations_sent": 7, "invitations_accepted": 2})}, 50)


@pytest.mark.parametrize("pillar", [0.0, 0.01, 12.5, 24.99, 25.0])
def test_readings_at_and_near_the_limits_are_scored_equally(pillar: float) -> None:
    four = (pillar, pillar, pillar, pillar)
    habits = {"posts": 4.0, "profile_views": 90.0, "comments": 0.0, "new_connections": 6.0}
    diary = {day(number): Day(habits) for number in range(2, 40)}
    for number in (1, 12, 30):
        diary[day(number)] = Day(habits if number > 1 else {}, reading=four)
    compare(diary, 45)


def test_the_likely_range_is_equal() -> None:
    ages = np.arange(-1, 190)
    expected = [reference.half_range(1.7, None if age < 0 else int(age)) for age in ages]
    assert expected[1] is None
    assert np.allclose(
        half_range(1.7, ages),
        [np.nan if half is None else half for half in expected],
        rtol=0,
        atol=TOLERANCE,
        equal_nan=True,
    )
    assert standard_deviation(1.7, np.array([30]))[0] == pytest.approx(
        reference.sd(1.7, 30), abs=TOLERANCE
    )
