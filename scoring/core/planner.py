"""Plan to a goal: fewest minutes a week that reach a total by a day and hold it for 90 days after.

Points are concave in each flow, but active days couple them, so: add the unit with the best gain
per minute until the goal is met; then drop units that are not needed, the most expensive first, and
swap single ones for cheaper ones. On small cases, compared with exhaustive search, the plan costs
at most one of the most expensive units more than the optimum (tests/scoring/core/test_planner.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.core.actions import ACTIONS, ACTIONS_BY_NAME, more_of, room_for_more
from scoring.core.course import Course
from scoring.core.do_more import do_more, own_actions
from scoring.core.forecast import display_threshold
from scoring.core.layout import Floats, Ints

MIN_GAIN_POINTS = 1e-9  # points: smaller gains are ignored
HOLD_DAYS = 90  # days after the goal's day on which the total still has to show it
DAYS_BETWEEN_CHECKS = 6  # a total ahead is smooth: it hardly moves between two checks
WEEKLY_MINUTES = 120  # the most a plan asks for, unless the person says otherwise

Objective = Callable[[Ints], Floats]  # (m, A) units to (m,) totals


@dataclass(frozen=True)
class Limits:
    """A person's limits: minutes a week, and most extra units a week of an action (0 for none)."""

    minutes: int = WEEKLY_MINUTES
    most: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)  # minutes per unit, where not as usual

    def cost(self, name: str) -> int:
        """Minutes for doing an action once."""
        return self.costs.get(name, ACTIONS_BY_NAME[name].minutes)


@dataclass(frozen=True)
class Workload:
    """Extra units a week of each action, and where they lead."""

    units: Mapping[str, int]
    minutes: int
    total: float  # on the goal's day
    lowest: float  # from that day to 90 days after
    reached: bool


def cheapest_workload(course: Course, *, goal: float, days: int, limits: Limits) -> Workload:
    """The cheapest workload found that shows a total in so many days and holds it for 90 more.

    `course` is of one rep. Where the limits do not allow it, the workload that comes closest, with
    `reached` False.
    """
    own = own_actions(course.layout)
    names = [action.name for action in ACTIONS if action.name in own]
    costs = np.array([limits.cost(name) for name in names])
    room = dict(zip(own, room_for_more(course).tolist(), strict=True))
    most = np.array([min(room[name], limits.most.get(name, room[name])) for name in names])
    most = np.minimum(most, limits.minutes // costs)
    ahead = np.arange(days, days + HOLD_DAYS + 1)
    lowest = _lowest_total(course, names, ahead[::DAYS_BETWEEN_CHECKS])
    target = display_threshold(goal)
    added = add_units(lowest, costs, most, limits.minutes, target)
    units = reduce_cost(lowest, added, costs, most, target)
    held = float(_lowest_total(course, names, ahead)(units[None])[0])
    return Workload(
        units={name: int(unit) for name, unit in zip(names, units, strict=True) if unit},
        minutes=int(units @ costs),
        total=float(_lowest_total(course, names, ahead[:1])(units[None])[0]),
        lowest=held,
        reached=held >= target,
    )


def _lowest_total(course: Course, names: Sequence[str], ahead: Ints) -> Objective:
    """The lowest total on some days ahead, by (m, A) more a week of the named actions."""

    def lowest(units: Ints) -> Floats:
        varied = do_more(course, more_of(course.layout, names, units))
        totals: Floats = varied.totals(ahead).min(axis=1)
        return totals

    return lowest


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
