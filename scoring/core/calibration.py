"""Weights from LinkedIn's own numbers, and an honest word on how much they help.

Per pillar: minimise ‖P·w − y‖² + ρ‖w − w₁‖² with w ≥ 0 and Σw = 25 (fitting.py), where a row of P
holds the strengths on the day of a reading (evidence.py), y is LinkedIn's pillar and w₁ the weights
in force.

Errors are mean absolute errors in points, of readings of reps the weights were not fitted to. Reps
are dealt into folds in their order: rep i of n lies in fold i mod F. The outer loop leaves out one
fold after another; ρ is chosen anew in each by an inner loop over the reps that are left, so that
nothing of a left-out rep has a say in what it is judged by. The weights proposed come from all
readings, with the ρ chosen among all of them.

    before   mean of |P·w₁ − y|
    after    mean of |P·w − y|, w fitted without the reading's rep

A pillar gains where after is at least 0.05 below before; what gains less keeps its weights.
"""

from dataclasses import dataclass

import numpy as np

from scoring.core.evidence import Evidence
from scoring.core.fitting import Gram, fitted, in_hundredths
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.signals import PILLARS

READINGS, REPS = 20, 5  # fewer of either say nothing
OUTER, INNER = 8, 5  # folds
PULLS: tuple[float, ...] = tuple(np.logspace(-2, 4, 13).tolist())  # what ρ is chosen from
GAIN = 0.05  # points of mean absolute error: less is chance, and shows as nothing


@dataclass(frozen=True)
class PillarFit:
    """A pillar's weights against LinkedIn's numbers; errors in points, of k readings."""

    pillar: str
    names: tuple[str, ...]  # its signals
    current: Floats
    fitted: Floats  # in hundredths, adding up to 25
    before: Floats  # (k,) how far each reading was off
    after: Floats  # (k,) the same by weights its rep had no say in

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
        """Whether left-out readings are told better."""
        return self.error_before - self.error_after >= GAIN

    @property
    def proposed(self) -> Floats:
        """The weights to propose: those in force where there is no gain."""
        return self.fitted if self.gains else self.current

    @property
    def errors(self) -> Floats:
        """(k,) how far each reading is off with what is proposed."""
        return self.after if self.gains else self.before


@dataclass(frozen=True)
class Calibration:
    """What came of it: a fit a pillar, none where there is too little to go by."""

    readings: int
    reps: int
    fits: tuple[PillarFit, ...]

    @property
    def enough(self) -> bool:
        """Whether there was enough to go by."""
        return bool(self.fits)

    @property
    def gains(self) -> bool:
        """Whether there is anything to propose."""
        return any(fit.gains for fit in self.fits)

    def weights(self) -> dict[str, float]:
        """Every signal's weight as proposed."""
        return {
            name: weight
            for fit in self.fits
            for name, weight in zip(fit.names, fit.proposed.tolist(), strict=True)
        }


def calibrated(layout: Layout, evidence: Evidence) -> Calibration:
    """The weights of each pillar that left-out readings speak for."""
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
        kept = ~left_out
        weights = _chosen(rows[kept], official[kept], evidence.reps[kept], current)
        after[left_out] = np.abs(rows[left_out] @ weights - official[left_out])
    return PillarFit(
        pillar=PILLARS[pillar],
        names=tuple(layout.names[each] for each in at),
        current=current,
        fitted=in_hundredths(_chosen(rows, official, evidence.reps, current)),
        before=np.abs(rows @ current - official),
        after=after,
    )


def _folds(reps: Ints, most: int) -> list[tuple[int, Bools]]:
    """Which rows each fold leaves out: whole reps, dealt in their order.

    >>> [mark.tolist() for _, mark in _folds(np.array([3, 3, 5, 9]), 2)]
    [[True, True, False, True], [False, False, True, False]]
    """
    ids, place = np.unique(reps, return_inverse=True)
    folds = min(most, len(ids))
    return [(fold, place % folds == fold) for fold in range(folds)]


def _chosen(rows: Floats, official: Floats, reps: Ints, current: Floats) -> Floats:
    """The weights fitted to all rows, with the pull to w₁ that left-out reps of them speak for."""
    every = Gram.of(rows, official)
    off = np.zeros(len(PULLS))
    for _, left_out in _folds(reps, INNER):
        theirs, said = rows[left_out], official[left_out]
        gram = every - Gram.of(theirs, said)
        tried = np.array([fitted(gram, current, pull) for pull in PULLS])
        off += np.abs(theirs @ tried.T - said[:, None]).sum(axis=0)
    return fitted(every, current, PULLS[int(np.argmin(off))])
