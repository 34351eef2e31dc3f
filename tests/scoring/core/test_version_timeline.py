"""Another version takes over: no pillar jumps, signals go on by name, going on equals replaying."""

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.layout import COMMON_LAYOUT, layout_of
from scoring.core.points import take_over
from scoring.core.state import carry_over, carry_over_packed, initial_state, pack, unpack
from scoring.core.version_timeline import VersionTimeline, replay_timeline
from scoring.core.versions import CURRENT_VERSION, VERSION_2, Version
from tests.scoring.core.histories import (
    LAYOUT,
    Day,
    Diary,
    day,
    diaries,
    history,
    is_working,
    model_of,
    random_diary,
    random_version,
    random_week,
    repeated_diary,
    seeds,
    with_inputs,
)
from tests.scoring.core.reference import replay as reference
from tests.scoring.core.replays import Run, bits, run, run_timeline
from tests.scoring.core.test_reference import assert_equal
from tests.slow import sample_cases

DAYS = 45
BRIEF_VERSION = replace(
    VERSION_2,
    identifier="brief",
    signals=tuple(s for s in VERSION_2.signals if s.name not in ("posts", "connections")),
)


def switch(number: int, version: Version, first: Version = CURRENT_VERSION) -> VersionTimeline:
    """A timeline with one change, on a numbered day."""
    return VersionTimeline(first, ((day(number).toordinal(), version),))


def compare(timeline: VersionTimeline, diary: Diary, days: int, chance: Random) -> None:
    """Replays across the changes in core and reference, and compares the results."""
    week = random_week(chance, days)
    closes = reference.replay(
        diary,
        day(days),
        working=is_working(week),
        model=model_of(timeline.first),
        takeovers={date.fromordinal(on): model_of(new) for on, new in timeline.switches},
    )
    for block in run_timeline(timeline, [diary], days, week=week):
        of_block = [each for each in closes if block.first <= each.day.toordinal() <= block.last]
        assert_equal(of_block, Run(block.layout, [block]))


@pytest.mark.parametrize("seed", sample_cases(range(40), 6))
def test_versions_taking_over_are_scored_as_the_reference_does(seed: int) -> None:
    chance = Random(f"versions {seed}")
    days = sorted(chance.sample(range(2, 80), 2))
    versions = [random_version(chance, "2.1"), random_version(chance, "2.2")]
    switches = tuple((day(at).toordinal(), new) for at, new in zip(days, versions, strict=True))
    compare(VersionTimeline(switches=switches), random_diary(chance, 80), 80, chance)


@pytest.mark.parametrize("seed", sample_cases(range(20), 3))
def test_signals_that_come_and_go_are_scored_as_the_reference_does(seed: int) -> None:
    chance = Random(f"signals {seed}")
    ordinals = [day(chance.randint(*ends)).toordinal() for ends in ((2, 30), (31, 50))]
    for order in ((BRIEF_VERSION, VERSION_2), (random_version(chance), BRIEF_VERSION)):
        timeline = VersionTimeline(switches=tuple(zip(ordinals, order, strict=True)))
        compare(timeline, random_diary(chance, 70), 70, chance)


@given(diaries(DAYS), seeds, st.sampled_from([9, 16, 31, 45]))
def test_no_pillar_jumps_because_a_formula_changed(
    diary: dict[date, Day], chance: Random, turn: int
) -> None:
    said = {when: of for when, of in diary.items() if when < day(turn)}
    begun = with_inputs(said, 1, connections=90.0)  # and nothing on the working day `turn`
    pillars = np.concatenate(
        [block.pillars for block in run_timeline(switch(turn, random_version(chance)), [begun], 60)]
    )
    assert pillars[turn - 1] == pytest.approx(pillars[turn - 2], abs=1e-9)


@given(diaries(DAYS), st.integers(1, DAYS))
def test_a_timeline_of_one_version_is_that_version(diary: dict[date, Day], split: int) -> None:
    alone = bits(run([diary], DAYS).blocks)
    assert bits(run_timeline(VersionTimeline(), [diary], DAYS)) == alone
    assert bits(run_timeline(switch(split, VERSION_2), [diary], DAYS)) == alone


@given(diaries(DAYS), seeds, st.integers(1, DAYS), st.integers(1, DAYS - 1))
def test_going_on_across_a_change_equals_replaying(
    diary: dict[date, Day], chance: Random, turn: int, split: int
) -> None:
    timeline = switch(turn, random_version(chance))
    before = run_timeline(timeline, [diary], split)
    state = unpack(COMMON_LAYOUT, pack(before[-1].state(-1)))
    after = run_timeline(timeline, [diary], DAYS, first=split + 1, state=state)
    assert bits([*before, *after]) == bits(run_timeline(timeline, [diary], DAYS))


@given(diaries(DAYS), seeds, st.integers(1, DAYS))
def test_days_before_a_change_keep_their_version_and_scores(
    diary: dict[date, Day], chance: Random, turn: int
) -> None:
    blocks = run_timeline(switch(turn, random_version(chance)), [diary], DAYS)
    old = [block for block in blocks if block.last < day(turn).toordinal()]
    alone = bits(run([diary], turn - 1).blocks) if turn > 1 else []
    assert bits(old) == alone
    assert {block.layout.version.identifier for block in old} <= {"2"}
    assert {block.layout.version.identifier for block in blocks[len(old) :]} == {"2.1"}


def test_reps_scored_together_across_a_change_equal_each_scored_alone() -> None:
    people = [repeated_diary(Day({"posts": n, "comments": 3.0}), DAYS) for n in range(1, 5)]
    start = [1, 9, 14, 22]
    timeline = switch(14, random_version(Random(3)))
    together = run_timeline(timeline, people, DAYS, start=start)
    for rep, diary in enumerate(people):
        alone = run_timeline(timeline, [diary], DAYS, start=[start[rep]])
        assert bits(together, rep) == bits(alone)


@pytest.mark.parametrize("second", [19, 20, 21])
def test_reps_go_on_side_by_side_from_closes_around_a_change(second: int) -> None:
    """One stored close is long before the change on day 20, the other on its eve or near it."""
    people = [with_inputs(random_diary(Random(f"beside {n}"), DAYS), 1, posts=1) for n in range(2)]
    timeline = switch(20, random_version(Random(5)))
    whole, closes = run_timeline(timeline, people, DAYS), (5, second)
    state = initial_state(COMMON_LAYOUT, 2)
    for rep, close in enumerate(closes):
        kept = run_timeline(timeline, people, close)[-1].state(-1)
        state.put(np.array([rep]), kept.take(np.array([rep])))
    blocks = run_timeline(
        timeline, people, DAYS, first=6, state=state, start=[close + 1 for close in closes]
    )
    for rep, close in enumerate(closes):
        assert bits(blocks, rep) == bits(whole, rep)[close:]


def test_a_state_is_carried_over_by_name_and_a_new_signal_starts_empty() -> None:
    brief = layout_of(BRIEF_VERSION)
    diary = repeated_diary(Day({"posts": 2.0, "comments": 3.0, "connections": 90.0}), 20)
    state = run([diary], 20).state
    carried = carry_over(state, LAYOUT, brief)
    again = carry_over(carried, brief, LAYOUT)
    posts = LAYOUT.names.index("posts")
    flow = LAYOUT.flow_at.tolist().index(posts)
    assert carried.rates.shape[1] == state.rates.shape[1] - 1
    assert again.known_days[0, posts] == 0 < state.known_days[0, posts]
    assert again.rates[0, flow] == 0 < state.rates[0, flow]
    others = [at for at in range(len(LAYOUT.flow_at)) if at != flow]
    assert np.array_equal(again.rates[:, others], state.rates[:, others])
    assert pack(again).tobytes() == carry_over_packed(pack(carried), brief, LAYOUT).tobytes()


def test_points_of_a_signal_that_is_gone_stay_in_the_rest() -> None:
    state = run([repeated_diary(Day({"connections": 90.0}), 3)], 3).state
    after = take_over(state, LAYOUT, layout_of(BRIEF_VERSION))
    gone = 5 * (1 - 10 ** (-90 / 500))
    assert after.rest - state.rest == pytest.approx(np.array([[0, 0, 0, gone]]), abs=1e-12)


def test_a_rep_who_starts_after_a_change_loses_nothing_to_the_earlier_version() -> None:
    """Two reps side by side: one from before a version without posts is replaced, one after."""
    diary = repeated_diary(Day({"posts": 2.0, "comments": 3.0}), DAYS)
    timeline = switch(15, CURRENT_VERSION, first=BRIEF_VERSION)
    state = initial_state(COMMON_LAYOUT, 2)
    state.put(np.array([1]), run([diary], 19).state)
    known = history([diary, diary], DAYS, start=[1, 20])
    blocks = list(replay_timeline(timeline, state, known))
    assert bits(blocks, 1) == bits(run([diary], DAYS).blocks)[19:]


def test_every_signal_of_every_version_has_a_place() -> None:
    # As long as there is only one built-in version.
    assert COMMON_LAYOUT.names == layout_of(CURRENT_VERSION).names
