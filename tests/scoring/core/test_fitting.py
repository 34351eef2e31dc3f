"""Weights from the active-set method equal those from trying every set of zeros."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.fitting import Gram, fit_weights, round_to_hundredths
from scoring.core.layout import Floats


def brute_force_fit(gram: Gram, current: Floats, pull: float) -> Floats:
    """The best of the minima over every set of weights that may be above 0."""
    k, total = len(current), current.sum()
    curve = gram.strengths + pull * np.eye(k)
    slope = gram.answers + pull * current
    minima = []
    for size in range(1, k + 1):
        for free in map(list, combinations(range(k), size)):
            system = np.ones((size + 1, size + 1))
            system[:-1, :-1], system[-1, -1] = curve[np.ix_(free, free)], 0
            weights = np.zeros(k)
            weights[free] = np.linalg.solve(system, np.append(slope[free], total))[:-1]
            if weights.min() >= -1e-9:
                minima.append((weights @ curve @ weights - 2 * slope @ weights, weights))
    found: Floats = min(minima, key=lambda each: each[0])[1]
    return found


def random_pillar(seed: int) -> tuple[Gram, Floats]:
    """Random Gram matrix and current weights; some signals are untracked, some weigh nothing."""
    chance = np.random.default_rng(seed)
    k, rows = int(chance.integers(2, 10)), int(chance.integers(1, 40))
    strengths = chance.random((rows, k)) * (chance.random(k) < 0.85)
    current = chance.random(k) * (chance.random(k) < 0.85)
    current[-1] += 0.1
    return Gram.of(strengths, chance.random(rows) * 25), current * 25 / current.sum()


@given(st.integers(0, 2**32), st.floats(-2, 4))
def test_fitted_weights_are_the_optimum(seed: int, pull: float) -> None:
    gram, current = random_pillar(seed)
    weights = fit_weights(gram, current, 10**pull)
    assert weights == pytest.approx(brute_force_fit(gram, current, 10**pull), abs=1e-6)
    assert weights.min() >= 0 and weights.sum() == pytest.approx(25)


def test_without_readings_the_weights_stay() -> None:
    current = np.array([9.0, 6, 4, 3, 3])
    nothing = Gram(np.zeros((5, 5)), np.zeros(5))
    assert fit_weights(nothing, current, 0.01) == pytest.approx(current)


@given(st.integers(0, 2**32))
def test_rounded_weights_add_up_and_are_off_by_less_than_a_hundredth(seed: int) -> None:
    _, weights = random_pillar(seed)
    rounded = round_to_hundredths(weights)
    assert round(float(rounded.sum()), 9) == 25 and rounded.min() >= 0
    assert np.abs(rounded - weights).max() < 0.01 + 1e-9
