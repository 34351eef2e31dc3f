"""Weights from LinkedIn's numbers: found where they are known, and refused where nothing is."""

from dataclasses import replace
from datetime import date
from time import perf_counter

import numpy as np
import pytest

from scoring.core.calibration import Calibration, calibrated
from scoring.core.evidence import KNOWN_BEFORE
from scoring.core.strength import strengths
from tests.scoring.core.histories import LAYOUT, Day, day, history, play, steady
from tests.scoring.core.simulated_readings import evidence_of, organization, weighing


def errors(found: Calibration) -> list[tuple[float, float]]:
    return [(fit.error_before, fit.error_after) for fit in found.fits]


@pytest.mark.parametrize("seed", range(4))
def test_known_weights_are_recovered_to_half_a_point_a_pillar_on_reps_left_out(seed: int) -> None:
    began = perf_counter()
    found = calibrated(LAYOUT, evidence_of(organization(seed)))
    assert (found.readings, found.reps) == (320, 40)
    assert max(after for _, after in errors(found)) <= 0.5
    assert min(before for before, _ in errors(found)) > 0.5
    assert found.gains and perf_counter() - began < 10  # 1 on a machine with nothing else to do


def test_what_is_proposed_is_near_the_weights_linkedin_had() -> None:
    truth = weighing(np.random.default_rng(5))
    found = calibrated(LAYOUT, evidence_of(organization(6, truth=truth)))
    was = np.abs(LAYOUT.weights - truth.weights).mean()
    proposed = np.array([found.weights()[name] for name in LAYOUT.names])
    assert np.abs(proposed - truth.weights).mean() < 0.4 * was


def test_weights_of_a_pillar_add_up_to_25_and_none_is_below_nothing() -> None:
    for fit in calibrated(LAYOUT, evidence_of(organization(0))).fits:
        assert round(float(fit.proposed.sum()), 9) == 25 and fit.proposed.min() >= 0


def test_where_the_weights_are_right_nothing_is_proposed() -> None:
    found = calibrated(LAYOUT, evidence_of(organization(1, truth=LAYOUT)))
    assert found.enough and not found.gains
    assert found.weights() == dict(zip(LAYOUT.names, LAYOUT.weights.tolist(), strict=True))


def test_a_pillar_without_a_gain_keeps_its_weights() -> None:
    truth = weighing(np.random.default_rng(7))
    brand = [replace(s, weight=LAYOUT.weights[at]) if s.pillar == "brand" else s
             for at, s in enumerate(truth.version.signals)]  # fmt: skip
    other = type(truth)(**{**vars(truth), "weights": np.array([float(s.weight) for s in brand])})
    found = calibrated(LAYOUT, evidence_of(organization(8, truth=other)))
    assert [fit.gains for fit in found.fits] == [False, True, True, True]
    assert found.weights()["posts"] == 6


@pytest.mark.parametrize(("reps", "readings"), [(4, 8), (9, 2)])
def test_too_little_proposes_nothing(reps: int, readings: int) -> None:
    found = calibrated(LAYOUT, evidence_of(organization(2, reps=reps, readings=readings)))
    assert not found.enough and not found.gains and found.weights() == {}
    assert (found.readings, found.reps) == (reps * readings, reps)


def test_nothing_at_all_is_too_little() -> None:
    found = calibrated(LAYOUT, evidence_of(organization(2, reps=3, readings=0)))
    assert (found.readings, found.reps, found.enough) == (0, 0, False)


def test_the_same_readings_give_the_same_weights_in_whatever_order_they_come() -> None:
    evidence = evidence_of(organization(3, reps=12, readings=3))
    mixed = evidence.take(np.random.default_rng(1).permutation(len(evidence)))
    one, other = calibrated(LAYOUT, evidence), calibrated(LAYOUT, mixed)
    assert errors(one) == pytest.approx(np.array(errors(other)))
    assert one.weights() == pytest.approx(other.weights(), abs=0.011)


def test_a_left_out_rep_has_no_say_in_the_weights_it_is_judged_by() -> None:
    evidence = evidence_of(organization(4, reps=12, readings=4))
    theirs = np.flatnonzero(evidence.reps == evidence.reps[0])
    official = evidence.official.copy()
    official[theirs] = 25 - official[theirs]
    moved = calibrated(LAYOUT, replace(evidence, official=official))
    for at, fit in enumerate(calibrated(LAYOUT, evidence).fits):
        # Folds are dealt by rep, so the ones it was left out with are judged by the same weights.
        with_them = np.isin(evidence.reps, np.unique(evidence.reps)[8::8])
        assert moved.fits[at].after[with_them] == pytest.approx(fit.after[with_them])


# Rows -------------------------------------------------------------------------------------------


def a_diary(readings: dict[int, float]) -> dict[date, Day]:
    said = steady(Day({"posts": 1, "comments": 3}), 60)
    for number, pillar in readings.items():
        said[day(number)] = replace(said.get(day(number), Day({})), reading=(pillar,) * 4)
    return said


def test_a_row_knows_what_was_done_and_no_reading() -> None:
    evidence = evidence_of(history([a_diary({2: 20, 36: 9, 57: 11})], 60))
    assert evidence.official[:, 0].tolist() == [9, 11]
    unread = play([a_diary({})], 57)[-1].state
    assert evidence.strengths[-1] == pytest.approx(strengths(LAYOUT, unread)[0])
    assert evidence.known_days.tolist() == [20, 20]


def test_a_reading_counts_from_20_days_known_before_it_on() -> None:
    twentieth = 26  # the 20th working day; a reading of that day has 19 before it
    assert KNOWN_BEFORE == 20
    assert len(evidence_of(history([a_diary({twentieth: 9})], 60))) == 0
    assert len(evidence_of(history([a_diary({twentieth + 1: 9})], 60))) == 1


def test_what_is_not_tracked_is_told() -> None:
    evidence = evidence_of(history([a_diary({50: 9})], 60))
    tracked = {name for name, known in zip(LAYOUT.names, evidence.tracked[0], strict=True) if known}
    assert tracked == {"posts", "comments", "active"}
