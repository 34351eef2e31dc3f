"""Column layout of a version: every signal and input has exactly one column."""

import numpy as np
import pytest

from scoring.core.layout import layout_of
from scoring.core.signals import PILLARS, Flow, Latency, Percent, Rate, Stock
from scoring.core.versions import VERSIONS, Version

pytestmark = pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS.keys())


def test_every_signal_has_one_place_among_its_kind(version: Version) -> None:
    layout = layout_of(version)
    places = [*layout.flow_at, *layout.level_at, *layout.rate_at, layout.latency_at]
    assert sorted(places) == list(range(len(version.signals)))
    assert layout.names == tuple(signal.name for signal in version.signals)


def test_every_place_holds_its_own_signal(version: Version) -> None:
    layout, signals = layout_of(version), version.signals
    assert all(isinstance(signals[at], Flow) for at in layout.flow_at)
    assert all(isinstance(signals[at], Stock | Percent) for at in layout.level_at)
    assert all(isinstance(signals[at], Rate) for at in layout.rate_at)
    assert isinstance(signals[layout.latency_at], Latency)
    assert signals[layout.flow_at[-1]].name == "active"


def test_every_signal_reads_its_own_inputs(version: Version) -> None:
    layout = layout_of(version)
    read = {name: [] for name in layout.names}  # type: dict[str, list[str]]
    columns = [
        *zip(layout.flow_at, layout.flow_inputs, strict=False),  # `active` has no input
        *zip(layout.level_at, layout.level_inputs, strict=True),
        *zip(layout.rate_at, layout.trials, strict=True),
        *zip(layout.rate_at, layout.successes, strict=True),
        (layout.latency_at, layout.latency_input),
        *((layout.flow_at[-1], column) for column in layout.own_inputs),
    ]
    for at, column in columns:
        read[layout.names[at]].append(layout.inputs[column])
    assert read == {signal.name: list(signal.inputs) for signal in version.signals}


def test_every_signal_belongs_to_one_pillar(version: Version) -> None:
    layout = layout_of(version)
    assert (layout.pillar_of.sum(axis=1) == 1).all()
    belongs = [PILLARS[at] for at in np.argmax(layout.pillar_of, axis=1)]
    assert belongs == [signal.pillar for signal in version.signals]
    assert layout.weights.tolist() == [signal.weight for signal in version.signals]


def test_a_day_counts_for_two_good_ones_at_most(version: Version) -> None:
    layout = layout_of(version)
    assert (layout.caps == np.maximum(2, 0.4 * layout.targets[:-1])).all()


def test_a_layout_is_made_once(version: Version) -> None:
    assert layout_of(version) is layout_of(version)
