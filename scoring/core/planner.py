"""Plan to a goal: fewest minutes a week that reach a total by a given day (greedy + local search).

Points are concave in each flow, but active days couple them, so: add the unit with the best gain
per minute until the goal is met; then drop units that are not needed, the most expensive first, and
swap single ones for cheaper ones. On small cases, compared with exhaustive search, the plan costs
at most one of the most expensive units more than the optimum (tests/scoring/core/test_planner.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.core.actions import ACTIONS, ACTIONS_BY_NAME, extra_actions_per_day
from scoring.core.forecast import display_threshold
from scoring.core.layout import Floats, Ints
from scoring.core.points import model_pillars, points, shown_pillars
from scoring.core.what_if import Standpoint

MIN_GAIN_POINTS = 1e-9  # points: smaller gains are ignored
UNCLAMPED_WEIGHT = 1e-6  # weight of unclamped points: gives a pillar clamped at 0 a slope to climb
MAX_DAILY_WITHOUT_CAP = 10.0  # of actions without a cap (invitations, InMails): more isn't careful

Objective = Callable[[Ints], Floats]  # (m, A) units to (m,) totals


@dataclass(frozen=True)
class Limits:
    """A person's limits: minutes a week, and most extra units a week of an action (0 for none)."""

    minutes: int | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)  # minutes per unit, where not as usual

    def cost(self, name: str) -> int:
        """Minutes for doing an action once."""
        return self.costs.get(name, ACTIONS_BY_NAME[name].minutes)


@dataclass(frozen=True)
class Workload:
    """Extra units a week of each action, and the total they lead to by the day."""

    units: Mapping[str, int]
    minutes: int
    total: float
    reached: bool


def cheapest_workload(
    standpoint: Standpoint, *, goal: float, working_days: int, limits: Limits
) -> Workload:
    """The cheapest workload found that reaches a displayed total on the outlook's last day.

    Where the limits do not allow it, the one that comes closest, with `reached` False.
    `working_days` is their number in a week; no action is planned beyond its daily cap.
    """
    names = [action.name for action in ACTIONS if action.name in standpoint.own]
    costs = np.array([limits.cost(name) for name in names])
    most = np.minimum(
        _units_below_cap(standpoint, names, working_days),
        [limits.most.get(n, 10**6) for n in names],
    )
    objective = _objective(standpoint, names, working_days)
    target = display_threshold(goal)
    budget = 10**9 if limits.minutes is None else limits.minutes
    if most @ costs <= budget and float(objective(most[None])[0]) < target:
        units = most  # more never lowers the total, so this comes closest
    else:
        units = reduce_cost(
            objective, add_units(objective, costs, most, budget, target), costs, most, target
        )
    total = _total(standpoint, names, working_days, units)
    chosen = {name: int(unit) for name, unit in zip(names, units, strict=True) if unit}
    return Workload(chosen, int(units @ costs), total, reached=total >= target)


def _units_below_cap(standpoint: Standpoint, names: Sequence[str], working_days: int) -> Ints:
    """(A,) how many more units a week still count."""
    caps = dict(zip(standpoint.layout.flow_inputs.tolist(), standpoint.layout.caps, strict=True))
    own = dict(zip(standpoint.own, standpoint.layout.own_inputs.tolist(), strict=True))
    usual = dict(zip(standpoint.own, standpoint.usual_own[0], strict=True))
    room = [
        working_days * (caps.get(own[name], MAX_DAILY_WITHOUT_CAP) - usual[name]) for name in names
    ]
    return np.maximum(np.ceil(room), 0).astype(np.int64)


def _objective(standpoint: Standpoint, names: Sequence[str], working_days: int) -> Objective:
    layout = standpoint.layout

    def value(units: Ints) -> Floats:
        outlook = standpoint.with_more(
            extra_actions_per_day(standpoint, units, names, working_days)
        )
        pillars = model_pillars(layout, points(layout, outlook))
        both: Floats = shown_pillars(pillars, outlook.corrections) + UNCLAMPED_WEIGHT * pillars
        totals: Floats = both.sum(axis=-1)[:, -1]
        return totals

    return value


def _total(standpoint: Standpoint, names: Sequence[str], working_days: int, units: Ints) -> float:
    outlook = standpoint.with_more(
        extra_actions_per_day(standpoint, units[None], names, working_days)
    )
    return float(outlook.totals(standpoint.layout)[0, -1])


def add_units(objective: Objective, costs: Ints, most: Ints, budget: int, target: float) -> Ints:
    """(A,) units added greedily by gain per minute until the target is met or nothing helps."""
    units, one = np.zeros(len(costs), np.int64), np.eye(len(costs), dtype=np.int64)
    total = float(objective(units[None])[0])
    while total < target:
        candidates = np.flatnonzero((units < most) & (units @ costs + costs <= budget))
        if not len(candidates):
            break
        reached = objective(units + one[candidates])
        best = int(np.argmax((reached - total) / costs[candidates]))
        if reached[best] - total < MIN_GAIN_POINTS:
            break
        units, total = units + one[candidates[best]], float(reached[best])
    return units


def reduce_cost(objective: Objective, units: Ints, costs: Ints, most: Ints, target: float) -> Ints:
    """(A,) units after dropping or swapping for cheaper ones while the target stays met."""
    if float(objective(units[None])[0]) < target:
        return units
    while True:
        candidates = _changes(units, costs, most)
        met = candidates[objective(candidates) >= target] if len(candidates) else candidates
        if not len(met):
            return units
        units = met[np.argmin(met @ costs)]


def _changes(units: Ints, costs: Ints, most: Ints) -> Ints:
    """(k, A) all workloads with one unit dropped, or replaced by a cheaper one."""
    one = np.eye(len(units), dtype=np.int64)
    has = np.flatnonzero(units > 0)
    dropped = [units - one[at] for at in has]
    swapped = [
        units - one[at] + one[other]
        for at in has
        for other in np.flatnonzero((units < most) & (costs < costs[at]))
    ]
    return np.array([*dropped, *swapped], np.int64).reshape(-1, len(units))
