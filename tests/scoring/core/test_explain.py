"""Causes of a change in the total: parts add up, activity only adds, fading only takes away."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring.core.passage import Passage, passage

from scoring.core.explain import Difference, attribute_change, explain
from scoring.core.layout import COMMON_LAYOUT, layout_of
from scoring.core.state import initial_state
from scoring.core.version_timeline import DEFAULT_TIMELINE, VersionTimeline
from scoring.core.versions import CURRENT_VERSION, Version
from tests.scoring.core.histories import (
    LAYOUT,
    MONDAY_TO_FRIDAY,
    Diary,
    day,
    diaries,
    history,
    random_diary,
    score_diaries,
    score_diary,
    work_weeks,
)
from tests.scoring.core.reference import Day

DAYS = 45
RANDOM_SEEDS = st.integers(0, 2**32).map(Random)
COMMENTS, POSTS = LAYOUT.names.index("comments"), LAYOUT.names.index("posts")
CONNECTIONS = LAYOUT.names.index("connections")


def diaries_passage(
    *diaries: Diary, through: int = DAYS, week: frozenset[int] = MONDAY_TO_FRIDAY
) -> Passage:
    every = {day(number).toordinal() for number in range(1, through + 1)}
    begin = initial_state(COMMON_LAYOUT, len(diaries))
    return passage(DEFAULT_TIMELINE, begin, history(diaries, through, week=week), every)


def difference_between(difference: Passage, first: int, last: int) -> Difference:
    return attribute_change(LAYOUT, difference, day(first).toordinal(), day(last).toordinal())


def two_days(chance: Random, begun: int) -> tuple[int, int]:
    first, last = sorted(chance.randint(begun, DAYS) for _ in range(2))
    return first, last


@given(diaries(DAYS), work_weeks, RANDOM_SEEDS)
def test_parts_add_up_to_the_difference_of_any_two_days(
    diary: Diary, week: frozenset[int], chance: Random
) -> None:
    totals = {each.ordinal: float(each.totals[0]) for each in score_diary(diary, DAYS, week=week)}
    if totals:
        first, last = two_days(chance, DAYS + 1 - len(totals))
        moved = difference_between(diaries_passage(diary, week=week), first, last)
        change = totals[day(last).toordinal()] - totals[day(first).toordinal()]
        assert moved.totals[0] == pytest.approx(change, abs=1e-6)


@given(diaries(DAYS), work_weeks, RANDOM_SEEDS)
def test_activity_of_flows_is_never_negative_and_fading_never_positive(
    diary: Diary, week: frozenset[int], chance: Random
) -> None:
    moved = difference_between(diaries_passage(diary, week=week), *two_days(chance, 1))
    assert (moved.fading <= 1e-9).all()
    assert (moved.own[:, LAYOUT.flow_at] >= -1e-9).all()
    others = np.setdiff1d(np.arange(len(LAYOUT.names)), LAYOUT.flow_at)
    assert not moved.fading[:, others].any()


@given(diaries(DAYS))
def test_unlogged_working_days_move_nothing_tracked(diary: Diary) -> None:
    said = {day(at): Day({"posts": 1}) for at in range(DAYS - 1, DAYS + 1)}
    every_day = frozenset(range(7))  # no weekend on which flows decay
    moved = difference_between(
        diaries_passage({**diary, **said}, through=DAYS + 20, week=every_day), DAYS, DAYS + 20
    )
    assert not moved.own.any() and not moved.fading.any()
    # Only untracked flows seeded by a reading decay meanwhile, and that counts as LinkedIn's.
    assert moved.totals[0] == pytest.approx(moved.linkedin[0]) and moved.linkedin[0] <= 1e-9
    assert moved.held[0] == 20


@given(diaries(DAYS), RANDOM_SEEDS)
def test_changes_of_untracked_signals_count_as_linkedins(diary: Diary, chance: Random) -> None:
    difference = diaries_passage(diary)
    first, last = two_days(chance, 1)
    moved = difference_between(difference, first, last)
    tracked = difference.waypoints[day(last).toordinal()].state.tracked
    assert not moved.own[~tracked].any() and not moved.fading[~tracked].any()


@given(st.lists(diaries(DAYS), min_size=2, max_size=4), RANDOM_SEEDS)
def test_other_reps_in_the_query_make_no_difference(some: list[Diary], chance: Random) -> None:
    first, last = two_days(chance, 1)
    together = difference_between(diaries_passage(*some), first, last).causes
    for at, diary in enumerate(some):
        assert np.allclose(
            together[at],
            difference_between(diaries_passage(diary), first, last).causes[0],
            atol=1e-12,
        )


def test_fading_of_a_flow_logged_daily_is_by_calendar_days() -> None:
    diary = {day(at): Day({"comments": 4}) for at in range(1, DAYS + 1)}
    difference = diaries_passage(diary)
    moved = difference_between(difference, 15, 45)
    rate = float(difference.waypoints[day(15).toordinal()].state.rates[0, _flow("comments")])
    half = 5 * ((1 - 10 ** (-rate / 2 / 20)) - (1 - 10 ** (-rate / 20)))  # 30 days: one half-life
    assert moved.fading[0, COMMENTS] == pytest.approx(half, abs=1e-9)
    assert moved.own[0, COMMENTS] > -half > 0


def test_a_rate_seeded_by_a_first_reading_counts_as_linkedins_and_fades_from_there() -> None:
    said = {day(at): Day({"comments": 1, "posts": 0}) for at in range(1, 11)}
    read = {day(5): Day({"comments": 1, "posts": 0}, reading=(15, 10, 12, 12))}
    difference = diaries_passage(said | read, through=10)
    over = difference_between(difference, 4, 5)
    assert over.is_new[0] and over.linkedin[0] > 30
    alone_that_day = difference_between(diaries_passage(said, through=10), 4, 5)
    assert over.own[0] == pytest.approx(alone_that_day.own[0], abs=1e-9)
    whole, parts = (
        difference_between(difference, 3, 8),
        (difference_between(difference, 3, 4), over, difference_between(difference, 5, 8)),
    )
    assert whole.totals[0] == pytest.approx(sum(each.totals[0] for each in parts))
    assert whole.fading[0, POSTS] == pytest.approx(
        difference_between(difference, 5, 8).fading[0, POSTS]
    )
    assert whole.own[0, POSTS] == pytest.approx(0, abs=1e-9)


def test_a_level_changes_only_when_logged_and_never_fades() -> None:
    difference = diaries_passage(
        {day(1): Day({"connections": 400}), day(9): Day({"connections": 500})}
    )
    moved = difference_between(difference, 1, 30)
    gain = 6 * (10 ** (-400 / 500) - 10**-1)
    assert moved.own[0, CONNECTIONS] == pytest.approx(gain)
    assert moved.totals[0] == pytest.approx(gain)


def test_a_change_of_version_is_a_separate_cause() -> None:
    diary = random_diary(Random(7), DAYS)
    other = layout_of(_with_other_weights())
    every = {day(number).toordinal() for number in (20, 40)}
    timeline = VersionTimeline(switches=((day(21).toordinal(), other.version),))
    difference = passage(timeline, initial_state(COMMON_LAYOUT, 1), history([diary], DAYS), every)
    first, last = sorted(every)
    moved = attribute_change(other, difference, first, last, was=LAYOUT)
    before = explain(LAYOUT, difference.waypoints[first].state).totals
    after = explain(other, difference.waypoints[last].state).totals
    assert moved.totals == pytest.approx(after - before)
    assert moved.version == pytest.approx(
        explain(other, difference.waypoints[first].state).totals - before
    )
    assert moved.version[0] != 0


def test_without_any_move_the_state_is_the_initial_one() -> None:
    begun = score_diaries([{day(1): Day({"posts": 2})}], 3)[-1].state
    unmoved = history([{}], 4, start=[5])
    difference = passage(DEFAULT_TIMELINE, begun, unmoved, {day(3).toordinal(), day(4).toordinal()})
    assert not difference_between(difference, 3, 4).causes.any()


def _with_other_weights() -> Version:
    heavier = {"posts": 8.0, "profile_completeness": 7.0}
    signals = tuple(
        replace(signal, weight=heavier.get(signal.name, signal.weight))
        for signal in CURRENT_VERSION.signals
    )
    return replace(CURRENT_VERSION, identifier="2", signals=signals)


def _flow(name: str) -> int:
    return [LAYOUT.names[at] for at in LAYOUT.flow_at].index(name)
