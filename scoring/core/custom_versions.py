"""An organisation's own model versions: a built-in version's signals with other parameters.

Weights, targets and half-lives may differ, within bounds: what people can judge or calibration can
estimate. A variant is as immutable as the version it is based on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import fsum, isclose, isfinite

from scoring.core.layout import Layout, layout_of
from scoring.core.signals import PILLAR_POINTS, PILLARS, Flow, Signal, Stock
from scoring.core.versions import VERSIONS, Version

TARGET_FACTOR_BOUNDS = (1 / 4, 4.0)  # times the built-in target: beyond, it is another signal
HALF_LIFE_BOUNDS_DAYS = (7.0, 120.0)  # days
UNTRACKED_HALF_LIFE_BOUNDS_DAYS = (30.0, 720.0)  # days
WEIGHT_SUM_TOLERANCE = 1e-6  # points: tolerance for a typed sum of weights


@dataclass(frozen=True)
class Parameters:
    """All parameters of a version that can be varied."""

    weights: Mapping[str, float]  # most points, by signal
    targets: Mapping[str, float]  # per week (flows) or a level (stocks), by signal
    half_life: float  # days
    untracked_half_life: float  # days


@dataclass(frozen=True)
class Fault:
    """A validation error; `about` names the field: weight_posts, target_posts, brand, half_life."""

    about: str
    sentence: str


class OutOfBoundsError(ValueError):
    """Raised for invalid parameters; `faults` has a sentence for each error."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


def builtin_of(identifier: str) -> Version:
    """The built-in version that an identifier is based on: 1 for 1.1 and 1.2.

    >>> builtin_of("1.2").identifier, builtin_of("1").identifier
    ('1', '1')
    """
    return VERSIONS[identifier.split(".", maxsplit=1)[0]]


@cache
def layout_named(identifier: str) -> Layout:
    """Layout of states stored under a version identifier (cached)."""
    return layout_of(builtin_of(identifier))


def parameters_of(version: Version) -> Parameters:
    """The parameters of a version.

    >>> from scoring.core.versions import VERSION_1
    >>> parameters_of(VERSION_1).weights["posts"], parameters_of(VERSION_1).half_life
    (6, 30.0)
    """
    return Parameters(
        weights={signal.name: signal.weight for signal in version.signals},
        targets={s.name: s.target for s in version.signals if isinstance(s, Flow | Stock)},
        half_life=version.half_life,
        untracked_half_life=version.untracked_half_life,
    )


def build_custom_version(
    base: Version, identifier: str, why: str, parameters: Parameters
) -> Version:
    """A version with the signals of `base` (a built-in version) and these parameters.

    Raises OutOfBoundsError, a ValueError, with a sentence for each parameter out of bounds.

    >>> from dataclasses import replace
    >>> from scoring.core.versions import VERSION_1
    >>> one = parameters_of(VERSION_1)
    >>> other = replace(one, weights={**one.weights, "posts": 8, "new_followers": 2})
    >>> build_custom_version(VERSION_1, "1.1", "Posts count more", other).signals[1].weight
    8.0
    >>> build_custom_version(VERSION_1, "1.1", "", replace(one, half_life=5))
    Traceback (most recent call last):
    scoring.core.custom_versions.OutOfBoundsError: The half-life is from 7 to 120 days, not 5.
    """
    faults = tuple(_faults(base, parameters))
    if faults:
        raise OutOfBoundsError(faults)
    weights = _weights_with_exact_sums(base, parameters.weights)
    return replace(
        base,
        identifier=identifier,
        why=why,
        signals=tuple(_varied(s, weights[s.name], parameters.targets) for s in base.signals),
        half_life=float(parameters.half_life),
        untracked_half_life=float(parameters.untracked_half_life),
    )


def _varied(signal: Signal, weight: float, targets: Mapping[str, float]) -> Signal:
    if isinstance(signal, Flow | Stock):
        return replace(signal, weight=weight, target=float(targets[signal.name]))
    return replace(signal, weight=weight)


def _weights_with_exact_sums(base: Version, weights: Mapping[str, float]) -> dict[str, float]:
    """Weights that sum to exactly 25 a pillar: its largest weight absorbs the rounding error."""
    exact = {name: float(weight) for name, weight in weights.items()}
    for pillar in PILLARS:
        names = [signal.name for signal in base.signals if signal.pillar == pillar]
        largest = max(names, key=lambda name: exact[name])
        exact[largest] = PILLAR_POINTS - fsum(exact[name] for name in names if name != largest)
    return exact


def _faults(base: Version, parameters: Parameters) -> Iterator[Fault]:
    own = parameters_of(base)
    named = (
        ("weight", own.weights, parameters.weights),
        ("target", own.targets, parameters.targets),
    )
    for kind, known, given in named:
        for name in given.keys() - known.keys():
            yield Fault(f"{kind}_{name}", f"No signal with a {kind} is called {name}.")
        for name in sorted(known.keys() - given.keys()):
            yield Fault(f"{kind}_{name}", f"The {kind} of {_words(name)} is missing.")
    yield from _weight_faults(base, parameters.weights)
    for name, target in parameters.targets.items():
        least, most = (times * own.targets.get(name, 1) for times in TARGET_FACTOR_BOUNDS)
        if name in own.targets and not least <= target <= most:
            bounds = f"from {least:g} to {most:g}, not {target:g}"
            yield Fault(f"target_{name}", f"The target of {_words(name)} is {bounds}.")
    lives = (
        ("half_life", "half-life", HALF_LIFE_BOUNDS_DAYS),
        (
            "untracked_half_life",
            "half-life of what is not tracked",
            UNTRACKED_HALF_LIFE_BOUNDS_DAYS,
        ),
    )
    for about, label, (least, most) in lives:
        days = getattr(parameters, about)
        if not least <= days <= most:
            yield Fault(about, f"The {label} is from {least:g} to {most:g} days, not {days:g}.")


def _weight_faults(base: Version, weights: Mapping[str, float]) -> Iterator[Fault]:
    invalid = {name for name, weight in weights.items() if not (isfinite(weight) and weight >= 0)}
    for name in sorted(invalid):
        sentence = f"The weight of {_words(name)} is 0 or more, not {weights[name]:g}."
        yield Fault(f"weight_{name}", sentence)
    for pillar in PILLARS:
        names = {signal.name for signal in base.signals if signal.pillar == pillar}
        if names & invalid or names - weights.keys():
            continue
        total = fsum(weights[name] for name in names)
        if not isclose(total, PILLAR_POINTS, rel_tol=0, abs_tol=WEIGHT_SUM_TOLERANCE):
            yield Fault(pillar, f"The weights of {pillar} add up to 25, not {total:g}.")


def _words(name: str) -> str:
    return name.replace("_", " ")
