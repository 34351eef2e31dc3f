"""An organisation's own model versions: a built-in version's signals with other parameters.

People may choose other weights, targets and another half-life, within bounds; calibration learns
gains and the variance alone. A variant is as immutable as the version it is based on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import fsum, isclose

from scoring.core.constants import GAIN_BOUNDS
from scoring.core.layout import Layout, layout_of
from scoring.core.signals import PILLAR_POINTS, PILLARS, Flow, Signal, Stock
from scoring.core.versions import VERSIONS, Version

TARGET_FACTOR_BOUNDS = (1 / 4, 4.0)  # times the built-in target: beyond, it is another signal
HALF_LIFE_BOUNDS_DAYS = (7.0, 120.0)  # days
WEIGHT_BOUNDS = (0.0, 12.0)  # points: no signal is half of a pillar
VARIANCE_BOUNDS = (0.01, 9.0)  # all that pairs can teach lies within
WEIGHT_SUM_TOLERANCE = 1e-6  # points: tolerance for a typed sum of weights


@dataclass(frozen=True)
class Parameters:
    """All parameters of a version that can be varied."""

    weights: Mapping[str, float]  # most points, by signal
    targets: Mapping[str, float]  # per week (flows) or a level (stocks), by signal
    half_life: float  # days
    gains: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)  # by pillar
    variance: float = 1.0  # V; scales the likely range


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
    """The built-in version that an identifier is based on: 2 for 2.1 and 2.2.

    >>> builtin_of("2.2").identifier, builtin_of("2").identifier
    ('2', '2')
    """
    return VERSIONS[identifier.split(".", maxsplit=1)[0]]


@cache
def layout_named(identifier: str) -> Layout:
    """Layout of states stored under a version identifier (cached)."""
    return layout_of(builtin_of(identifier))


def parameters_of(version: Version) -> Parameters:
    """The parameters of a version.

    >>> from scoring.core.versions import VERSION_2
    >>> parameters_of(VERSION_2).weights["posts"], parameters_of(VERSION_2).half_life
    (6, 30.0)
    """
    return Parameters(
        weights={signal.name: signal.weight for signal in version.signals},
        targets={s.name: s.target for s in version.signals if isinstance(s, Flow | Stock)},
        half_life=version.half_life,
        gains=version.gains,
        variance=version.variance,
    )


def build_custom_version(
    base: Version, identifier: str, why: str, parameters: Parameters
) -> Version:
    """A version with the signals of `base` (a built-in version) and these parameters.

    Raises OutOfBoundsError, a ValueError, with a sentence for each parameter out of bounds.

    >>> from dataclasses import replace
    >>> from scoring.core.versions import VERSION_2
    >>> one = parameters_of(VERSION_2)
    >>> other = replace(one, weights={**one.weights, "posts": 8, "new_followers": 2})
    >>> build_custom_version(VERSION_2, "2.1", "Posts count more", other).signals[1].weight
    8.0
    >>> build_custom_version(VERSION_2, "2.1", "", replace(one, half_life=5))
    Traceback (most recent call last):
    scoring.core.custom_versions.OutOfBoundsError: The half-life is from 7 to 120 days, not 5.
    """
    faults = tuple(_faults(base, parameters))
    if faults:
        raise OutOfBoundsError(faults)
    weights = _weights_with_exact_sums(base, parameters.weights)
    brand, people, insights, relationships = map(float, parameters.gains)
    return replace(
        base,
        identifier=identifier,
        why=why,
        signals=tuple(_varied(s, weights[s.name], parameters.targets) for s in base.signals),
        half_life=float(parameters.half_life),
        gains=(brand, people, insights, relationships),
        variance=float(parameters.variance),
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
    yield from _bound_faults(parameters)


def _bound_faults(parameters: Parameters) -> Iterator[Fault]:
    bounded = (
        ("half_life", "half-life", HALF_LIFE_BOUNDS_DAYS, " days", [parameters.half_life]),
        ("gains", "gain of a pillar", GAIN_BOUNDS, "", parameters.gains),
        ("variance", "variance", VARIANCE_BOUNDS, "", [parameters.variance]),
    )
    for about, label, (least, most), unit, values in bounded:
        for value in values:
            if not least <= value <= most:
                yield Fault(
                    about, f"The {label} is from {least:g} to {most:g}{unit}, not {value:g}."
                )


def _weight_faults(base: Version, weights: Mapping[str, float]) -> Iterator[Fault]:
    least, most = WEIGHT_BOUNDS
    invalid = {name for name, weight in weights.items() if not least <= weight <= most}
    for name in sorted(invalid):
        sentence = (
            f"The weight of {_words(name)} is from {least:g} to {most:g}, not {weights[name]:g}."
        )
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
