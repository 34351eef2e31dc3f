"""Plan to a goal: the least extra minutes a week that reach a total by a day and hold it.

It starts from the last close, or from today's reading, and from the same course as the forecast.
If the goal is out of reach within the limits, it says what can be reached, and there is no plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import ACTIONS, more_of
from scoring.core.course import Course
from scoring.core.do_more import do_more, own_actions, usual_actions
from scoring.core.forecast import YEAR, Forecast, display_threshold, next_milestone
from scoring.core.planner import HOLD_DAYS, WEEKLY_MINUTES, Limits, Workload, cheapest_workload
from scoring.core.signals import GOOD
from scoring.guide.forecast import no_forecast_reason
from scoring.guide.load_course import Outlook, load_outlook
from scoring.guide.playbook import action_label, playbook
from scoring.guide.weekly_totals import week_sums
from teams.base.formatting import count_words, day_words, rounded_parts, short_day, whole
from teams.models import Plan, Rep
from teams.planning.action_choices import monday_of

WEEKS_SHOWN = 12
MAX_PLAN_LENGTH = timedelta(days=YEAR)  # nothing is said beyond a year


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
    """A plan to the goal: `actions`, most minutes first, and where it leads."""

    goal: int
    by_day: date
    now: float
    half_range: float  # of today's likely range, 0 on the day of a reading
    workload: Workload
    actions: tuple[GoalPlanAction, ...]
    usual: Mapping[str, float]
    as_now: float  # the total on that day, if nothing changes
    gains: tuple[float, ...]  # points of the pace and of each action, which add up as shown
    reached_on: date | None  # if kept up beyond the day; None if reached by then, or never
    minutes: int  # the most a week
    limited: bool  # whether an action was limited or left out

    @property
    def sentence(self) -> str:
        """The effort needed, or else what the limits allow."""
        work, goal, day = self.workload, self.goal, self._day
        time = count_words(work.minutes, "minute")
        if work.reached and not work.units:
            if self.now >= display_threshold(goal):
                return f"{goal} is reached, and at this pace it holds until {self.held_until}."
            return f"Nothing more is needed: {goal} by {day}, and it holds until {self.held_until}."
        if work.reached:
            return f"{time} more a week: {goal} by {day}, held until {self.held_until}."
        within = f" within {count_words(self.minutes, 'minute')} a week"
        within += " and these limits" if self.limited else ""
        if not work.units:
            return f"{goal} by {day} can’t be done{within}: there is no room for more."
        if work.total >= display_threshold(goal):
            return (
                f"{goal} by {day} can’t be held for {HOLD_DAYS} days{within}. "
                f"What holds is {whole(work.lowest)}, with {time} more a week."
            )
        return (
            f"{goal} by {day} can’t be reached{within}. "
            f"The most is about {whole(work.total)} by then, with {time} more a week."
        )

    @property
    def afterwards(self) -> str:
        """Where the present pace leads by the day, and when the goal comes if it comes later."""
        now = f"At this pace: about {whole(self.as_now)} by {self._day}."
        if self.reached_on is None:
            return now
        later = day_words(self.reached_on, self.by_day.year)
        return f"{now} With these minutes {self.goal} comes around {later}."

    @property
    def pace_gain(self) -> float:
        """Points that the present pace brings by the day."""
        return self.gains[0]

    @property
    def parts(self) -> list[tuple[GoalPlanAction, float]]:
        """Each action, with the points that it brings by the day on top of those before it."""
        return list(zip(self.actions, self.gains[1:], strict=True))

    @property
    def gain(self) -> float:
        """Points from the close to the day of the goal."""
        return self.workload.total - self.now

    @property
    def held_until(self) -> str:
        """The last day for which the plan promises the goal, in words."""
        return day_words(self.by_day + timedelta(days=HOLD_DAYS), self.by_day.year)

    @property
    def can_be_made(self) -> bool:
        """Whether there is a plan to accept: one that reaches the goal and holds it."""
        return self.workload.reached and bool(self.workload.units)

    @property
    def _day(self) -> str:
        return day_words(self.by_day, self.by_day.year)


def find_goal_plan(rep: Rep, request: PlanRequest, *, today: date) -> GoalPlan | str:
    """The cheapest plan found within the limits; a sentence if we can't look ahead."""
    outlook = load_outlook(rep, today=today)
    missing = no_forecast_reason(outlook)
    if outlook is None or missing:
        return missing
    return plan_from(outlook, request, playbook(rep.organization).minutes)


def plan_from(outlook: Outlook, request: PlanRequest, costs: Mapping[str, int]) -> GoalPlan:
    """The cheapest plan found from an outlook; `costs` are minutes of doing an action once."""
    course, now = outlook.course, outlook.total
    goal = request.goal if request.goal is not None else next_milestone(now) or GOOD
    usual = _usual_amounts(course)
    minutes = WEEKLY_MINUTES if request.minutes is None else request.minutes
    limits = Limits(minutes, _extra_limits(request, usual), costs)
    days = max((request.by_day - outlook.close).days, 1)
    work = cheapest_workload(course, goal=goal, days=days, limits=limits)
    actions = _plan_actions(work, usual, limits)
    totals = _totals_along(course, actions, days)
    return GoalPlan(
        goal=goal,
        by_day=request.by_day,
        now=now,
        half_range=outlook.half_range,
        workload=work,
        actions=tuple(actions),
        usual=usual,
        as_now=totals[0],
        gains=rounded_parts(np.diff([now, *totals]).tolist(), totals[-1] - now),
        reached_on=None if work.reached else _reached_on(outlook, work, goal, days),
        minutes=minutes,
        limited=bool(request.most or request.left_out),
    )


def _usual_amounts(course: Course) -> dict[str, float]:
    own = dict(zip(own_actions(course.layout), usual_actions(course)[0].tolist(), strict=True))
    return {each.name: round(own[each.name], 2) for each in ACTIONS if each.name in own}


def _extra_limits(request: PlanRequest, usual: Mapping[str, float]) -> dict[str, int]:
    """The most extra units a week by action: the limit less the usual amount, 0 if left out."""
    most = {
        name: max(int(limit - usual.get(name, 0)), 0)
        for name, limit in (request.most or {}).items()
    }
    return most | dict.fromkeys(request.left_out, 0)


def _totals_along(course: Course, actions: list[GoalPlanAction], days: int) -> list[float]:
    """Totals in so many days: at the present pace, then with one more action of the plan each."""
    names, count = [each.action for each in actions], len(actions)
    more = np.tril(np.array([[each.more for each in actions]] * count).reshape(count, count))
    units = np.vstack([np.zeros((1, count)), more])
    along = do_more(course, more_of(course.layout, names, units))
    totals: list[float] = along.totals(np.array([days]))[:, 0].tolist()
    return totals


def _reached_on(outlook: Outlook, work: Workload, goal: int, after: int) -> date | None:
    """The first later day, within a year, on which the goal is shown; None if there is none."""
    units = np.array([list(work.units.values())], np.int64).reshape(1, -1)
    course = do_more(outlook.course, more_of(outlook.course.layout, list(work.units), units))
    reached = Forecast.of(course, outlook.scores.ordinal).reaches(goal)
    if reached is None or reached <= after:
        return None
    return outlook.close + timedelta(days=reached)


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
