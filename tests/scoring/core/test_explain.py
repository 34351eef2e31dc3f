"""Causes of a change: what was done, what faded, what LinkedIn said; they add up exactly."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.explain import Difference, Journey, explain
from scoring.core.version_timeline import VersionTimeline
from scoring.core.versions import VERSION_2
from tests.scoring.core.histories import (
    LAYOUT,
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
    repeated_diary,
    seeds,
    with_inputs,
    work_weeks,
)
from tests.scoring.core.reference import replay as reference
from tests.scoring.core.reference.causes import causes
from tests.scoring.core.reference.tables import PILLARS
from tests.scoring.core.replays import column, run, run_timeline
from tests.slow import sample_cases

DAYS = 60
READ = (15.0, 10.0, 12.0, 12.0)


def journey(
    people: Sequence[Diary],
    through: int = DAYS,
    *,
    timeline: VersionTimeline = VersionTimeline(),
    week: Week = MONDAY_TO_FRIDAY,
) -> Journey:
    return Journey(tuple(run_timeline(timeline, people, through, week=week)))


def between(way: Journey, first: int, last: int) -> Difference:
    """The difference between the closes of two numbered days."""
    return way.difference(day(first).toordinal(), day(last).toordinal())


def shown(way: Journey, number: int, rep: int = 0) -> np.ndarray:
    """(4,) pillars shown on a numbered day."""
    ordinal = day(number).toordinal()
    block = next(each for each in way.trajectories if ordinal <= each.last)
    pillars: np.ndarray = block.pillars[ordinal - block.first, rep]
    return pillars


def begun_diary(diary: Diary) -> dict:
    """The diary of a rep who begins on day 1."""
    return with_inputs(diary, 1, connections=90.0)


def two_days(chance: Random) -> tuple[int, int]:
    first, last = sorted(chance.sample(range(1, DAYS + 1), 2))
    return first, last


def random_timeline(chance: Random) -> VersionTimeline:
    """Up to two other versions on the way."""
    turns = sorted(chance.sample(range(2, DAYS + 1), chance.randint(0, 2)))
    switches = (
        (day(at).toordinal(), random_version(chance, f"2.{number}"))
        for number, at in enumerate(turns, start=1)
    )
    return VersionTimeline(switches=tuple(switches))


def assert_equal(
    got: Difference, expected_of: Sequence[reference.Close], days: tuple[int, int]
) -> None:
    """Asserts that all parts are the reference's."""
    expected = causes(expected_of, day(days[0]), day(days[1]))
    for at, name in enumerate(got.layout.names):
        own = expected.activity.get(name, 0.0) + expected.fading.get(name, 0.0)
        assert got.signals[0, at] == pytest.approx(own, abs=1e-9), name
        fading = expected.fading.get(name, 0.0)
        assert got.fading[0, at] == pytest.approx(fading, abs=1e-9), name
    readings = {each.ordinal: each.points[0] for each in got.readings}
    assert set(readings) == {when.toordinal() for when in expected.readings}
    for when, pillars in expected.readings.items():
        assert readings[when.toordinal()] == pytest.approx(list(pillars.values()), abs=1e-9)
    clamped = [expected.clamped[pillar] for pillar in PILLARS]
    assert got.clamped[0] == pytest.approx(clamped, abs=1e-9)


@pytest.mark.parametrize("seed", sample_cases(range(60), 8))
def test_causes_of_random_changes_are_the_references(seed: int) -> None:
    chance = Random(f"causes {seed}")
    diary, week = begun_diary(random_diary(chance, DAYS)), random_week(chance, DAYS)
    closes = reference.replay(diary, day(DAYS), working=is_working(week))
    way = journey([diary], week=week)
    for _ in range(5):
        days = two_days(chance)
        assert_equal(between(way, *days), closes, days)


@pytest.mark.parametrize("seed", sample_cases(range(60), 8))
def test_causes_across_versions_are_the_references(seed: int) -> None:
    chance = Random(f"versions {seed}")
    diary, timeline = begun_diary(random_diary(chance, DAYS)), random_timeline(chance)
    takeovers = {reference.date.fromordinal(on): model_of(new) for on, new in timeline.switches}
    closes = reference.replay(diary, day(DAYS), takeovers=takeovers)
    way = journey([diary], timeline=timeline)
    for _ in range(5):
        days = two_days(chance)
        assert_equal(between(way, *days), closes, days)


@given(diaries(DAYS), seeds)
def test_parts_add_up_to_the_change_of_every_pillar(diary: Diary, chance: Random) -> None:
    diary, timeline = begun_diary(diary), random_timeline(chance)
    way = journey([diary], timeline=timeline, week=random_week(chance, DAYS))
    first, last = two_days(chance)
    change = shown(way, last) - shown(way, first)
    assert between(way, first, last).pillars[0] == pytest.approx(change, abs=1e-9)


@given(diaries(DAYS), seeds)
def test_the_references_parts_add_up_too(diary: Diary, chance: Random) -> None:
    diary, timeline = begun_diary(diary), random_timeline(chance)
    takeovers = {reference.date.fromordinal(on): model_of(new) for on, new in timeline.switches}
    closes = reference.replay(diary, day(DAYS), takeovers=takeovers)
    first, last = two_days(chance)
    change = closes[last - 1].total - closes[first - 1].total
    assert causes(closes, day(first), day(last)).total == pytest.approx(change, abs=1e-9)


@given(diaries(DAYS), work_weeks, seeds)
def test_activity_of_a_counting_flow_is_never_negative_and_fading_never_positive(
    diary: Diary, week: frozenset[int], chance: Random
) -> None:
    diary = begun_diary(diary) | {day(1): Day({"connections": 90.0}, reading=READ)}
    moved = between(journey([diary], week=week), *two_days(chance))
    assert (moved.fading <= 1e-9).all()
    assert (moved.own[:, LAYOUT.flow_at] >= -1e-9).all()
    others = np.setdiff1d(np.arange(len(LAYOUT.names)), LAYOUT.flow_at)
    assert not moved.fading[:, others].any()


@given(diaries(DAYS), seeds, st.integers(2, DAYS - 1))
def test_a_change_in_two_steps_is_the_whole_change(
    diary: Diary, chance: Random, middle: int
) -> None:
    way = journey([begun_diary(diary)])
    parts = between(way, 1, middle), between(way, middle, DAYS)
    whole = between(way, 1, DAYS)
    for name in ("signals", "linkedin", "clamped", "pillars"):
        total = sum(getattr(part, name) for part in parts)
        assert getattr(whole, name) == pytest.approx(total, abs=1e-9), name


@given(diaries(DAYS), work_weeks)
def test_points_rest_and_clamping_add_up_to_the_total(diary: Diary, week: frozenset[int]) -> None:
    replayed = run([begun_diary(diary)], DAYS, week=week)
    found = explain(LAYOUT, replayed.state)
    assert found.totals == pytest.approx(replayed.totals[-1], abs=1e-9)
    assert (found.left[found.counting] >= 0).all()
    assert np.isnan(found.left[~found.counting]).all()


def test_points_left_are_of_the_weight_times_the_gain() -> None:
    geared = replace(VERSION_2, identifier="2.1", gains=(1.2, 1, 1, 1))
    replayed = run([{day(1): Day({"profile_completeness": 75})}], 1, version=geared)
    found = explain(replayed.layout, replayed.state)
    at = column("profile_completeness")
    assert found.points[0, at] == pytest.approx(1.2 * 9 * 0.75)
    assert found.left[0, at] == pytest.approx(1.2 * 9 * 0.25)


def test_other_reps_beside_make_no_difference() -> None:
    people = [begun_diary(random_diary(Random(n), DAYS)) for n in range(4)]
    together = between(journey(people), 11, 50)
    for rep, diary in enumerate(people):
        alone = between(journey([diary]), 11, 50)
        for name in ("own", "fading", "linkedin", "clamped"):
            assert getattr(together, name)[rep] == pytest.approx(getattr(alone, name)[0], abs=1e-12)


def test_fading_of_a_flow_logged_daily_is_by_calendar_days() -> None:
    way = journey([{day(at): Day({"comments": 4}) for at in range(1, DAYS + 1)}])
    moved = between(way, 15, 45)
    flow = LAYOUT.flow_at.tolist().index(column("comments"))
    rate = float(way.state(day(15).toordinal()).rates[0, flow])
    half = 5 * ((1 - 10 ** (-rate / 2 / 20)) - (1 - 10 ** (-rate / 20)))  # 30 days: one half-life
    assert moved.fading[0, column("comments")] == pytest.approx(half, abs=1e-9)
    assert moved.signals[0, column("comments")] == pytest.approx(0, abs=1e-9)


def test_a_reading_is_what_linkedin_said_against_that_days_estimate() -> None:
    diary = repeated_diary(Day({"posts": 1}), 40)
    for number, brand in ((5, 14.0), (30, 11.0)):
        diary[day(number)] = Day({"posts": 1}, reading=(brand, 5, 3, 12))
    way = journey([diary], 40)
    moved = between(way, 20, 35)
    (reading,) = moved.readings
    assert reading.ordinal == day(30).toordinal()
    eve = 11 - (shown(way, 29)[0] + moved_posts(way, 29, 30))
    assert reading.points[0, 0] == pytest.approx(eve, abs=1e-9)
    assert moved.has_reading[0] and not between(way, 5, 29).has_reading[0]


def moved_posts(way: Journey, first: int, last: int) -> float:
    return float(between(way, first, last).signals[0, column("posts")])


def test_a_signal_that_starts_to_count_after_a_reading_has_no_part_before() -> None:
    diary = repeated_diary(Day({"comments": 4}), 40)
    diary[day(1)] = Day({"comments": 4}, reading=READ)
    way = journey([diary], 40)
    assert not between(way, 1, 12).signals.any()  # known on the tenth day
    assert between(way, 1, 40).signals == pytest.approx(between(way, 12, 40).signals, abs=1e-12)


def test_a_level_changes_only_when_logged_and_never_fades() -> None:
    way = journey([{day(1): Day({"connections": 400}), day(9): Day({"connections": 500})}])
    moved = between(way, 1, 30)
    gain = 5 * (10 ** (-400 / 500) - 10**-1)
    assert moved.own[0, column("connections")] == pytest.approx(gain)
    assert moved.totals[0] == pytest.approx(gain)


def test_a_version_taking_over_moves_nothing() -> None:
    diary = begun_diary(random_diary(Random(7), 40))
    timeline = VersionTimeline(switches=((day(43).toordinal(), random_version(Random(1))),))
    # Nothing is known from day 41 on, and all days of the week are working days.
    way = journey([diary], timeline=timeline, week=frozenset(range(7)))
    moved = between(way, 41, 50)
    assert moved.signals == pytest.approx(np.zeros_like(moved.signals), abs=1e-12)
    assert moved.totals[0] == pytest.approx(0, abs=1e-9)


def test_what_clamping_takes_is_a_part_of_its_own() -> None:
    habits = Day({"comments": 9, "reactions": 40})
    diary = repeated_diary(Day({"comments": 0, "reactions": 0}), 26)
    diary |= {day(n): habits for n in range(29, DAYS + 1)}
    diary[day(26)] = Day({"comments": 0, "reactions": 0}, reading=(10, 10, 24, 10))
    moved = between(journey([diary]), 26, DAYS)
    assert moved.pillars[0, 2] == pytest.approx(1)
    assert moved.clamped[0, 2] == pytest.approx(
        1 - moved.signals[0].sum() + moved.signals[0, column("active")], abs=1e-9
    )
    assert moved.clamped[0, 2] < -1


def test_unlogged_working_days_and_days_off_are_held() -> None:
    diary = repeated_diary(Day({"posts": 1}), 26)
    moved = between(journey([diary], week=frozenset(range(7))), 26, 46)
    assert moved.held[0] == 20
    assert not moved.signals.any()
