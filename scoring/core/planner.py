"""The least weekly minutes that reach a goal by a day.

Points are concave in each flow, but active days couple them, so: add the unit with the best gain
per minute until the goal is met; then drop units that are not needed, the dearest first, and swap
single ones for cheaper ones. On small cases, compared with all there is, the plan costs at most one
of the dearest units more than the best (tests/scoring/core/test_planner.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.core.actions import ACTIONS, BY_NAME, as_more
from scoring.core.forecast import shown_from
from scoring.core.layout import Floats, Ints
from scoring.core.more import Standpoint
from scoring.core.strength import modelled, points, shown

NOTHING = 1e-9  # points: what gains less is not worth a minute
UNSHOWN = 1e-6  # weight of points that a pillar held at 0 does not show yet: a way out of there

Value = Callable[[Ints], Floats]  # (m, A) units to (m,) totals


@dataclass(frozen=True)
class Limits:
    """What a person sets: minutes a week, the most more a week of an action, 0 for none of it."""

    minutes: int | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)  # minutes a unit, if not as usual

    def cost(self, name: str) -> int:
        """Minutes that doing it once takes."""
        return self.costs.get(name, BY_NAME[name].minutes)


@dataclass(frozen=True)
class Workload:
    """So much more a week of each action, and the total it leads to by the day."""

    units: Mapping[str, int]
    minutes: int
    total: float
    reached: bool


def plan(standpoint: Standpoint, *, goal: float, week: int, limits: Limits) -> Workload:
    """The cheapest course found to a displayed total by the day the outlook is of.

    Where the limits do not allow it, the one that comes closest, `reached` False. `week` is how
    many days of it are working ones; no action is done more often than the cap of a day allows.
    """
    names = [action.name for action in ACTIONS if action.name in standpoint.own]
    costs = np.array([limits.cost(name) for name in names])
    most = np.minimum(_room(standpoint, names, week), [limits.most.get(n, 10**6) for n in names])
    value = _value(standpoint, names, week)
    target = shown_from(goal)
    budget = 10**9 if limits.minutes is None else limits.minutes
    if most @ costs <= budget and float(value(most[None])[0]) < target:
        units = most  # more is never less: nothing comes closer
    else:
        units = cheaper(value, grown(value, costs, most, budget, target), costs, most, target)
    total = _total(standpoint, names, week, units)
    chosen = {name: int(unit) for name, unit in zip(names, units, strict=True) if unit}
    return Workload(chosen, int(units @ costs), total, reached=total >= target)


def _room(standpoint: Standpoint, names: Sequence[str], week: int) -> Ints:
    """(A,) how many more a week still count."""
    caps = dict(zip(standpoint.layout.flow_inputs.tolist(), standpoint.layout.caps, strict=True))
    own = dict(zip(standpoint.own, standpoint.layout.own_inputs.tolist(), strict=True))
    usual = dict(zip(standpoint.own, standpoint.usual_own[0], strict=True))
    room = [week * (caps.get(own[name], ALONE) - usual[name]) for name in names]
    return np.maximum(np.ceil(room), 0).astype(np.int64)


ALONE = 10.0  # a day of what is no flow itself: nobody sends more invitations or InMails with care


def _value(standpoint: Standpoint, names: Sequence[str], week: int) -> Value:
    layout = standpoint.layout

    def value(units: Ints) -> Floats:
        outlook = standpoint.doing(as_more(standpoint, units, names, week))
        pillars = modelled(layout, points(layout, outlook))
        both: Floats = shown(pillars, outlook.corrections) + UNSHOWN * pillars
        totals: Floats = both.sum(axis=-1)[:, -1]
        return totals

    return value


def _total(standpoint: Standpoint, names: Sequence[str], week: int, units: Ints) -> float:
    outlook = standpoint.doing(as_more(standpoint, units[None], names, week))
    return float(outlook.totals(standpoint.layout)[0, -1])


def grown(value: Value, costs: Ints, most: Ints, budget: int, target: float) -> Ints:
    """(A,) units added one by one, each time the best gain per minute, until the target is met."""
    units, one = np.zeros(len(costs), np.int64), np.eye(len(costs), dtype=np.int64)
    now = float(value(units[None])[0])
    while now < target:
        open_to = np.flatnonzero((units < most) & (units @ costs + costs <= budget))
        if not len(open_to):
            break
        reached = value(units + one[open_to])
        best = int(np.argmax((reached - now) / costs[open_to]))
        if reached[best] - now < NOTHING:
            break
        units, now = units + one[open_to[best]], float(reached[best])
    return units


def cheaper(value: Value, units: Ints, costs: Ints, most: Ints, target: float) -> Ints:
    """(A,) the same with units dropped or swapped for cheaper ones, while the target is met."""
    if float(value(units[None])[0]) < target:
        return units
    while True:
        tried = _changes(units, costs, most)
        met = tried[value(tried) >= target] if len(tried) else tried
        if not len(met):
            return units
        units = met[np.argmin(met @ costs)]


def _changes(units: Ints, costs: Ints, most: Ints) -> Ints:
    """(k, A) every way to drop one unit, or to put a cheaper one in the place of one."""
    one = np.eye(len(units), dtype=np.int64)
    has = np.flatnonzero(units > 0)
    dropped = [units - one[at] for at in has]
    swapped = [
        units - one[at] + one[other]
        for at in has
        for other in np.flatnonzero((units < most) & (costs < costs[at]))
    ]
    return np.array([*dropped, *swapped], np.int64).reshape(-1, len(units))
