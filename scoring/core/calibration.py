"""Calibration: what an organisation's own readings teach about gains and variance.

For each pillar, over all pairs with the official change dy and the modelled change dm:

    gain γ = clamp((10 + Σ dy·dm/0.6) / (10 + Σ dm²/0.6), 0.1, 1.5)
    V = (10 + Σ min(z², 9)) / (10 + pairs),   z = Σ_pillars (dy - γ·dm) / √(0.25 + 0.08·days)

Judged forward in time, never on what it was learned from: each pair is predicted with what the
pairs teach whose second reading is on an earlier day.
"""

from dataclasses import dataclass

import numpy as np

from scoring.core import constants
from scoring.core.layout import Bools, Floats, Ints
from scoring.core.pairs import Pairs
from scoring.core.uncertainty import standard_deviation


@dataclass(frozen=True)
class Learned:
    """What pairs teach."""

    gains: Floats  # (4,) by pillar
    variance: float  # V


def learn(official: Floats, modelled: Floats, days: Ints) -> Learned:
    """Gains and variance from the changes (k, 4) of k pairs and their days apart (k,).

    >>> from numpy import array
    >>> dy, dm = array([[1.0], [-0.5], [2.0]]), array([[2.0], [-1.0], [1.5]])
    >>> learn(dy, dm, array([30, 28, 31])).gains.round(4).tolist()
    [0.8679]
    """
    sums = (official * modelled).sum(axis=0), (modelled**2).sum(axis=0)
    return _learn(*sums, official, modelled, days)


def _learn(
    products: Floats, squares: Floats, official: Floats, modelled: Floats, days: Ints
) -> Learned:
    """`learn`, with the sums (4,) of dy·dm and dm²."""
    prior, noise = constants.GAIN_PRIOR, constants.GAIN_NOISE
    gains = np.clip((prior + products / noise) / (prior + squares / noise), *constants.GAIN_BOUNDS)
    z = (official - gains * modelled).sum(axis=1) / standard_deviation(1.0, days)
    errors = float(np.minimum(z**2, constants.MAX_SQUARED_ERROR).sum())
    prior_pairs = constants.VARIANCE_PRIOR
    return Learned(gains, (prior_pairs + errors) / (prior_pairs + len(days)))


@dataclass(frozen=True)
class Errors:
    """Absolute errors of k predictions, in points: totals and pillars."""

    totals: Floats  # (k,)
    pillars: Floats  # (k, 4)

    @classmethod
    def of(cls, official: Floats, expected: Floats) -> "Errors":
        """From (k, 4) changes."""
        wrong = official - expected
        return cls(np.abs(wrong.sum(axis=1)), np.abs(wrong))


@dataclass(frozen=True)
class Judgement:
    """k pairs judged forward in time, in the order of the pairs."""

    pairs: Pairs
    carried: Errors  # of the last reading, carried forward
    plain: Errors  # with gains of 1
    learned: Errors  # with the gains that earlier pairs teach
    held: Bools  # (k,) whether the number was within the likely range

    @property
    def reps(self) -> int:
        """Number of reps with a pair."""
        return len(np.unique(self.pairs.reps))

    @property
    def is_enough(self) -> bool:
        """Whether there are enough pairs of enough reps to learn from."""
        return len(self.pairs) >= constants.MIN_PAIRS and self.reps >= constants.MIN_REPS


def judge(pairs: Pairs) -> Judgement:
    """Predicts each pair from those whose second reading is on an earlier day."""
    order = np.argsort(pairs.last, kind="stable")
    official, modelled = pairs.official[order], pairs.modelled[order]
    days, last = pairs.days[order], pairs.last[order]
    products = _sums_before(official * modelled)
    squares = _sums_before(modelled**2)
    gains, deviations = np.ones_like(official), np.ones(len(order))
    earlier = np.searchsorted(last, last, side="left")
    for known in np.unique(earlier).tolist():
        now = earlier == known
        taught = _learn(
            products[known], squares[known], official[:known], modelled[:known], days[:known]
        )
        gains[now] = taught.gains
        deviations[now] = standard_deviation(taught.variance, days[now])
    expected = np.empty_like(modelled)
    expected[order] = gains * modelled
    half = np.empty(len(order))
    half[order] = constants.RANGE_DEVIATIONS * deviations
    learned = Errors.of(pairs.official, expected)
    return Judgement(
        pairs=pairs,
        carried=Errors.of(pairs.official, np.zeros_like(pairs.modelled)),
        plain=Errors.of(pairs.official, pairs.modelled),
        learned=learned,
        held=learned.totals <= half,
    )


def _sums_before(values: Floats) -> Floats:
    """(k + 1, 4) sums of the first 0, 1, ... k rows."""
    return np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
