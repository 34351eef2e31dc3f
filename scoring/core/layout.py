"""Column layout of a model version: which array column is which signal or input.

The engine works on columns of many reps at once; their order is defined here only.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scoring.core.constants import TYPICAL
from scoring.core.signals import PILLARS, ActiveDays, Flow, Latency, Percent, Rate, Stock
from scoring.core.versions import VERSIONS, Version

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Columns of a version of the model.

    S signals are F flows (`active` last), L levels, R rates and one latency; a day has I inputs.
    A signal's `worth` is its weight times its pillar's gain: the most points it can make.

    `flow_at`, `level_at`, `rate_at` and `latency_at` index the S signals. The `..._inputs`,
    `trials`, `successes` and `latency_input` index the I inputs of a day.
    """

    version: Version
    names: tuple[str, ...]  # S signal names
    inputs: tuple[str, ...]  # I input names
    weights: Floats  # (S,) points
    worth: Floats  # (S,) points: weight times gain
    typical: Floats  # (S,) points of a typical member
    needed_days: Ints  # (S,) known days from which the signal counts
    pillar_of: Floats  # (S, 4) 1 where the signal belongs to the pillar
    pillar_at: Ints  # (S,) index of each signal's pillar
    flow_at: Ints  # (F,)
    flow_inputs: Ints  # (F - 1,) `active` is derived and has no input
    own_inputs: Ints  # (O,) inputs that are the rep's own actions
    targets: Floats  # (F,) per week
    caps: Floats  # (F - 1,) per day
    level_at: Ints  # (L,)
    level_inputs: Ints
    level_targets: Floats  # (L,) NaN where the level is a percentage
    rate_at: Ints  # (R,)
    trials: Ints
    successes: Ints
    rate_prior: Floats  # (R,) share of successes
    rate_low: Floats
    rate_high: Floats
    latency_at: int
    latency_input: int
    latency_prior: float  # hours
    latency_half: float  # hours


@cache
def layout_of(version: Version) -> Layout:
    """Layout of a version, cached. Raises ValueError without exactly one ActiveDays and Latency."""
    signals = version.signals
    column = {name: at for at, name in enumerate(version.inputs)}
    active = [s for s in signals if isinstance(s, ActiveDays)]
    flows = [s for s in signals if isinstance(s, Flow) and not isinstance(s, ActiveDays)]
    levels = [s for s in signals if isinstance(s, Stock | Percent)]
    rates = [s for s in signals if isinstance(s, Rate)]
    latencies = [s for s in signals if isinstance(s, Latency)]
    if len(active) != 1 or len(latencies) != 1:
        raise ValueError("A version has exactly one count of active days and one latency.")
    place = {signal.name: at for at, signal in enumerate(signals)}
    ints = np.int64
    weights = np.array([s.weight for s in signals], float)
    pillar_at = np.array([PILLARS.index(s.pillar) for s in signals], ints)
    worth = weights * np.array(version.gains)[pillar_at]
    return Layout(
        version=version,
        names=tuple(place),
        inputs=version.inputs,
        weights=weights,
        worth=worth,
        typical=worth * np.array(TYPICAL)[pillar_at],
        needed_days=np.array([s.needed_days for s in signals], ints),
        pillar_of=np.array([[s.pillar == p for p in PILLARS] for s in signals], float),
        pillar_at=pillar_at,
        flow_at=np.array([place[s.name] for s in [*flows, *active]], ints),
        flow_inputs=np.array([column[s.name] for s in flows], ints),
        own_inputs=np.array([column[name] for name in active[0].own], ints),
        targets=np.array([s.target for s in [*flows, *active]], float),
        caps=np.array([s.cap for s in flows], float),
        level_at=np.array([place[s.name] for s in levels], ints),
        level_inputs=np.array([column[s.name] for s in levels], ints),
        level_targets=np.array([getattr(s, "target", np.nan) for s in levels], float),
        rate_at=np.array([place[s.name] for s in rates], ints),
        trials=np.array([column[s.trials] for s in rates], ints),
        successes=np.array([column[s.successes] for s in rates], ints),
        rate_prior=np.array([s.prior for s in rates], float),
        rate_low=np.array([s.low for s in rates], float),
        rate_high=np.array([s.high for s in rates], float),
        latency_at=place[latencies[0].name],
        latency_input=column[latencies[0].hours],
        latency_prior=latencies[0].prior,
        latency_half=latencies[0].half,
    )


def _common_layout() -> Layout:
    signals = {each.name: each for version in VERSIONS.values() for each in version.signals}
    return layout_of(Version("every", "", tuple(signals.values())))


# All signals of all built-in versions: the common order for reps under different versions.
COMMON_LAYOUT = _common_layout()
