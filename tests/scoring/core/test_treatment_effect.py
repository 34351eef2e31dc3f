"""Coverage of the confidence intervals, on simulated programmes with a known effect."""

import numpy as np
import pytest

from scoring.core.layout import Floats
from scoring.core.treatment_effect import (
    MIN_SAMPLE,
    Interval,
    MatchedDifference,
    matched_difference,
    mean_change,
    nearest_outsiders,
)

SIMULATIONS = 200  # simulated programmes; two standard deviations of a coverage of 95 % are ± 3.1


def coverage_of(true: float, result: list[Interval | None]) -> float:
    inside = [each is not None and each.low <= true <= each.high for each in result]
    return sum(inside) / len(inside)


@pytest.mark.parametrize("people", [5, 8, 20])
@pytest.mark.parametrize("true", [0.0, 4.0])
def test_the_interval_covers_the_true_mean_in_about_95_percent(people: int, true: float) -> None:
    chance = np.random.default_rng(people)
    programmes = chance.normal(true, 6, (SIMULATIONS, people))
    result = [mean_change(changes).interval for changes in programmes]
    assert 0.89 <= coverage_of(true, result) <= 0.99


def simulate_programme(
    chance: np.random.Generator, effect: float, people: int, others: int
) -> MatchedDifference:
    """People who start lower than the others; all drift up by 3, and low starters by more."""
    starts, theirs = chance.normal(40, 9, people), chance.normal(43, 11, others)
    result = matched_difference(
        starts, effect + _drift(chance, starts), theirs, _drift(chance, theirs)
    )
    assert result is not None
    return result


def _drift(chance: np.random.Generator, starts: Floats) -> Floats:
    drift: Floats = 3 - 0.3 * (starts - 42) + chance.normal(0, 5, len(starts))
    return drift


@pytest.mark.parametrize("effect", [0.0, 5.0])
def test_matching_recovers_the_effect_and_its_interval_covers_it(
    effect: float,
) -> None:
    chance = np.random.default_rng(7)
    result = [simulate_programme(chance, effect, 12, 30).change for _ in range(100)]
    assert np.mean([each.mean for each in result]) == pytest.approx(effect, abs=0.6)
    assert 0.9 <= coverage_of(effect, [each.interval for each in result]) <= 1


def test_few_people_get_a_mean_and_no_interval() -> None:
    changes = np.array([1.0, 2.0, 3.0, 6.0])
    assert len(changes) == MIN_SAMPLE - 1
    assert (mean_change(changes).mean, mean_change(changes).interval) == (3.0, None)
    assert mean_change(np.append(changes, 3.0)).interval is not None


def test_the_same_changes_give_the_same_interval_and_their_order_matters_little() -> None:
    changes = np.array([2.0, 9.0, 4.0, 12.0, 7.0, 3.0])
    assert mean_change(changes) == mean_change(changes.copy())
    one, other = mean_change(changes).interval, mean_change(changes[::-1]).interval
    assert one and other
    assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=0.4)


def test_the_interval_moves_with_the_changes_and_widens_with_them() -> None:
    changes = np.array([2.0, 9.0, 4.0, 12.0, 7.0, 3.0])
    usual, later = mean_change(changes).interval, mean_change(changes + 5).interval
    wider = mean_change(changes * 2).interval
    assert usual and later and wider
    assert (later.low, later.high) == pytest.approx((usual.low + 5, usual.high + 5))
    assert wider.high - wider.low == pytest.approx(2 * (usual.high - usual.low))


@pytest.mark.parametrize(
    ("low", "high", "tells"), [(0.1, 3, 1), (-2, -0.1, -1), (-1, 1, 0), (0, 2, 0)]
)
def test_an_interval_is_conclusive_only_if_all_of_it_is_on_one_side_of_zero(
    low: float, high: float, tells: int
) -> None:
    assert Interval(low, high).sign == tells


def test_up_to_three_nearest_within_five_points_are_matched_and_can_be_reused() -> None:
    others = np.array([40.0, 46.0, 42.0, 44.9, 39.5])
    beside, near = nearest_outsiders(np.array([40.0, 50.0, 70.0]), others)
    assert [set(row[ok]) for row, ok in zip(beside, near, strict=True)] == [{0, 4, 2}, {1}, set()]
    result = matched_difference(np.array([40.0, 50.0, 70.0]), np.zeros(3), others, np.ones(5))
    assert result is not None
    assert (result.change.count, result.others, result.left_out) == (2, 4, 1)
    assert result.change.mean == -1
    assert result.change.interval is None


def test_without_comparable_people_there_is_no_comparison() -> None:
    nobody: Floats = np.zeros(0)
    assert matched_difference(np.array([40.0]), np.array([1.0]), nobody, nobody) is None
    assert (
        matched_difference(np.array([40.0]), np.array([1.0]), np.array([46.0]), np.array([1.0]))
        is None
    )
