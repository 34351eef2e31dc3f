"""What an organisation's own readings teach: pairs, gains, V, judged forward in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.calibration import Judgement, judge, learn
from scoring.core.constants import MIN_PAIRS, MIN_REPS
from scoring.core.pairs import Pairs, gather_pairs
from scoring.core.versions import CURRENT_VERSION, Version
from tests.scoring.core.histories import (
    Day,
    Diary,
    day,
    history,
    is_working,
    model_of,
    random_diary,
    random_reading,
    random_version,
    random_week,
    repeated_diary,
    seeds,
)
from tests.scoring.core.reference import calibration as reference_calibration
from tests.scoring.core.reference.calibration import Pair, pairs_of
from tests.slow import sample_cases

DAYS = 150
HABITS = Day({"posts": 1, "comments": 3, "connections": 400})


def pairs_of_core(
    people: Sequence[Diary], version: Version = CURRENT_VERSION, **how: object
) -> Pairs:
    return gather_pairs(version, history(people, DAYS, **how), np.arange(len(people)) + 1)  # type: ignore[arg-type]


def as_table(pairs: Sequence[Pair]) -> Pairs:
    """The pairs as the core's columns."""
    return Pairs(
        np.array([pair.rep for pair in pairs], np.int64),
        np.array([pair.first.toordinal() for pair in pairs], np.int64),
        np.array([pair.last.toordinal() for pair in pairs], np.int64),
        np.array([pair.dy for pair in pairs]).reshape(-1, 4),
        np.array([pair.dm for pair in pairs]).reshape(-1, 4),
        np.zeros(len(pairs)),
    )


def read_on(*numbers: int, habits: Day = HABITS) -> dict[date, Day]:
    """A rep with the habits on every working day, who reads 20 points on some days."""
    diary = repeated_diary(habits, DAYS)
    for number in numbers:
        diary[day(number)] = replace(diary.get(day(number), Day({})), reading=(5, 5, 5, 5))
    return diary


def random_pairs(chance: Random, count: int) -> list[Pair]:
    """Pairs of a few reps, some of which end on one day."""
    pairs = []
    for _ in range(count):
        first = day(chance.randint(1, 60))
        last = date.fromordinal(first.toordinal() + chance.choice([5, 28, 30, 31, 120]))
        dm = tuple(chance.gauss(0, 1.5) for _ in range(4))
        noise = chance.choice([0.3, 0.3, 4])
        dy = tuple(0.7 * each + chance.gauss(0, noise) for each in dm)
        pairs.append(Pair(chance.randint(1, 6), first, last, dy, dm))
    return pairs


def spans(pairs: Pairs) -> list[tuple[int, int]]:
    """First and last numbered day of each pair."""
    start = day(1).toordinal() - 1
    return [
        (a - start, b - start)
        for a, b in zip(pairs.first.tolist(), pairs.last.tolist(), strict=True)
    ]


# Pairs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", sample_cases(range(10), 2))
def test_pairs_of_random_histories_are_the_references(seed: int) -> None:
    chance = Random(f"pairs {seed}")
    week, version = random_week(chance, DAYS), random_version(chance)
    people = [random_diary(chance, DAYS) for _ in range(3)]
    for diary in people:
        for number in chance.sample(range(1, DAYS + 1), 6):
            facts = diary.get(day(number), Day({}))
            diary[day(number)] = replace(facts, reading=random_reading(chance))
    expected = as_table([
        pair
        for rep, diary in enumerate(people, start=1)
        for pair in pairs_of(
            diary, day(DAYS), rep=rep, working=is_working(week), model=model_of(version)
        )
    ])  # fmt: skip
    got = pairs_of_core(people, version, week=week)
    assert len(expected) > 3
    for name in ("reps", "first", "last", "official", "modelled"):
        assert np.allclose(getattr(got, name), getattr(expected, name), rtol=0, atol=1e-9), name


def test_a_pair_is_a_reading_and_the_first_one_five_days_later() -> None:
    assert spans(pairs_of_core([read_on(3, 6, 7, 8, 9, 13, 40)])) == [(3, 8), (8, 13), (13, 40)]


def test_after_more_than_120_days_the_later_reading_begins_another_chain() -> None:
    assert spans(pairs_of_core([read_on(1, 121)])) == [(1, 121)]
    assert spans(pairs_of_core([read_on(1, 122)])) == []
    assert spans(pairs_of_core([read_on(1, 4, 122, 130)])) == [(122, 130)]


def test_readings_in_between_count_in_what_activity_said() -> None:
    alone = pairs_of_core([read_on(20, 50)])
    between = pairs_of_core([read_on(20, 22, 50, 53)])
    assert spans(between) == spans(alone) == [(20, 50)]
    assert between.modelled == pytest.approx(alone.modelled, abs=1e-9)


def test_gains_of_the_version_do_not_change_what_activity_said() -> None:
    geared = replace(CURRENT_VERSION, identifier="2.1", gains=(0.3, 0.5, 1.2, 1.4))
    people = [read_on(20, 50, 90)]
    assert pairs_of_core(people, geared).modelled == pytest.approx(pairs_of_core(people).modelled)


def test_without_any_reading_there_are_no_pairs() -> None:
    judged = judge(pairs_of_core([repeated_diary(HABITS, DAYS)]))
    assert len(judged.pairs) == judged.reps == 0 and not judged.is_enough


# Gains and V --------------------------------------------------------------------------------------


def four(*values: float) -> np.ndarray:
    """(k, 4) with the values in the first pillar and nothing in the others."""
    return np.column_stack([values, *np.zeros((3, len(values)))])


def test_the_example_of_the_specification_in_the_core() -> None:
    learned = learn(four(1.0, -0.5, 2.0), four(2.0, -1.0, 1.5), np.array([30, 28, 31]))
    assert learned.gains.round(4).tolist() == [0.8679, 1, 1, 1]


def test_the_example_of_the_specification_in_the_reference() -> None:
    changes = [(1.0, 2.0, 30), (-0.5, -1.0, 28), (2.0, 1.5, 31)]
    pairs = [
        Pair(1, day(1), day(1 + days), (dy, 0, 0, 0), (dm, 0, 0, 0)) for dy, dm, days in changes
    ]
    learned = reference_calibration.learn(pairs)
    assert [round(gain, 4) for gain in learned.gains] == [0.8679, 1, 1, 1]


@given(seeds, st.integers(0, 40))
def test_gains_and_variance_are_the_references(chance: Random, count: int) -> None:
    pairs = random_pairs(chance, count)
    expected, table = reference_calibration.learn(pairs), as_table(pairs)
    learned = learn(table.official, table.modelled, table.days)
    assert learned.gains == pytest.approx(expected.gains, abs=1e-9)
    assert learned.variance == pytest.approx(expected.variance, abs=1e-9)


def test_nothing_is_learned_from_nothing() -> None:
    learned = learn(np.zeros((0, 4)), np.zeros((0, 4)), np.zeros(0, np.int64))
    assert (learned.gains.tolist(), learned.variance) == ([1, 1, 1, 1], 1)


@pytest.mark.parametrize(("factor", "gain"), [(-3.0, 0.1), (0.05, 0.1), (9.0, 1.5)])
def test_gains_stay_within_bounds(factor: float, gain: float) -> None:
    dm = np.random.default_rng(1).normal(0, 2, (400, 4))
    assert learn(factor * dm, dm, np.full(400, 30)).gains.tolist() == [gain] * 4


def test_a_gain_of_many_pairs_is_near_the_true_one() -> None:
    chance = np.random.default_rng(2)
    dm = chance.normal(0, 1.5, (600, 4))
    dy = np.array([0.4, 0.8, 1.2, 0.6]) * dm + chance.normal(0, 0.5, dm.shape)
    assert learn(dy, dm, np.full(600, 30)).gains == pytest.approx([0.4, 0.8, 1.2, 0.6], abs=0.06)


def test_one_strange_reading_counts_for_nine() -> None:
    strange = learn(four(25.0), four(0.0), np.array([30]))
    assert strange.variance == pytest.approx((10 + 9) / 11)


# Judged forward in time ---------------------------------------------------------------------------


@given(seeds, st.integers(1, 40))
def test_errors_are_the_references(chance: Random, count: int) -> None:
    pairs = random_pairs(chance, count)
    judged, expected = judge(as_table(pairs)), reference_calibration.judge(pairs)
    for name, theirs in (("carried", "carried"), ("plain", "gain_1"), ("learned", "learned")):
        errors = getattr(judged, name)
        got = np.column_stack([errors.totals, errors.pillars])
        assert np.allclose(got, [getattr(each, theirs) for each in expected], rtol=0, atol=1e-9)
    assert judged.held.tolist() == [each.held for each in expected]


@given(seeds, st.integers(2, 30))
def test_what_comes_on_that_day_or_later_changes_no_judgement(chance: Random, count: int) -> None:
    pairs = random_pairs(chance, count)
    turn = chance.choice(pairs).last
    later = [
        replace(pair, dy=tuple(9 - each for each in pair.dy)) if pair.last >= turn else pair
        for pair in pairs
    ]
    earlier = np.array([pair.last < turn for pair in pairs])
    before, after = judge(as_table(pairs)), judge(as_table(later))
    assert (before.learned.totals[earlier] == after.learned.totals[earlier]).all()
    assert (before.held[earlier] == after.held[earlier]).all()
    # What is predicted on that day itself is changed by nothing of that day.
    today = np.array([pair.last == turn for pair in pairs])
    predicted = [
        judge(as_table([*some, replace(pair, dy=(0, 0, 0, 0))])).learned.pillars[-1]
        for pair in [pair for pair, ends in zip(pairs, today, strict=True) if ends][:1]
        for some in (pairs, later)
    ]
    assert predicted[0] == pytest.approx(predicted[1], abs=1e-12)


def judgement(pairs: int, reps: int) -> Judgement:
    one = Pair(0, day(1), day(31), (1, 0, 0, 0), (1, 0, 0, 0))
    return judge(as_table([replace(one, rep=at % reps) for at in range(pairs)]))


def test_fewer_than_20_pairs_or_5_reps_are_not_enough() -> None:
    assert (MIN_PAIRS, MIN_REPS) == (20, 5)
    assert judgement(20, 5).is_enough
    assert not judgement(19, 5).is_enough
    assert not judgement(20, 4).is_enough
