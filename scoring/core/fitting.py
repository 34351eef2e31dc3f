"""Constrained least squares for a pillar's weights (ridge towards current ones), exact, active set.

    minimise  ‖P·w − y‖² + ρ‖w − w₁‖²   with  w ≥ 0  and  Σw = W

A row of P holds a pillar's strengths (0 to 1), y is LinkedIn's pillar in points. The rows matter
only through their Gram matrix PᵀP (k, k) and Pᵀy (k,), which can be added and subtracted by fold
instead of being recomputed.

Active set: some of the k weights are free, the others are 0. The best free weights given Σw = W
solve a linear system (Lagrange: G·w + μ = b). Where one would become negative, the step goes as
far as it can and that weight leaves the free set; where a weight at 0 would lower the objective by
growing, the best one joins. The objective is strictly convex (ρ > 0) and falls in every round, so
no set recurs and the last one is the only minimum. With at most nine signals in a pillar it takes
about ten rounds.
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.layout import Bools, Floats

ROUNDING_TOLERANCE = 1e-9  # points: rounding error below 0 that is ignored


@dataclass(frozen=True)
class Gram:
    """Gram matrix PᵀP (k, k) and Pᵀy (k,) of n rows of k strengths."""

    strengths: Floats
    answers: Floats

    @classmethod
    def of(cls, strengths: Floats, official: Floats) -> "Gram":
        """From strengths (n, k) and LinkedIn's pillar (n,), in points.

        >>> Gram.of(np.array([[1.0, 0.5]]), np.array([10.0])).answers.tolist()
        [10.0, 5.0]
        """
        return cls(strengths.T @ strengths, strengths.T @ official)

    def __add__(self, other: "Gram") -> "Gram":
        return Gram(self.strengths + other.strengths, self.answers + other.answers)

    def __sub__(self, other: "Gram") -> "Gram":
        return Gram(self.strengths - other.strengths, self.answers - other.answers)


def fit_weights(gram: Gram, current: Floats, pull: float) -> Floats:
    """(k,) fitted weights in points, with the sum of `current`.

    `current` is w₁ (each at least 0), `pull` is ρ > 0. Raises ArithmeticError without a minimum.

    >>> gram = Gram.of(np.eye(2), np.array([20.0, 0.0]))
    >>> fit_weights(gram, np.array([10.0, 15.0]), pull=1e-6).round(3).tolist()
    [22.5, 2.5]
    >>> fit_weights(gram, np.array([10.0, 15.0]), pull=1e9).round(3).tolist()
    [10.0, 15.0]
    """
    curve = gram.strengths + pull * np.eye(len(current))
    slope = gram.answers + pull * current
    weights, free = current.copy(), current > 0
    # Far more rounds than are ever needed: guards against an endless loop.
    for _ in range(20 * len(current)):
        best, level = _solve_free_weights(curve, slope, free, float(current.sum()))
        if best.min() < -ROUNDING_TOLERANCE:
            weights, free = _step_to_bound(weights, best, free)
            continue
        weights = np.maximum(best, 0.0)
        gains = np.where(free, -np.inf, slope - curve @ weights - level)
        joins = int(np.argmax(gains))
        if gains[joins] <= ROUNDING_TOLERANCE:
            return weights
        free = free.copy()
        free[joins] = True
    raise ArithmeticError("The weights found no minimum.")


def _solve_free_weights(
    curve: Floats, slope: Floats, free: Bools, total: float
) -> tuple[Floats, float]:
    """(k,) free weights that minimise the objective at the given sum, of any sign, and μ."""
    at = np.flatnonzero(free)
    system = np.ones((len(at) + 1, len(at) + 1))
    system[:-1, :-1] = curve[np.ix_(at, at)]
    system[-1, -1] = 0.0
    solution = np.linalg.solve(system, np.append(slope[at], total))
    weights = np.zeros(len(free))
    weights[at] = solution[:-1]
    return weights, float(solution[-1])


def _step_to_bound(weights: Floats, best: Floats, free: Bools) -> tuple[Floats, Bools]:
    """Moves towards the best weights until the first reaches 0; that one leaves the free set."""
    falls = free & (best < 0) & (best < weights)
    shares = np.full(len(weights), np.inf)
    shares[falls] = weights[falls] / (weights - best)[falls]
    leaves = int(np.argmin(shares))
    moved = np.maximum(weights + shares[leaves] * (best - weights), 0.0)
    moved[leaves] = 0.0
    free = free.copy()
    free[leaves] = False
    return moved, free


def round_to_hundredths(weights: Floats) -> Floats:
    """Rounds weights to hundredths of a point, keeping their whole-number sum.

    Largest remainder method: the hundredths cut off go to those that lost most.

    >>> round_to_hundredths(np.array([8.3333, 8.3333, 8.3334])).tolist()
    [8.33, 8.33, 8.34]
    """
    exact = weights * 100
    hundredths = np.floor(exact + ROUNDING_TOLERANCE)
    missing = round(float(exact.sum() - hundredths.sum()))
    most = np.argsort(hundredths - exact, kind="stable")[:missing]
    hundredths[most] += 1
    return hundredths / 100
