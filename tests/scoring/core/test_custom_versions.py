"""An organisation's own versions: within bounds, exact, and otherwise equal to their base."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from scoring.core.custom_versions import (
    OutOfBoundsError,
    Parameters,
    build_custom_version,
    parameters_of,
)
from scoring.core.layout import layout_of
from scoring.core.signals import PILLARS
from scoring.core.versions import VERSION_2

BASE_PARAMETERS = parameters_of(VERSION_2)


def with_weights(**weights: float) -> Parameters:
    return replace(BASE_PARAMETERS, weights={**BASE_PARAMETERS.weights, **weights})


def with_targets(**targets: float) -> Parameters:
    return replace(BASE_PARAMETERS, targets={**BASE_PARAMETERS.targets, **targets})


def test_the_same_parameters_make_the_same_version() -> None:
    same = build_custom_version(VERSION_2, "2.1", "The same", BASE_PARAMETERS)
    assert replace(same, identifier="2", why=VERSION_2.why) == VERSION_2
    assert parameters_of(same) == BASE_PARAMETERS == Parameters(**asdict(BASE_PARAMETERS))


def test_the_rounding_error_of_25_goes_to_the_largest_weight() -> None:
    thirds = with_weights(posts=8.3333333, new_followers=1.6666664)
    made = layout_of(build_custom_version(VERSION_2, "2.1", "Thirds", thirds))
    for pillar in range(len(PILLARS)):
        assert sum(made.weights[made.pillar_at == pillar].tolist()) == pytest.approx(25, abs=1e-12)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        (with_weights(posts=7), "The weights of brand add up to 25, not 26."),
        (with_weights(posts=-1, new_followers=11), "The weight of posts is from 0 to 12, not -1."),
        (with_weights(posts=float("nan")), "The weight of posts is from 0 to 12, not nan."),
        (with_weights(likes=1), "No signal with a weight is called likes."),
        (with_targets(posts=13), "The target of posts is from 0.75 to 12, not 13."),
        (with_targets(comments=float("nan")), "The target of comments is from 5 to 80, not nan."),
        (with_targets(active_days=5), "No signal with a target is called active_days."),
        (replace(BASE_PARAMETERS, targets={}), "The target of posts is missing."),
        (replace(BASE_PARAMETERS, weights={}), "The weight of posts is missing."),
        (replace(BASE_PARAMETERS, half_life=121), "The half-life is from 7 to 120 days, not 121."),
        (
            replace(BASE_PARAMETERS, half_life=float("inf")),
            "The half-life is from 7 to 120 days, not inf.",
        ),
        (
            with_weights(profile_completeness=12.5, posts=2.5),
            "The weight of profile completeness is from 0 to 12, not 12.5.",
        ),
        (
            replace(BASE_PARAMETERS, gains=(1.0, 0.09, 1.0, 1.0)),
            "The gain of a pillar is from 0.1 to 1.5, not 0.09.",
        ),
        (
            replace(BASE_PARAMETERS, gains=(1.0, 1.0, 1.0, float("nan"))),
            "The gain of a pillar is from 0.1 to 1.5, not nan.",
        ),
        (replace(BASE_PARAMETERS, variance=10), "The variance is from 0.01 to 9, not 10."),
    ],
)  # fmt: skip
def test_each_parameter_out_of_bounds_has_a_sentence(parameters: Any, sentence: str) -> None:
    with pytest.raises(OutOfBoundsError) as wrong:
        build_custom_version(VERSION_2, "2.1", "", parameters)
    assert sentence in [fault.sentence for fault in wrong.value.faults]
    assert isinstance(wrong.value, ValueError)


def test_a_version_made_by_calibration_differs_in_gains_and_variance_alone() -> None:
    learned = replace(BASE_PARAMETERS, gains=(0.5, 0.8, 1.1, 1.4), variance=1.7)
    made = build_custom_version(VERSION_2, "2.1", VERSION_2.why, learned)
    assert made == replace(VERSION_2, identifier="2.1", gains=(0.5, 0.8, 1.1, 1.4), variance=1.7)


def test_all_errors_are_reported_at_once() -> None:
    with pytest.raises(OutOfBoundsError) as wrong:
        build_custom_version(VERSION_2, "2.1", "", replace(with_weights(posts=7), half_life=1))
    assert [fault.about for fault in wrong.value.faults] == ["brand", "half_life"]
