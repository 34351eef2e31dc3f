"""Calibration recovers known weights, and proposes nothing without enough evidence."""

from dataclasses import replace
from datetime import date
from time import process_time

import numpy as np
import pytest
from scoring.core.evidence import MIN_KNOWN_DAYS_BEFORE

from scoring.core.calibration import Calibration, calibrate_weights
from scoring.core.points import strengths
from tests.scoring.core.histories import LAYOUT, Day, day, history, repeated_diary, score_diaries
from tests.scoring.core.simulated_readings import evidence_of, organization, random_weights
from tests.slow import sample_cases


def errors(calibration: Calibration) -> list[tuple[float, float]]:
    return [(fit.error_before, fit.error_after) for fit in calibration.fits]


@pytest.mark.parametrize("seed", sample_cases(range(4), 1))
def test_known_weights_are_recovered_to_half_a_point_a_pillar_on_reps_left_out(seed: int) -> None:
    began = process_time()
    calibration = calibrate_weights(LAYOUT, evidence_of(organization(seed)))
    assert (calibration.readings, calibration.reps) == (320, 40)
    assert max(after for _, after in errors(calibration)) <= 0.5
    assert min(before for before, _ in errors(calibration)) > 0.5
    assert calibration.gains and process_time() - began < 10  # about 1


def test_proposed_weights_are_near_the_true_ones() -> None:
    truth = random_weights(np.random.default_rng(5))
    calibration = calibrate_weights(LAYOUT, evidence_of(organization(6, truth=truth)))
    was = np.abs(LAYOUT.weights - truth.weights).mean()
    proposed = np.array([calibration.weights()[name] for name in LAYOUT.names])
    assert np.abs(proposed - truth.weights).mean() < 0.4 * was


def test_weights_of_a_pillar_add_up_to_25_and_none_is_negative() -> None:
    for fit in calibrate_weights(LAYOUT, evidence_of(organization(0))).fits:
        assert round(float(fit.proposed.sum()), 9) == 25 and fit.proposed.min() >= 0


def test_right_weights_are_not_changed() -> None:
    calibration = calibrate_weights(LAYOUT, evidence_of(organization(1, truth=LAYOUT)))
    assert calibration.enough and not calibration.gains
    assert calibration.weights() == dict(zip(LAYOUT.names, LAYOUT.weights.tolist(), strict=True))


def test_a_pillar_without_a_gain_keeps_its_weights() -> None:
    truth = random_weights(np.random.default_rng(7))
    brand = [replace(s, weight=LAYOUT.weights[at]) if s.pillar == "brand" else s
             for at, s in enumerate(truth.version.signals)]  # fmt: skip
    other = type(truth)(**{**vars(truth), "weights": np.array([float(s.weight) for s in brand])})
    calibration = calibrate_weights(LAYOUT, evidence_of(organization(8, truth=other)))
    assert [fit.gains for fit in calibration.fits] == [False, True, True, True]
    assert calibration.weights()["posts"] == 6


@pytest.mark.parametrize(("reps", "readings"), [(4, 8), (9, 2)])
def test_too_few_readings_or_reps_propose_nothing(reps: int, readings: int) -> None:
    calibration = calibrate_weights(
        LAYOUT, evidence_of(organization(2, reps=reps, readings=readings))
    )
    assert not calibration.enough and not calibration.gains and calibration.weights() == {}
    assert (calibration.readings, calibration.reps) == (reps * readings, reps)


def test_no_readings_at_all_propose_nothing() -> None:
    calibration = calibrate_weights(LAYOUT, evidence_of(organization(2, reps=3, readings=0)))
    assert (calibration.readings, calibration.reps, calibration.enough) == (0, 0, False)


def test_the_order_of_readings_does_not_matter() -> None:
    evidence = evidence_of(organization(3, reps=12, readings=3))
    mixed = evidence.take(np.random.default_rng(1).permutation(len(evidence)))
    one, other = calibrate_weights(LAYOUT, evidence), calibrate_weights(LAYOUT, mixed)
    assert errors(one) == pytest.approx(np.array(errors(other)))
    assert one.weights() == pytest.approx(other.weights(), abs=0.011)


def test_a_left_out_rep_does_not_influence_the_weights_it_is_tested_with() -> None:
    evidence = evidence_of(organization(4, reps=12, readings=4))
    theirs = np.flatnonzero(evidence.reps == evidence.reps[0])
    official = evidence.official.copy()
    official[theirs] = 25 - official[theirs]
    moved = calibrate_weights(LAYOUT, replace(evidence, official=official))
    for at, fit in enumerate(calibrate_weights(LAYOUT, evidence).fits):
        # Folds are of whole reps: those left out together with it are tested with equal weights.
        with_them = np.isin(evidence.reps, np.unique(evidence.reps)[8::8])
        assert moved.fits[at].after[with_them] == pytest.approx(fit.after[with_them])


# Rows -------------------------------------------------------------------------------------------


def diary_with_readings(readings: dict[int, float]) -> dict[date, Day]:
    said = repeated_diary(Day({"posts": 1, "comments": 3}), 60)
    for number, pillar in readings.items():
        said[day(number)] = replace(said.get(day(number), Day({})), reading=(pillar,) * 4)
    return said


def test_evidence_has_strengths_replayed_without_readings() -> None:
    evidence = evidence_of(history([diary_with_readings({2: 20, 36: 9, 57: 11})], 60))
    assert evidence.official[:, 0].tolist() == [9, 11]
    unread = score_diaries([diary_with_readings({})], 57)[-1].state
    assert evidence.strengths[-1] == pytest.approx(strengths(LAYOUT, unread)[0])
    assert evidence.known_days.tolist() == [20, 20]


def test_a_reading_needs_20_known_days_before_it() -> None:
    twentieth = 26  # the 20th working day; a reading of that day has 19 before it
    assert MIN_KNOWN_DAYS_BEFORE == 20
    assert len(evidence_of(history([diary_with_readings({twentieth: 9})], 60))) == 0
    assert len(evidence_of(history([diary_with_readings({twentieth + 1: 9})], 60))) == 1


def test_evidence_says_which_signals_are_tracked() -> None:
    evidence = evidence_of(history([diary_with_readings({50: 9})], 60))
    tracked = {name for name, known in zip(LAYOUT.names, evidence.tracked[0], strict=True) if known}
    assert tracked == {"posts", "comments", "active"}
