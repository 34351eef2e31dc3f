"""Versions never change: golden files, and invariants of every version."""

import json
from typing import Any

import numpy as np
import pytest

from scoring.core.layout import layout_of
from scoring.core.signals import PILLAR_POINTS, PILLARS, ActiveDays
from scoring.core.state import pack, unpack
from scoring.core.uncertainty import Trust
from scoring.core.versions import CURRENT_VERSION, OWN_ACTIONS, VERSIONS, Version
from teams.base.inputs import INPUTS, SCORED_INPUTS
from tests.scoring.core.golden import diary_of, parameters, path_of, scores_of
from tests.scoring.core.histories import MONDAY, day
from tests.scoring.core.reference import replay as reference
from tests.scoring.core.reference.tables import OWN_ACTIONS as SPECIFIED_OWN_ACTIONS
from tests.scoring.core.reference.tables import SIGNALS
from tests.scoring.core.replays import run

every_version = pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS.keys())


@pytest.fixture
def golden(version: Version) -> dict[str, Any]:
    return dict(json.loads(path_of(version.identifier).read_text()))


@every_version
def test_the_parameters_of_a_version_never_change(version: Version, golden: dict[str, Any]) -> None:
    assert parameters(version) == golden["parameters"]


@every_version
def test_the_scores_of_a_version_never_change(version: Version, golden: dict[str, Any]) -> None:
    replayed = run([diary_of(golden["diary"])], len(golden["scores"]), version=version)
    kept = list(golden["scores"].values())
    for name in ("pillars", "coverage"):
        got = replayed.all(name)[:, 0]
        assert np.allclose(got, [each[name] for each in kept], rtol=0, atol=1e-9), name
    assert np.allclose(replayed.totals[:, 0], [each["total"] for each in kept], rtol=0, atol=1e-9)
    trust = [Trust(value).name.lower() for value in replayed.all("trust")[:, 0]]
    assert trust == [each["state"] for each in kept]
    assert np.allclose(replayed.all("rest")[-1, 0], golden["rest"], rtol=0, atol=1e-9)
    points = [golden["points"][name] for name in replayed.layout.names]
    assert np.allclose(replayed.all("points")[-1, 0], points, rtol=0, atol=1e-9)


def test_the_golden_file_of_version_2_is_the_references() -> None:
    kept = json.loads(path_of("2").read_text())
    closes = reference.replay(diary_of(kept["diary"]), day(len(kept["scores"])))
    for close, scores in zip(closes, kept["scores"].values(), strict=True):
        assert scores_of(close) == scores
    assert closes[-1].points == pytest.approx(kept["points"])


@every_version
def test_a_stored_state_can_still_be_read(version: Version, golden: dict[str, Any]) -> None:
    layout, row = layout_of(version), np.array([golden["state"]])
    after = pack(run([diary_of(golden["diary"])], len(golden["scores"])).state)
    assert np.allclose(after, row, rtol=0, atol=1e-9)
    assert pack(unpack(layout, row)).tobytes() == row.tobytes()
    assert MONDAY.isoformat() == min(golden["diary"])


@every_version
def test_the_weights_of_a_pillar_add_up_to_25(version: Version) -> None:
    for pillar in PILLARS:
        weights = [signal.weight for signal in version.signals if signal.pillar == pillar]
        assert sum(weights) == pytest.approx(PILLAR_POINTS)


@every_version
def test_the_inputs_of_a_version_are_the_scored_facts(version: Version) -> None:
    assert set(version.inputs) == set(SCORED_INPUTS)
    own = [s.own for s in version.signals if isinstance(s, ActiveDays)]
    assert own == [OWN_ACTIONS]
    assert set(OWN_ACTIONS) == {name for name, each in INPUTS.items() if each.own}


@every_version
def test_a_version_is_found_by_its_identifier(version: Version) -> None:
    assert VERSIONS[version.identifier] is version
    assert version.why
    assert CURRENT_VERSION in VERSIONS.values()


def test_version_2_is_the_table_of_the_specification() -> None:
    kinds = {"ActiveDays": "flow"}
    for found in parameters(VERSIONS["2"])["signals"]:
        row = SIGNALS[found["name"]]
        kind = kinds.get(found["kind"], found["kind"].lower())
        assert (found["pillar"], kind, found["weight"]) == (row.pillar, row.kind, row.weight)
        assert found.get("target", 0) == row.target
        for name in ("prior", "low", "high", "half"):
            assert found.get(name, 0) == getattr(row, name)
        if kind == "rate":
            assert (found["trials"], found["successes"]) == row.inputs
    assert [found["name"] for found in parameters(VERSIONS["2"])["signals"]] == list(SIGNALS)
    assert OWN_ACTIONS == SPECIFIED_OWN_ACTIONS


def test_version_2_has_gains_and_a_variance_of_1_and_a_half_life_of_30_days() -> None:
    version = VERSIONS["2"]
    assert (version.gains, version.variance, version.half_life) == ((1, 1, 1, 1), 1, 30)
