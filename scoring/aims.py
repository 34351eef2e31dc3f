"""A team's goals as its charts show them, each from the average on the day it was set."""

from collections.abc import Iterable, Mapping
from datetime import date

from scoring.closes import Pillars
from scoring.core.signals import PILLARS
from scoring.shares import averages_on
from scoring.trends import Aim
from teams.models import Goal, Team


def aims_of_team(team: Team) -> tuple[Aim, ...]:
    """A team's goals."""
    goals = list(Goal.objects.of_team(team))
    return _aims(goals, averages_on(team, [goal.set_on for goal in goals])) if goals else ()


def _aims(goals: Iterable[Goal], stood: Mapping[date, Pillars]) -> tuple[Aim, ...]:
    """Those whose start is known: without a score that day there is no line to draw."""
    return tuple(
        Aim(goal.what, goal.set_on, _score(stood[goal.set_on], goal), goal.by_day, goal.target)
        for goal in goals
        if goal.set_on in stood
    )


def _score(pillars: Pillars, goal: Goal) -> float:
    return sum(pillars) if goal.what == Goal.What.TOTAL else pillars[PILLARS.index(goal.what)]
