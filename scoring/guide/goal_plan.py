"""Plan to a goal: the least extra activity a week to reach a total by a day, and its progress.

It starts from the last close. If the goal is out of reach within the limits, it shows the highest
total they allow. It always shows where present habits level off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import ACTIONS, extra_actions_per_day
from scoring.core.forecast import PLATEAU_DAYS, display_threshold, next_milestone
from scoring.core.layout import Floats
from scoring.core.planner import Limits, Workload, cheapest_workload
from scoring.core.signals import GOOD
from scoring.guide.next_actions import action_label, load_projection_at_close
from scoring.guide.playbook import playbook
from scoring.guide.projection import Projection
from scoring.guide.weekly_totals import week_sums
from teams.base.formatting import count_words, day_words, one_decimal, short_day, whole
from teams.models import Plan, Rep
from teams.planning.action_choices import monday_of

WEEKS_SHOWN = 12
MAX_PLAN_LENGTH = timedelta(days=PLATEAU_DAYS)  # the longest plan


@dataclass(frozen=True)
class PlanRequest:
    """The goal and limits a rep asks for; `goal` None is the next milestone.

    `minutes` is extra time a week; `most` limits each action in a week, the usual amount included.
    """

    goal: int | None
    by_day: date
    minutes: int | None = None
    most: Mapping[str, int] | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoalPlanAction:
    """What a plan asks of one action each week."""

    action: str
    label: str
    usual: float
    more: int
    minutes: int

    @property
    def planned(self) -> float:
        return self.usual + self.more


@dataclass(frozen=True)
class GoalPlan:
    """A plan to the goal: `actions`, most minutes first, and where it leads.

    `plateau` is where present habits level off, `levels_off` where the plan would.
    """

    goal: int
    by_day: date
    now: float
    workload: Workload
    actions: tuple[GoalPlanAction, ...]
    usual: Mapping[str, float]
    as_now: float  # the total on that day, if nothing changes
    plateau: float
    levels_off: float
    reached_on: date | None  # if kept up beyond the day; None if reached by then, or never
    limited: bool  # whether any limits were set

    @property
    def sentence(self) -> str:
        """The effort needed, or else the highest total within the limits."""
        day, goal = day_words(self.by_day, self.by_day.year), self.goal
        work = self.workload
        if work.reached and not work.units:
            return f"Going on as now shows {whole(self.as_now)} on {day}: nothing more is needed."
        time = count_words(work.minutes, "minute")
        if work.reached:
            return f"{time} more a week show {goal} by {day}, if kept up."
        within = " within these limits" if self.limited else ""
        if not work.units:
            return f"{goal} can’t be reached by {day}{within}: there is no room for more."
        most = f"The most by then is {one_decimal(work.total)}, with {time} more a week."
        return f"{goal} can’t be reached by {day}{within}. {most}"

    @property
    def afterwards(self) -> str:
        """Where the total levels off: with present habits, and with the plan."""
        now = f"Going on as now levels off at {one_decimal(self.plateau)}."
        if not self.workload.units:
            return now
        then = f" Kept up, the plan levels off at {one_decimal(self.levels_off)}"
        if self.reached_on is None:
            return f"{now}{then}."
        day = day_words(self.reached_on, self.by_day.year)
        return f"{now}{then} and shows {self.goal} around {day}."

    @property
    def can_be_made(self) -> bool:
        """Whether there is anything to plan."""
        return bool(self.workload.units)


def find_goal_plan(rep: Rep, request: PlanRequest, *, today: date) -> GoalPlan | None:
    """The cheapest plan found within the limits; None before the first fact."""
    projection = load_projection_at_close(rep, today=today, horizon=PLATEAU_DAYS)
    if projection is None:
        return None
    week, now = max(projection.week, 1), float(projection.scores.totals[0])
    goal = request.goal if request.goal is not None else next_milestone(now) or GOOD
    usual = _usual_amounts(projection)
    minutes = playbook(rep.organization).minutes
    limits = Limits(request.minutes, _extra_limits(request, usual), minutes)
    days = min(max((request.by_day - today).days, 0), PLATEAU_DAYS - 1)
    at_deadline = replace(
        projection.standpoint, outlook=projection.standpoint.outlook.at(np.array([days], np.int64))
    )
    work = cheapest_workload(at_deadline, goal=goal, working_days=week, limits=limits)
    totals = _totals_with_plan(projection, work, week)
    as_now = projection.standpoint.outlook.totals(projection.standpoint.layout)[0]
    return GoalPlan(
        goal=goal,
        by_day=request.by_day,
        now=now,
        workload=work,
        actions=tuple(_plan_actions(work, usual, limits)),
        usual=usual,
        as_now=float(as_now[days]),
        plateau=float(as_now[-1]),
        levels_off=float(totals[-1]),
        reached_on=None if work.reached else _first_day_reached(totals, goal, today, days),
        limited=bool(request.minutes or request.most or request.left_out),
    )


def _usual_amounts(projection: Projection) -> dict[str, float]:
    weekly = projection.standpoint.weekly_own(projection.week)[0]
    own = dict(zip(projection.standpoint.own, weekly.tolist(), strict=True))
    return {each.name: round(own[each.name], 2) for each in ACTIONS if each.name in own}


def _extra_limits(request: PlanRequest, usual: Mapping[str, float]) -> dict[str, int]:
    """The most extra units a week by action: the limit less the usual amount, 0 if left out."""
    most = {
        name: max(int(limit - usual.get(name, 0)), 0)
        for name, limit in (request.most or {}).items()
    }
    return most | dict.fromkeys(request.left_out, 0)


def _totals_with_plan(projection: Projection, work: Workload, week: int) -> Floats:
    """Float array (days ahead,) of totals while the plan is kept up."""
    names = list(work.units)
    units = np.array([[work.units[name] for name in names]], np.int64)
    standpoint = projection.standpoint
    totals: Floats = standpoint.with_more(
        extra_actions_per_day(standpoint, units, names, week)
    ).totals(standpoint.layout)[0]
    return totals


def _first_day_reached(totals: Floats, goal: int, today: date, after: int) -> date | None:
    """The first day on which the goal is shown, later than `after` days ahead; None if never."""
    reached = np.flatnonzero((totals >= display_threshold(goal)) & (np.arange(len(totals)) > after))
    return today + timedelta(days=int(reached[0])) if len(reached) else None


def _plan_actions(
    work: Workload, usual: Mapping[str, float], limits: Limits
) -> list[GoalPlanAction]:
    actions = [
        GoalPlanAction(
            name, action_label(name), usual.get(name, 0.0), more, more * limits.cost(name)
        )
        for name, more in work.units.items()
    ]
    return sorted(actions, key=lambda action: -action.minutes)


@dataclass(frozen=True)
class RunningPlan:
    """A running plan, and what was done week by week, newest first."""

    plan: Plan
    actions: tuple[GoalPlanAction, ...]
    weeks: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def title(self) -> str:
        """The goal in words, such as `60 by 9 January`."""
        return f"{self.plan.goal} by {day_words(self.plan.by_day)}"


def load_running_plan(rep: Rep, plan: Plan, *, today: date, own: bool) -> RunningPlan:
    """The plan against what was done since it was made; only the rep sees what was done."""
    minutes = playbook(rep.organization).minutes
    actions = tuple(
        GoalPlanAction(
            name, action_label(name), plan.usual.get(name, 0.0), more, more * minutes.get(name, 0)
        )
        for name, more in plan.units.items()
    )
    if not own:
        return RunningPlan(plan, actions, ())
    first = max(monday_of(plan.made_on), monday_of(today) - timedelta(weeks=WEEKS_SHOWN - 1))
    sums = week_sums(rep, first, today, [action.action for action in actions])
    weeks = [
        (short_day(monday), tuple(done[action.action] for action in actions))
        for monday, done in sums.items()
    ]
    return RunningPlan(plan, actions, tuple(weeks[::-1]))
