"""Continuing from a stored state equals replaying, and reps do not affect each other."""

from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.state import initial_state, pack, unpack
from tests.scoring.core.histories import (
    LAYOUT,
    Day,
    day,
    diaries,
    random_diary,
    score_bits,
    score_diaries,
    score_diary,
    work_weeks,
)

DAYS = 30


@given(diaries(DAYS), work_weeks, st.integers(1, DAYS - 1))
def test_continuing_from_a_stored_state_equals_replaying(
    diary: dict[date, Day], week: frozenset[int], split: int
) -> None:
    whole = score_diary(diary, DAYS, week=week)
    before = score_diary(diary, split, week=week)
    state = unpack(LAYOUT, pack(before[-1].state)) if before else initial_state(LAYOUT, 1)
    after = score_diary(diary, DAYS, first=split + 1, week=week, state=state)
    assert score_bits(before + after) == score_bits(whole)


@given(diaries(DAYS))
def test_one_day_at_a_time_equals_all_at_once(diary: dict[date, Day]) -> None:
    state, got = initial_state(LAYOUT, 1), []
    for number in range(1, DAYS + 1):
        scores = score_diary(diary, number, first=number, state=state)
        if scores:
            state = unpack(LAYOUT, pack(scores[0].state))
            got += scores
    assert score_bits(got) == score_bits(score_diary(diary, DAYS))


@given(diaries(DAYS))
def test_a_state_survives_packing_exactly(diary: dict[date, Day]) -> None:
    for scores in score_diary(diary, DAYS):
        row = pack(scores.state)
        again = unpack(LAYOUT, row)
        assert pack(again).tobytes() == row.tobytes()
        for name, kept in vars(scores.state).items():
            assert np.array_equal(kept, getattr(again, name)), name
            assert kept.dtype == getattr(again, name).dtype, name


@pytest.mark.parametrize("reps", [2, 7, 30])
def test_reps_scored_together_equal_each_scored_alone_to_the_last_bit(reps: int) -> None:
    people = [random_diary(Random(f"{reps} {rep}"), DAYS) for rep in range(reps)]
    together = score_diaries(people, DAYS)
    for rep, diary in enumerate(people):
        assert score_bits(together, rep) == score_bits(score_diary(diary, DAYS))


def test_reps_who_start_on_different_days_equal_each_scored_alone() -> None:
    people = [random_diary(Random(rep), DAYS) for rep in range(6)]
    start = [1, 5, 5, 17, 28, DAYS + 1]
    together = score_diaries(people, DAYS, start=start)
    for rep, diary in enumerate(people):
        later = score_diary(diary, DAYS, start=[start[rep]])
        got = [each.pillars[each.rows == rep][0] for each in together if rep in each.rows]
        assert np.allclose(got, [each.pillars[0] for each in later], rtol=0, atol=1e-9)
    assert not any(5 in each.rows for each in together)


def test_a_rep_begins_with_the_first_known_input_or_reading() -> None:
    silent = {day(1): Day({"meetings": 3}), day(2): Day({}, off=True)}
    logs = silent | {day(4): Day({"posts": 0})}
    reads = silent | {day(6): Day({}, reading=(1, 2, 3, 4))}
    scores = score_diaries([silent, logs, reads], 7)
    assert [(each.ordinal - day(1).toordinal() + 1, each.rows.tolist()) for each in scores] == [
        (4, [1]),
        (5, [1]),
        (6, [1, 2]),
        (7, [1, 2]),
    ]


def test_arrays_of_the_wrong_shape_are_refused() -> None:
    fits = score_diaries([{}], 3)
    assert fits == []
    with pytest.raises(ValueError, match="start has shape"):
        score_diaries([{}], 3, start=[1, 1])
