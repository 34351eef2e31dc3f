"""Invariants of the model for any history."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.explain import explain
from scoring.core.trajectory import Scores
from scoring.core.versions import OWN_ACTIONS
from tests.scoring.core.histories import (
    FLOWS,
    LAYOUT,
    MONDAY_TO_FRIDAY,
    Day,
    day,
    diaries,
    points,
    score_diary,
    work_weeks,
)

DAYS = 30
Diary = dict[date, Day]
known_diaries = diaries(DAYS)
numbers = st.integers(1, DAYS)
flows = st.sampled_from(FLOWS)
CAPS = dict(zip(FLOWS, [LAYOUT.caps[at] for at in range(len(FLOWS))], strict=True))
OWN_FLOWS = [name for name in (*FLOWS, "active") if name in (*OWN_ACTIONS, "active")]


def with_inputs(diary: Diary, number: int, **inputs: float) -> Diary:
    """The diary with further inputs known on a day."""
    said = diary.get(day(number), Day({}))
    return diary | {day(number): replace(said, inputs=said.inputs | inputs)}


def next_number(working: bool) -> int:
    """The first day after the diaries that is a working day, or a weekend day."""
    after = range(DAYS + 1, DAYS + 8)
    return next(n for n in after if (day(n).weekday() in MONDAY_TO_FRIDAY) == working)


@given(known_diaries, work_weeks)
def test_pillars_stay_within_25_and_the_total_within_100(
    diary: Diary, week: frozenset[int]
) -> None:
    for scores in score_diary(diary, DAYS + 10, week=week):
        assert ((scores.pillars >= 0) & (scores.pillars <= 25)).all()
        assert 0 <= scores.totals[0] <= 100


@given(known_diaries, numbers, flows, st.integers(0, 40), st.integers(1, 40))
def test_a_larger_count_never_lowers_its_flow_on_that_day_or_later(
    diary: Diary, number: int, flow: str, count: int, more: int
) -> None:
    less = score_diary(with_inputs(diary, number, **{flow: count}), DAYS)
    greater = score_diary(with_inputs(diary, number, **{flow: count + more}), DAYS)
    for before, after in zip(less, greater, strict=True):
        assert points(after, flow) >= points(before, flow) - 1e-12
        assert points(after, "active") >= points(before, "active") - 1e-12


@given(known_diaries, numbers, flows)
def test_ten_times_the_cap_adds_nothing_to_the_cap(diary: Diary, number: int, flow: str) -> None:
    cap = score_diary(with_inputs(diary, number, **{flow: CAPS[flow]}), DAYS)
    tenfold = score_diary(with_inputs(diary, number, **{flow: 10 * CAPS[flow]}), DAYS)
    assert [each.totals[0] for each in tenfold] == [each.totals[0] for each in cap]


@given(known_diaries, numbers, flows, st.floats(0.1, 0.9))
def test_less_than_the_cap_is_worth_less(diary: Diary, number: int, flow: str, part: float) -> None:
    diary = {each: replace(said, reading=None) for each, said in diary.items()}
    cap = score_diary(with_inputs(diary, number, **{flow: CAPS[flow]}), number)[-1]
    less = score_diary(with_inputs(diary, number, **{flow: part * CAPS[flow]}), number)[-1]
    assert points(less, flow) < points(cap, flow)


@given(known_diaries, st.booleans())
def test_with_every_own_action_a_known_zero_no_flow_of_an_own_action_rises(
    diary: Diary, working: bool
) -> None:
    number = next_number(working)
    idle = with_inputs(with_inputs(diary, 1, posts=1), number, **dict.fromkeys(OWN_ACTIONS, 0.0))
    *_, before, after = score_diary(idle, number)
    for flow in OWN_FLOWS:
        assert points(after, flow) <= points(before, flow)


@given(known_diaries)
def test_on_an_unlogged_working_day_nothing_tracked_moves(diary: Diary) -> None:
    number = next_number(working=True)
    *_, before, after = score_diary(with_inputs(diary, 1, posts=1), number)
    tracked = before.state.tracked[:, LAYOUT.flow_at]
    assert (after.state.rates[tracked] == before.state.rates[tracked]).all()
    for held in ("levels", "trials", "successes", "answers", "log_hours", "corrections"):
        assert (getattr(after.state, held) == getattr(before.state, held)).all(), held
    assert after.known_days[0] <= before.known_days[0]


@given(known_diaries)
def test_on_an_unlogged_day_off_nothing_tracked_moves(diary: Diary) -> None:
    number = next_number(working=False)
    leave = {day(number): Day({}, off=True)}
    *_, before, after = score_diary(with_inputs(diary, 1, posts=1) | leave, number)
    tracked = before.state.tracked[:, LAYOUT.flow_at]
    assert (after.state.rates[tracked] == before.state.rates[tracked]).all()
    assert (after.state.corrections == before.state.corrections).all()


@given(known_diaries, work_weeks)
def test_points_and_correction_add_up_to_the_total(diary: Diary, week: frozenset[int]) -> None:
    for scores in score_diary(diary, DAYS + 10, week=week):
        told = explain(LAYOUT, scores.state)
        assert np.allclose(told.totals, scores.totals, rtol=0, atol=1e-6)
        left = told.left[told.tracked]
        assert (left >= 0).all()
        assert np.isnan(told.left[~told.tracked]).all()


@given(known_diaries, known_diaries, numbers)
def test_a_changed_day_changes_that_day_and_later_ones_only(
    diary: Diary, other: Diary, number: int
) -> None:
    late = diary | {day(number): other[day(number)]}
    before = [_close_bits(each) for each in score_diary(diary, number - 1)] if number > 1 else []
    assert [
        _close_bits(each) for each in score_diary(late, DAYS) if each.ordinal < _ordinal(number)
    ] == before


def _close_bits(scores: Scores) -> tuple[int, bytes]:
    return scores.ordinal, scores.pillars.tobytes()


def _ordinal(number: int) -> int:
    return day(number).toordinal()
