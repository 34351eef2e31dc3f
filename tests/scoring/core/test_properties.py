"""What the model must satisfy, for any history."""

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.core.versions import OWN_ACTIONS
from tests.scoring.core.histories import (
    FLOWS,
    LAYOUT,
    MONDAY_TO_FRIDAY,
    Day,
    day,
    diaries,
    random_diary,
    random_version,
    random_week,
    repeated_diary,
    seeds,
    with_inputs,
    work_weeks,
)
from tests.scoring.core.replays import Run, bits, run
from tests.slow import sample_cases

DAYS = 60
Diary = dict[date, Day]
known_diaries = diaries(DAYS)
numbers = st.integers(1, DAYS)
flows = st.sampled_from(FLOWS)
CAPS = dict(zip(FLOWS, [LAYOUT.caps[at] for at in range(len(FLOWS))], strict=True))
OWN_FLOWS = [name for name in (*FLOWS, "active") if name in (*OWN_ACTIONS, "active")]
RATES = {"invitation_acceptance": "invitations_sent", "inmail_response": "inmails_sent"}


def known_every_day(diary: Diary, days: int = DAYS) -> Diary:
    """The diary with every flow and answer known on its working days, so that most count."""
    every = dict.fromkeys([*FLOWS, "invitations_accepted", "inmail_replies"], 1.0)
    steady = repeated_diary(Day(every), days)
    return {
        when: replace(said, inputs=steady.get(when, Day({})).inputs | said.inputs)
        for when, said in (steady | diary).items()
    }


def next_number(working: bool) -> int:
    """The first day after the diaries that is a working day, or a weekend day."""
    after = range(DAYS + 1, DAYS + 8)
    return next(n for n in after if (day(n).weekday() in MONDAY_TO_FRIDAY) == working)


def unclamped(replayed: Run) -> np.ndarray:
    """(D, n, 4) points and rest."""
    rest: np.ndarray = replayed.all("rest")
    for name, at in zip(LAYOUT.names, LAYOUT.pillar_at, strict=True):
        rest[..., at] += replayed.points(name)
    return rest


@given(known_diaries, seeds)
def test_pillars_stay_within_25_and_the_total_within_100(diary: Diary, chance: Random) -> None:
    week, version = random_week(chance, DAYS), random_version(chance)
    pillars = run([diary], DAYS + 10, week=week, version=version).pillars
    assert (pillars >= 0).all()
    assert (pillars <= 25).all()


@given(known_diaries, work_weeks)
def test_points_and_rest_clamped_are_the_pillars_shown(diary: Diary, week: frozenset[int]) -> None:
    replayed = run([diary], DAYS + 10, week=week)
    begun = replayed.all("begun")
    expected = np.clip(unclamped(replayed), 0, 25)
    assert np.allclose(replayed.pillars[begun], expected[begun], rtol=0, atol=1e-6)


@given(known_diaries, numbers, flows, st.integers(0, 40), st.integers(1, 40))
def test_a_larger_count_never_lowers_its_flow_on_that_day_or_later(
    diary: Diary, number: int, flow: str, count: int, more: int
) -> None:
    diary = known_every_day(diary)
    less = run([with_inputs(diary, number, **{flow: count})], DAYS)
    greater = run([with_inputs(diary, number, **{flow: count + more})], DAYS)
    for name in (flow, "active"):
        assert less.counting(name).any()
        assert (greater.points(name) >= less.points(name) - 1e-12).all()


@given(known_diaries, numbers, flows)
def test_ten_times_the_cap_adds_nothing_to_the_cap(diary: Diary, number: int, flow: str) -> None:
    diary = known_every_day(diary)
    cap = run([with_inputs(diary, number, **{flow: CAPS[flow]})], DAYS)
    tenfold = run([with_inputs(diary, number, **{flow: 10 * CAPS[flow]})], DAYS)
    assert bits(tenfold.blocks) == bits(cap.blocks)


@given(known_diaries, numbers, flows, st.floats(0.1, 0.9))
def test_less_than_the_cap_is_worth_less(diary: Diary, number: int, flow: str, part: float) -> None:
    diary = known_every_day(diary)
    cap = run([with_inputs(diary, number, **{flow: CAPS[flow]})], DAYS)
    less = run([with_inputs(diary, number, **{flow: part * CAPS[flow]})], DAYS)
    counts = cap.counting(flow)[:, 0] & (np.arange(1, DAYS + 1) >= number)
    assert (less.points(flow) < cap.points(flow))[counts].all()


@given(known_diaries, st.booleans())
def test_with_every_own_action_a_known_zero_no_flow_of_an_own_action_rises(
    diary: Diary, working: bool
) -> None:
    number = next_number(working)
    idle = with_inputs(known_every_day(diary), number, **dict.fromkeys(OWN_ACTIONS, 0.0))
    replayed = run([idle], number)
    for flow in OWN_FLOWS:
        before, after = replayed.points(flow)[-2:, 0]
        assert replayed.counting(flow)[-2, 0]
        assert after <= before


@given(known_diaries, st.sampled_from(["working day", "day off", "weekend day off"]))
def test_without_an_entry_a_working_day_or_a_day_off_moves_nothing(diary: Diary, kind: str) -> None:
    number = next_number(working=kind != "weekend day off")
    said = {day(at): Day({}, off=True) for at in range(DAYS + 1, number + 1)}
    if kind == "working day":
        del said[day(number)]
    replayed = run([known_every_day(diary) | said], number)
    for name in ("counting", "points", "rest", "pillars", "coverage"):
        before, after = replayed.all(name)[-2:]
        assert (before == after).all(), name


@given(known_diaries)
def test_an_idle_weekend_moves_flows_only(diary: Diary) -> None:
    number = next_number(working=False)
    replayed = run([known_every_day(diary)], number)
    assert (replayed.all("rest")[-2] == replayed.all("rest")[-1]).all()
    before, after = replayed.all("points")[-2:, 0]
    others = np.setdiff1d(np.arange(len(LAYOUT.names)), LAYOUT.flow_at)
    assert (before[others] == after[others]).all()
    assert (after[LAYOUT.flow_at] <= before[LAYOUT.flow_at]).all()


@given(known_diaries, work_weeks)
def test_a_signal_that_starts_to_count_after_a_reading_changes_no_pillar(
    diary: Diary, week: frozenset[int]
) -> None:
    read = {day(1): Day({}, reading=(12, 5, 4, 13))}
    replayed = run([diary | read], DAYS, week=week)
    counting, points = replayed.all("counting")[:, 0], replayed.all("points")[:, 0]
    moved = np.where(counting[:-1], np.diff(points, axis=0), 0.0) @ LAYOUT.pillar_of
    change = np.diff(unclamped(replayed)[:, 0], axis=0)
    unread = np.isnan(replayed.all("surprise")[1:, 0, 0])
    assert np.allclose(change[unread], moved[unread], rtol=0, atol=1e-9)


def test_the_tenth_post_after_a_reading_changes_no_pillar() -> None:
    diary = repeated_diary(Day({"posts": 1}), 12)
    diary[day(1)] = Day({"posts": 1}, reading=(12, 5, 4, 13))
    replayed = run([diary], 12)
    assert replayed.counting("posts")[:, 0].tolist() == [False] * 11 + [True]
    assert replayed.pillars[:, 0] == pytest.approx(np.tile([12, 5, 4, 13], (12, 1)), abs=1e-9)


@given(known_diaries, st.sampled_from(sorted(RATES)), st.integers(1, 50))
def test_more_trials_on_a_day_lower_nothing_on_that_day(diary: Diary, rate: str, more: int) -> None:
    number, trials = next_number(working=True), RATES[rate]
    diary = {when: replace(said, reading=None) for when, said in diary.items()}
    few = with_inputs(known_every_day(diary), number, **{trials: 1.0})
    many = with_inputs(few, number, **{trials: 1.0 + more})
    less, greater = run([few], number), run([many], number)
    assert less.counting(rate)[-1, 0]
    assert (greater.all("points")[-1] >= less.all("points")[-1] - 1e-12).all()
    assert (greater.pillars[-1] >= less.pillars[-1] - 1e-12).all()


@given(known_diaries, known_diaries, numbers)
def test_a_changed_day_changes_that_day_and_later_ones_only(
    diary: Diary, other: Diary, number: int
) -> None:
    corrected = diary | {day(number): other.get(day(number), Day({"posts": 3}))}
    assume(any(day(at) in diary and diary[day(at)].inputs for at in range(1, number)))
    before, after = run([diary], DAYS), run([corrected], DAYS)
    earlier = int(before.all("begun")[: number - 1].sum())
    assert bits(after.blocks)[:earlier] == bits(before.blocks)[:earlier]
    assert int(after.all("begun")[: number - 1].sum()) == earlier


def constant_habits(chance: Random, days: int) -> Diary:
    """What a rep does on every Monday, Tuesday, ... is the same in all weeks."""
    diary = {}
    week = [
        {name: float(min(chance.randint(0, 2 * round(cap)), 3 * cap)) for name, cap in CAPS.items()}
        for _ in range(5)
    ]
    same = {
        "connections": 400.0,
        "profile_completeness": 80.0,
        "response_hours": 9.0,
        "invitations_sent": float(chance.randint(1, 8)),
        "invitations_accepted": 1.0,
    }
    for number in range(1, days + 1):
        if (weekday := day(number).weekday()) < 5:
            diary[day(number)] = Day(week[weekday] | same)
    return diary


@pytest.mark.parametrize("seed", sample_cases(range(20), 3))
def test_constant_habits_and_readings_keep_every_pillar_within_one_point(seed: int) -> None:
    chance, days = Random(seed), 200
    diary, reading = constant_habits(chance, days), (15.5, 6.0, 4.5, 12.5)
    for number in range(1 + chance.randint(0, 27), days + 1, 28):
        said = diary.get(day(number), Day({}))
        diary[day(number)] = replace(said, reading=reading)
    replayed = run([diary], days)
    first = int(np.flatnonzero(replayed.all("last_reading")[:, 0])[0])
    assert replayed.all("coverage")[-1, 0] > 70
    assert np.abs(replayed.pillars[first:, 0] - reading).max() <= 1


def test_the_random_diaries_reach_every_signal() -> None:
    counted = np.zeros(len(LAYOUT.names), bool)
    for seed in range(40):
        counted |= run([random_diary(Random(seed), 70)], 70).all("counting")[-1, 0]
    assert counted.all()
