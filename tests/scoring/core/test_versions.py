"""Versions never change: golden files, and invariants of every version."""

import json
from typing import Any

import numpy as np
import pytest

from scoring.core.layout import layout_of
from scoring.core.signals import PILLAR_POINTS, PILLARS, ActiveDays
from scoring.core.state import pack, unpack
from scoring.core.versions import CURRENT_VERSION, OWN_ACTIONS, VERSIONS, Version
from teams.base.inputs import INPUTS, SCORED_INPUTS
from tests.scoring.core.golden import diary_of, parameters, path_of
from tests.scoring.core.histories import MONDAY, score_diary
from tests.scoring.core.reference import SIGNALS

every_version = pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS.keys())


@pytest.fixture
def golden(version: Version) -> dict[str, Any]:
    return dict(json.loads(path_of(version.identifier).read_text()))


@every_version
def test_the_parameters_of_a_version_never_change(version: Version, golden: dict[str, Any]) -> None:
    assert parameters(version) == golden["parameters"]


@every_version
def test_the_scores_of_a_version_never_change(version: Version, golden: dict[str, Any]) -> None:
    scores = score_diary(diary_of(golden["diary"]), len(golden["diary"]))
    got = [[*each.pillars[0], each.totals[0]] for each in scores]
    assert np.allclose(got, list(golden["scores"].values()), rtol=0, atol=1e-9)


@every_version
def test_a_stored_state_can_still_be_read(version: Version, golden: dict[str, Any]) -> None:
    layout, row = layout_of(version), np.array([golden["state"]])
    after = pack(score_diary(diary_of(golden["diary"]), len(golden["diary"]))[-1].state)
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


def test_version_1_is_the_table_of_the_specification() -> None:
    kinds = {"ActiveDays": "flow"}
    for told in parameters(VERSIONS["1"])["signals"]:
        row = SIGNALS[told["name"]]
        kind = kinds.get(told["kind"], told["kind"].lower())
        assert (told["pillar"], kind, told["weight"]) == (row.pillar, row.kind, row.weight)
        assert told.get("target", 0) == row.target
        for name in ("prior", "low", "high", "half"):
            assert told.get(name, 0) == getattr(row, name)
    assert [told["name"] for told in parameters(VERSIONS["1"])["signals"]] == list(SIGNALS)
