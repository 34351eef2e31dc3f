"""Going on from a stored state equals replaying, and reps do not affect each other."""

from datetime import date
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.state import State, pack, unpack
from scoring.core.trajectory import Trajectory
from tests.scoring.core.histories import (
    LAYOUT,
    Day,
    day,
    diaries,
    random_diary,
    random_version,
    seeds,
    work_weeks,
)
from tests.scoring.core.replays import bits, run

DAYS = 40


def stored(state: State) -> State:
    """The state as it comes back from the database."""
    return unpack(LAYOUT, pack(state))


def in_blocks(diary: dict[date, Day], ends: list[int], *, keep: bool = False) -> list[Trajectory]:
    """Replays to each of the days in turn, going on from the stored state (or the kept one)."""
    blocks: list[Trajectory] = []
    for before, end in pairwise([0, *ends]):
        state = blocks[-1].state(-1) if blocks else None
        if state is not None and not keep:
            state = stored(state)
        blocks += run([diary], end, first=before + 1, state=state).blocks
    return blocks


@given(diaries(DAYS), work_weeks, st.integers(1, DAYS - 1))
def test_going_on_from_a_stored_state_equals_replaying(
    diary: dict[date, Day], week: frozenset[int], split: int
) -> None:
    whole = run([diary], DAYS, week=week)
    before = run([diary], split, week=week)
    after = run([diary], DAYS, first=split + 1, week=week, state=stored(before.state))
    assert bits([*before.blocks, *after.blocks]) == bits(whole.blocks)


@given(diaries(DAYS), seeds, st.integers(1, DAYS - 1))
def test_going_on_equals_replaying_with_other_parameters(
    diary: dict[date, Day], chance: Random, split: int
) -> None:
    version = random_version(chance)
    before = run([diary], split, version=version)
    after = run([diary], DAYS, first=split + 1, version=version, state=stored(before.state))
    whole = run([diary], DAYS, version=version)
    assert bits([*before.blocks, *after.blocks]) == bits(whole.blocks)


@given(diaries(DAYS))
def test_a_state_from_the_middle_of_a_block_goes_on_equally(diary: dict[date, Day]) -> None:
    whole = run([diary], DAYS)
    ends = np.cumsum([len(block.pillars) for block in whole.blocks])
    for number in (1, 9, DAYS // 2):
        at = int(np.searchsorted(ends, number))
        state = whole.blocks[at].state(number - 1 - (int(ends[at - 1]) if at else 0))
        after = run([diary], DAYS, first=number + 1, state=state)
        begun = whole.all("begun")[:, 0]
        assert bits(after.blocks) == bits(whole.blocks)[int(begun[:number].sum()) :]


@given(diaries(DAYS))
def test_one_day_at_a_time_equals_all_at_once(diary: dict[date, Day]) -> None:
    daily = in_blocks(diary, list(range(1, DAYS + 1)))
    assert bits(daily) == bits(run([diary], DAYS).blocks)


@given(diaries(DAYS), st.sets(st.integers(1, DAYS - 1), max_size=8), st.booleans())
def test_blocks_of_any_length_give_the_same_scores(
    diary: dict[date, Day], ends: set[int], keep: bool
) -> None:
    blocks = in_blocks(diary, [*sorted(ends), DAYS], keep=keep)
    assert bits(blocks) == bits(run([diary], DAYS).blocks)


@given(diaries(DAYS))
def test_a_state_survives_packing_exactly(diary: dict[date, Day]) -> None:
    for block in run([diary], DAYS).blocks:
        for at in range(0, len(block.pillars), 5):
            state = block.state(at)
            again = stored(state)
            assert pack(again).tobytes() == pack(state).tobytes()
            for name, kept in vars(state).items():
                assert np.array_equal(kept, getattr(again, name)), name
                assert kept.dtype == getattr(again, name).dtype, name


@pytest.mark.parametrize("reps", [2, 7, 30])
def test_reps_scored_together_equal_each_scored_alone_to_the_last_bit(reps: int) -> None:
    people = [random_diary(Random(f"{reps} {rep}"), DAYS) for rep in range(reps)]
    together = run(people, DAYS)
    for rep, diary in enumerate(people):
        assert bits(together.blocks, rep) == bits(run([diary], DAYS).blocks)


def test_reps_who_start_on_different_days_equal_each_scored_alone() -> None:
    people = [random_diary(Random(rep), DAYS) for rep in range(6)]
    start = [1, 5, 5, 17, 28, DAYS + 1]
    together = run(people, DAYS, start=start)
    for rep, diary in enumerate(people):
        alone = run([diary], DAYS, start=[start[rep]])
        assert bits(together.blocks, rep) == bits(alone.blocks)
    assert not together.all("begun")[:, 5].any()


def test_a_rep_begins_with_the_first_known_input_or_reading() -> None:
    silent = {day(1): Day({"meetings": 3}), day(2): Day({}, off=True)}
    logs = silent | {day(4): Day({"posts": 0})}
    reads = silent | {day(6): Day({}, reading=(1, 2, 3, 4))}
    begun = run([silent, logs, reads], 7).all("begun")
    assert begun[:, 0].tolist() == [False] * 7
    assert begun[:, 1].tolist() == [False] * 3 + [True] * 4
    assert begun[:, 2].tolist() == [False] * 5 + [True] * 2


def test_arrays_of_the_wrong_shape_are_refused() -> None:
    assert not run([{}], 3).all("begun").any()
    with pytest.raises(ValueError, match="start has shape"):
        run([{}], 3, start=[1, 1])
