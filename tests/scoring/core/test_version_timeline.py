"""A change of version: the state is carried over by name, and continuing still equals replaying."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.custom_versions import build_custom_version, parameters_of
from scoring.core.layout import COMMON_LAYOUT, layout_of
from scoring.core.trajectory import Scores
from scoring.core.state import carry_over, carry_over_packed, initial_state, pack, unpack
from scoring.core.version_timeline import DEFAULT_TIMELINE, VersionTimeline, replay_timeline
from scoring.core.versions import CURRENT_VERSION, VERSION_2
from tests.scoring.core.histories import (
    Day,
    Diary,
    day,
    diaries,
    history,
    repeated_diary,
    score_bits,
    score_diaries,
    score_diary,
)

DAYS = 30
BASE_PARAMETERS = parameters_of(VERSION_2)
QUICK_VERSION = build_custom_version(
    VERSION_2, "1.1", "Quicker", replace(BASE_PARAMETERS, half_life=10, untracked_half_life=60)
)
SHORT_VERSION = replace(
    VERSION_2,
    identifier="brief",
    signals=tuple(s for s in VERSION_2.signals if s.name not in ("posts", "connections")),
)


def replay_diary(
    timeline: VersionTimeline, diary: Diary, through: int, first: int = 1
) -> list[Scores]:
    return list(
        replay_timeline(
            timeline, initial_state(COMMON_LAYOUT, 1), history([diary], through, first=first)
        )
    )


@given(diaries(DAYS), st.integers(1, DAYS))
def test_a_course_of_one_version_is_that_version(diary: dict[date, Day], split: int) -> None:
    assert score_bits(replay_diary(DEFAULT_TIMELINE, diary, DAYS)) == score_bits(
        score_diary(diary, DAYS)
    )
    same = VersionTimeline(switches=((day(split).toordinal(), VERSION_2),))
    assert score_bits(replay_diary(same, diary, DAYS)) == score_bits(score_diary(diary, DAYS))


@given(diaries(DAYS), st.integers(1, DAYS), st.integers(1, DAYS - 1))
def test_continuing_across_a_change_equals_replaying(
    diary: dict[date, Day], turn: int, split: int
) -> None:
    timeline = VersionTimeline(switches=((day(turn).toordinal(), QUICK_VERSION),))
    whole = replay_diary(timeline, diary, DAYS)
    before = replay_diary(timeline, diary, split)
    state = (
        unpack(COMMON_LAYOUT, pack(before[-1].state)) if before else initial_state(COMMON_LAYOUT, 1)
    )
    after = list(replay_timeline(timeline, state, history([diary], DAYS, first=split + 1)))
    assert score_bits(before + after) == score_bits(whole)


@given(diaries(DAYS), st.integers(1, DAYS))
def test_days_before_a_change_keep_their_version_and_scores(
    diary: dict[date, Day], turn: int
) -> None:
    timeline = VersionTimeline(switches=((day(turn).toordinal(), QUICK_VERSION),))
    got, one = replay_diary(timeline, diary, DAYS), score_diary(diary, DAYS)
    first = day(turn).toordinal()
    old = [each for each in got if each.ordinal < first]
    assert score_bits(old) == score_bits([each for each in one if each.ordinal < first])
    assert {each.version.identifier for each in old} <= {"1"}
    assert {each.version.identifier for each in got[len(old) :]} <= {"1.1"}


def test_reps_scored_together_across_a_change_equal_each_scored_alone() -> None:
    people = [repeated_diary(Day({"posts": n, "comments": 3.0}), DAYS) for n in range(1, 5)]
    start, turn = [1, 9, 14, 22], day(14).toordinal()
    timeline = VersionTimeline(switches=((turn, QUICK_VERSION),))
    known = history(people, DAYS, start=start)
    together = list(replay_timeline(timeline, initial_state(COMMON_LAYOUT, 4), known))
    for rep, diary in enumerate(people):
        mine = history([diary], DAYS, start=[start[rep]])
        got = list(replay_timeline(timeline, initial_state(COMMON_LAYOUT, 1), mine))
        assert score_bits(together, rep) == score_bits(got)


def test_a_state_is_carried_over_by_name_and_a_new_signal_starts_empty() -> None:
    full, brief = layout_of(VERSION_2), layout_of(SHORT_VERSION)
    diary = repeated_diary(
        Day({"posts": 2.0, "comments": 3.0, "connections": 90.0}, reading=None), 9
    )
    state = score_diaries([diary], 9)[-1].state
    carried = carry_over(state, full, brief)
    assert carried.rates.shape[1] == state.rates.shape[1] - 1
    again = carry_over(carried, brief, full)
    posts = full.names.index("posts")
    flow = full.flow_at.tolist().index(posts)
    assert state.tracked[0, posts] and not again.tracked[0, posts]
    assert again.rates[0, flow] == 0 < state.rates[0, flow]
    others = [at for at in range(len(full.flow_at)) if at != flow]
    assert np.array_equal(again.rates[:, others], state.rates[:, others])
    assert np.array_equal(again.corrections, state.corrections)
    assert np.array_equal(again.week_known[:, :, -1], state.week_known[:, :, -1])
    assert pack(again).tobytes() == carry_over_packed(pack(carried), brief, full).tobytes()


def test_with_equal_signals_the_state_is_returned_unchanged() -> None:
    state = initial_state(COMMON_LAYOUT, 3)
    assert carry_over(state, layout_of(VERSION_2), layout_of(QUICK_VERSION)) is state


def test_a_rep_who_starts_after_a_change_loses_nothing_to_the_earlier_version() -> None:
    """Two reps side by side, one before and one after a version without posts is replaced."""
    diary = repeated_diary(Day({"posts": 2.0, "comments": 3.0}), DAYS)
    timeline = VersionTimeline(
        first=SHORT_VERSION, switches=((day(15).toordinal(), CURRENT_VERSION),)
    )
    stands = score_diary(diary, 19)[-1].state
    state = initial_state(COMMON_LAYOUT, 2)
    state.put(np.array([1]), stands)
    known = history([diary, diary], DAYS, start=[1, 20])
    got = [
        each
        for each in replay_timeline(timeline, state, known)
        if each.ordinal > day(19).toordinal()
    ]
    assert score_bits(got, 1) == score_bits(score_diary(diary, DAYS))[19:]


def test_every_signal_of_every_version_has_a_place() -> None:
    assert (
        COMMON_LAYOUT.names == layout_of(CURRENT_VERSION).names
    )  # as long as there is only one built-in version
