"""Weights of a pillar that come closest to readings, exactly, without a library for it.

    minimise  ‖P·w − y‖² + ρ‖w − w₁‖²   with  w ≥ 0  and  Σw = W

A row of P holds a pillar's strengths (0 to 1), y is what LinkedIn said of it in points. All that
counts of the rows is their Gram matrix PᵀP (k, k) and Pᵀy (k,): those of several folds are added
up instead of being made anew.

Active set: of the k weights some are free, the others 0. The best free ones given Σw = W solve a
linear system (Lagrange: G·w + μ = b); where one would go below 0, as far as it goes and it leaves
the free; where one at 0 would gain by growing, the one that gains most joins them. The objective
is strictly convex (ρ > 0) and falls with every round, so the same set never comes twice and the
last one is the only minimum. A pillar has nine signals at most: some ten rounds.
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Bools, Floats

TINY = 1e-9  # points: less than this below 0 is rounding


@dataclass(frozen=True)
class Gram:
    """What counts of n rows of k strengths: PᵀP (k, k) and Pᵀy (k,)."""

    strengths: Floats
    answers: Floats

    @classmethod
    def of(cls, strengths: Floats, official: Floats) -> "Gram":
        """Of rows of strengths (n, k) and what LinkedIn said (n,).

        >>> Gram.of(np.array([[1.0, 0.5]]), np.array([10.0])).answers.tolist()
        [10.0, 5.0]
        """
        return cls(strengths.T @ strengths, strengths.T @ official)

    def __add__(self, other: "Gram") -> "Gram":
        return Gram(self.strengths + other.strengths, self.answers + other.answers)

    def __sub__(self, other: "Gram") -> "Gram":
        return Gram(self.strengths - other.strengths, self.answers - other.answers)


def fitted(gram: Gram, current: Floats, pull: float) -> Floats:
    """(k,) the weights, in points; `current` is w₁ (≥ 0), whose sum they keep, `pull` is ρ > 0.

    >>> gram = Gram.of(np.eye(2), np.array([20.0, 0.0]))
    >>> fitted(gram, np.array([10.0, 15.0]), pull=1e-6).round(3).tolist()
    [22.5, 2.5]
    >>> fitted(gram, np.array([10.0, 15.0]), pull=1e9).round(3).tolist()
    [10.0, 15.0]
    """
    curve = gram.strengths + pull * np.eye(len(current))
    slope = gram.answers + pull * current
    weights, free = current.copy(), current > 0
    # Far more rounds than there are sets that are ever visited: a stop for what can't happen.
    for _ in range(20 * len(current)):
        best, level = _best(curve, slope, free, float(current.sum()))
        if best.min() < -TINY:
            weights, free = _as_far(weights, best, free)
            continue
        weights = np.maximum(best, 0.0)
        gains = np.where(free, -np.inf, slope - curve @ weights - level)
        joins = int(np.argmax(gains))
        if gains[joins] <= TINY:
            return weights
        free = free.copy()
        free[joins] = True
    raise ArithmeticError("The weights found no minimum.")


def _best(curve: Floats, slope: Floats, free: Bools, total: float) -> tuple[Floats, float]:
    """(k,) the best free weights that add up to the total, whatever their sign, and μ."""
    at = np.flatnonzero(free)
    system = np.ones((len(at) + 1, len(at) + 1))
    system[:-1, :-1] = curve[np.ix_(at, at)]
    system[-1, -1] = 0.0
    found = np.linalg.solve(system, np.append(slope[at], total))
    weights = np.zeros(len(free))
    weights[at] = found[:-1]
    return weights, float(found[-1])


def _as_far(weights: Floats, best: Floats, free: Bools) -> tuple[Floats, Bools]:
    """From the weights towards the best until the first is 0, which is free no more."""
    falls = free & (best < 0) & (best < weights)
    shares = np.full(len(weights), np.inf)
    shares[falls] = weights[falls] / (weights - best)[falls]
    leaves = int(np.argmin(shares))
    moved = np.maximum(weights + shares[leaves] * (best - weights), 0.0)
    moved[leaves] = 0.0
    free = free.copy()
    free[leaves] = False
    return moved, free


def in_hundredths(weights: Floats) -> Floats:
    """The weights in hundredths of a point, adding up to the same whole points.

    What is cut off goes back a hundredth at a time to those that lost most.

    >>> in_hundredths(np.array([8.3333, 8.3333, 8.3334])).tolist()
    [8.33, 8.33, 8.34]
    """
    exact = weights * 100
    hundredths = np.floor(exact + TINY)
    missing = round(float(exact.sum() - hundredths.sum()))
    most = np.argsort(hundredths - exact, kind="stable")[:missing]
    hundredths[most] += 1
    return hundredths / 100
