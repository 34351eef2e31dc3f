"""Calibration: fits the model's weights to an organisation's LinkedIn scores.

Facts are replayed from the first one on, without readings, some reps at a time. Reps with readings
but no longer all facts (Rep.facts_from) are left out, as their first days can't be replayed.
Nothing here names a rep.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isclose

import numpy as np
from django.core.cache import caches

from scoring.core.calibration import READINGS, REPS, Calibration, PillarFit, calibrate_weights
from scoring.core.custom_versions import parameters_of
from scoring.core.evidence import MIN_KNOWN_DAYS_BEFORE, Evidence, empty_evidence, gather_evidence
from scoring.core.layout import Ints, Layout, layout_of
from scoring.core.versions import Version
from scoring.daily.active_version import cached_timeline
from scoring.daily.bulk_read import read_matrix
from scoring.daily.load import Block, first_fact_days, load_history
from scoring.daily.plan import MAX_CELLS
from scoring.models import ModelVersion
from scoring.readings.accuracy_groups import (
    KNOWN_DAYS_BANDS,
    TOTAL_BANDS,
    AccuracyGroup,
    group_by_band,
    round_totals,
)
from scoring.scores.signal_names import SIGNAL_NAMES
from scoring.versions.adoption import propose
from teams.base.formatting import count_words
from teams.models import OfficialReading, Organization, Rep, User

RESULT_CACHE = caches["remembered"]
MAX_REPS = 400  # reps replayed, evenly chosen by id: more would hardly change the result


class NothingToProposeError(ValueError):
    """Too few readings, or no gain; the message is a sentence that says which."""


@dataclass(frozen=True)
class CalibrationBasis:
    """Numbers of reps that a calibration rests on."""

    with_readings: int  # reps with a LinkedIn score
    expired: int  # of these, reps whose first facts are no longer kept: left out
    replayed: int  # reps whose days were replayed

    @property
    def usable(self) -> int:
        """Reps whose readings can be used."""
        return self.with_readings - self.expired


@dataclass(frozen=True)
class SignalWeight:
    """A signal's weight in force and as proposed, in points."""

    name: str
    now: float
    proposed: float
    tracked: int  # the number of readings for which it was known

    @property
    def change(self) -> float:
        return self.proposed - self.now

    @property
    def moves(self) -> bool:
        return round(abs(self.change), 2) > 0


@dataclass(frozen=True)
class PillarWeights:
    """A pillar's fit, with its signals by name."""

    fit: PillarFit
    signals: tuple[SignalWeight, ...]

    @property
    def name(self) -> str:
        return self.fit.pillar.capitalize()


@dataclass(frozen=True)
class CalibrationResult:
    """The result of calibrating a version's weights."""

    version: Version
    calibration: Calibration
    basis: CalibrationBasis
    pillars: tuple[PillarWeights, ...] = ()
    # Readings by known days and by LinkedIn total; means: error of a pillar before and after.
    by_known_days: tuple[AccuracyGroup, ...] = ()
    by_level: tuple[AccuracyGroup, ...] = ()

    @property
    def rests_on(self) -> str:
        """The sample in words, such as `320 readings of 40 reps`."""
        readings = count_words(self.calibration.readings, "reading")
        return f"{readings} of {count_words(self.calibration.reps, 'rep')}"

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if not self.calibration.enough:
            return (
                f"Too little to go by: {self.rests_on}. It takes {READINGS} readings of {REPS} "
                f"reps, each with {MIN_KNOWN_DAYS_BEFORE} known days before it."
            )
        closer = [each.name for each in self.pillars if each.fit.gains]
        if not closer:
            return (
                "No weights tell the readings of left-out reps better than those in force: "
                "nothing to propose."
            )
        return f"Other weights come closer to LinkedIn’s numbers in {_join_names(closer)}."

    @property
    def worst(self) -> str:
        """The group with the largest error under the proposed weights; empty if unknown."""
        groupings = (
            ("where LinkedIn’s total is {}", self.by_level),
            ("where {} of 20 days are known", self.by_known_days),
        )
        errors: list[tuple[float, str]] = []
        for phrase, groups in groupings:
            means = [(each.means[-1], phrase.format(each.name)) for each in groups if each.means]
            errors += means if len(means) > 1 else []
        if not errors:
            return ""
        error, where = max(errors)
        return f"It is furthest off {where}: {error:.2f} points a pillar."

    @property
    def why(self) -> str:
        """The reason given for a version with these weights."""
        errors = ", ".join(
            f"{each.name} {each.fit.error_before:.2f} → {each.fit.error_after:.2f}"
            for each in self.pillars
            if each.fit.gains
        )
        return f"Calibrated on {self.rests_on}; points off on average: {errors}"

    def as_json(self) -> dict[str, object]:
        """The summary stored with a version: sample size, errors before and after by pillar."""
        errors = {
            fit.pillar: {
                "before": round(fit.error_before, 3),
                "after": round(fit.error_after, 3),
                "gains": fit.gains,
            }
            for fit in self.calibration.fits
        }
        return {
            "readings": self.calibration.readings,
            "reps": self.calibration.reps,
            "pillars": errors,
        }


def _join_names(names: list[str]) -> str:
    """Names as a list in a sentence, such as `Brand, People and Insights`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def calibrate(organization: Organization, version: Version) -> CalibrationResult:
    """Calibrates a version's weights on the organisation's readings; cached until facts change."""
    reps = Rep.objects.filter(organization=organization)
    key = f"calibration-{organization.pk}-{version.identifier}-{reps.facts_version()}"
    result: CalibrationResult | None = RESULT_CACHE.get(key)
    if result is None:
        result = _calibrate(organization, version)
        RESULT_CACHE.set(key, result)
    return result


def propose_weights(
    result: CalibrationResult, organization: Organization, by: User | None
) -> ModelVersion:
    """Creates a version with the calibrated weights, or returns the one that has them already.

    It has no effect until adopted. Raises NothingToProposeError, with the sentence that says why.
    """
    if not result.calibration.gains:
        raise NothingToProposeError(result.sentence)
    weights = result.calibration.weights()
    parameters = replace(parameters_of(result.version), weights=weights)
    based_on = result.version.identifier
    for each in ModelVersion.objects.filter(organization=organization, based_on=based_on):
        weights_of_version = parameters_of(each.core_version).weights
        if each.calibration and all(
            isclose(w, weights_of_version[n], abs_tol=0.005) for n, w in weights.items()
        ):
            return each
    return propose(
        organization=organization,
        parameters=parameters,
        why=result.why,
        based_on=based_on,
        by=by,
        today=organization.today(),
        calibration=result.as_json(),
    )


def version_in_force(organization: Organization) -> Version:
    """The version in force today, whose weights are compared with LinkedIn scores."""
    return cached_timeline(organization).on(organization.today().toordinal())


def _calibrate(organization: Organization, version: Version) -> CalibrationResult:
    layout = layout_of(version)
    basis, reps = _select_reps(organization)
    evidence = Evidence.joined(
        [empty_evidence(layout), *_load_evidence(organization, layout, reps)]
    )
    calibration = calibrate_weights(layout, evidence)
    if not calibration.enough:
        return CalibrationResult(version, calibration, basis)
    tracked = dict(zip(layout.names, evidence.tracked.sum(axis=0).tolist(), strict=True))
    errors = [
        np.mean([getattr(fit, which) for fit in calibration.fits], axis=0)
        for which in ("before", "errors")
    ]
    totals = round_totals(evidence.official.sum(axis=1))
    return CalibrationResult(
        version=version,
        calibration=calibration,
        basis=basis,
        pillars=tuple(_weights(fit, tracked) for fit in calibration.fits),
        by_known_days=group_by_band(
            KNOWN_DAYS_BANDS, evidence.known_days, evidence.reps, *errors, min_reps=REPS
        ),
        by_level=group_by_band(TOTAL_BANDS, totals, evidence.reps, *errors, min_reps=REPS),
    )


def _weights(fit: PillarFit, tracked: Mapping[str, int]) -> PillarWeights:
    weights = zip(fit.names, fit.current.tolist(), fit.proposed.tolist(), strict=True)
    signals = (
        SignalWeight(SIGNAL_NAMES[name], now, new, tracked[name]) for name, now, new in weights
    )
    return PillarWeights(fit, tuple(signals))


def _select_reps(organization: Organization) -> tuple[CalibrationBasis, Ints]:
    """Number of reps with readings, and the ids of those to replay, ascending."""
    with_readings = Rep.objects.filter(organization=organization).present().with_readings()
    rows = read_matrix(with_readings, "id", "facts_from")
    ids = np.sort(rows[np.isnan(rows[:, 1]), 0].astype(np.int64))
    if len(ids) > MAX_REPS:
        ids = ids[np.linspace(0, len(ids) - 1, MAX_REPS).astype(np.int64)]
    return CalibrationBasis(len(rows), int((~np.isnan(rows[:, 1])).sum()), len(ids)), ids


def _load_evidence(organization: Organization, layout: Layout, reps: Ints) -> Iterator[Evidence]:
    """The evidence in batches of reps that fit in memory, reps with the same first day together."""
    if not len(reps):
        return
    first, last = first_fact_days(reps), OfficialReading.objects.last_day_of(organization)
    assert last is not None  # each of these reps has a reading
    through = last.toordinal()
    order = np.argsort(first, kind="stable")
    at = 0
    while at < len(order):
        days = through - int(first[order[at]]) + 1
        batch = np.sort(order[at : at + max(1, MAX_CELLS // (days * len(layout.inputs)))])
        at += len(batch)
        block = Block(organization, reps[batch], first[batch], through)
        yield gather_evidence(layout, load_history(layout, block), reps[batch])
