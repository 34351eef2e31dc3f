"""Calibration of signal weights against LinkedIn scores, with cross-validated errors.

Per pillar: minimise ‖P·w − y‖² + ρ‖w − w₁‖² with w ≥ 0 and Σw = 25 (fitting.py), where a row of P
holds the strengths on the day of a reading (evidence.py), y is LinkedIn's pillar and w₁ the weights
in force.

Errors are mean absolute errors in points, on readings of reps left out of the fit. Folds are of
whole reps, assigned in order: rep i of n is in fold i mod F. The cross-validation is nested: the
outer loop leaves out one fold after another, and for each an inner loop over the remaining reps
chooses ρ, so that nothing about a left-out rep influences the weights it is tested with. The
proposed weights are fitted to all readings, with ρ chosen among all of them.

    before   mean of |P·w₁ − y|
    after    mean of |P·w − y|, w fitted without the reading's rep

A pillar gains where `after` is at least 0.05 below `before`; otherwise it keeps its weights.
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.evidence import Evidence
from scoring.core.fitting import Gram, fit_weights, round_to_hundredths
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.signals import PILLARS

READINGS, REPS = 20, 5  # with fewer of either, nothing is proposed
OUTER, INNER = 8, 5  # folds
PULLS: tuple[float, ...] = tuple(np.logspace(-2, 4, 13).tolist())  # candidates for ρ
MIN_GAIN_POINTS = 0.05  # of mean absolute error: less may be chance, and is not worth a change


@dataclass(frozen=True)
class PillarFit:
    """Weights of one pillar, in force and fitted, with errors in points on k readings."""

    pillar: str
    names: tuple[str, ...]  # signals of the pillar
    current: Floats
    fitted: Floats  # in hundredths, adding up to 25
    before: Floats  # (k,) absolute error of each reading under the current weights
    after: Floats  # (k,) absolute error under weights fitted without the reading's rep

    @property
    def error_before(self) -> float:
        """Mean absolute error of the weights in force."""
        return float(self.before.mean())

    @property
    def error_after(self) -> float:
        """Mean absolute error on reps left out of the fit."""
        return float(self.after.mean())

    @property
    def gains(self) -> bool:
        """Whether the fitted weights predict left-out readings better by MIN_GAIN_POINTS."""
        return self.error_before - self.error_after >= MIN_GAIN_POINTS

    @property
    def proposed(self) -> Floats:
        """The weights to propose: those in force where there is no gain."""
        return self.fitted if self.gains else self.current

    @property
    def errors(self) -> Floats:
        """(k,) absolute error of each reading under the proposed weights."""
        return self.after if self.gains else self.before


@dataclass(frozen=True)
class Calibration:
    """Result of a calibration: one fit per pillar, or none where there is too little data."""

    readings: int
    reps: int
    fits: tuple[PillarFit, ...]

    @property
    def enough(self) -> bool:
        """Whether there was enough data for a fit."""
        return bool(self.fits)

    @property
    def gains(self) -> bool:
        """Whether any pillar has better weights to propose."""
        return any(fit.gains for fit in self.fits)

    def weights(self) -> dict[str, float]:
        """Proposed weight of every signal."""
        return {
            name: weight
            for fit in self.fits
            for name, weight in zip(fit.names, fit.proposed.tolist(), strict=True)
        }


def calibrate_weights(layout: Layout, evidence: Evidence) -> Calibration:
    """Fits the weights of each pillar; returns no fits with too few readings or reps."""
    reps = len(np.unique(evidence.reps))
    if len(evidence) < READINGS or reps < REPS:
        return Calibration(len(evidence), reps, ())
    fits = tuple(_fit(layout, evidence, at) for at in range(len(PILLARS)))
    return Calibration(len(evidence), reps, fits)


def _fit(layout: Layout, evidence: Evidence, pillar: int) -> PillarFit:
    at = np.flatnonzero(layout.pillar_at == pillar)
    rows, official = evidence.strengths[:, at], evidence.official[:, pillar]
    current = layout.weights[at]
    after = np.empty(len(rows))
    for _, left_out in _folds(evidence.reps, OUTER):
        fitted_on = ~left_out
        weights = _fit_with_best_pull(
            rows[fitted_on], official[fitted_on], evidence.reps[fitted_on], current
        )
        after[left_out] = np.abs(rows[left_out] @ weights - official[left_out])
    return PillarFit(
        pillar=PILLARS[pillar],
        names=tuple(layout.names[each] for each in at),
        current=current,
        fitted=round_to_hundredths(_fit_with_best_pull(rows, official, evidence.reps, current)),
        before=np.abs(rows @ current - official),
        after=after,
    )


def _folds(reps: Ints, max_folds: int) -> list[tuple[int, Bools]]:
    """Row masks of the folds: (fold, rows left out). Folds are of whole reps, assigned in order.

    >>> [mark.tolist() for _, mark in _folds(np.array([3, 3, 5, 9]), 2)]
    [[True, True, False, True], [False, False, True, False]]
    """
    ids, positions = np.unique(reps, return_inverse=True)
    folds = min(max_folds, len(ids))
    return [(fold, positions % folds == fold) for fold in range(folds)]


def _fit_with_best_pull(rows: Floats, official: Floats, reps: Ints, current: Floats) -> Floats:
    """Weights fitted to all rows, with the ρ that has the smallest cross-validated error."""
    all_rows = Gram.of(rows, official)
    errors = np.zeros(len(PULLS))
    for _, left_out in _folds(reps, INNER):
        test_rows, test_official = rows[left_out], official[left_out]
        gram = all_rows - Gram.of(test_rows, test_official)
        candidates = np.array([fit_weights(gram, current, pull) for pull in PULLS])
        errors += np.abs(test_rows @ candidates.T - test_official[:, None]).sum(axis=0)
    return fit_weights(all_rows, current, PULLS[int(np.argmin(errors))])
