"""A team's goals as its charts show them, each from the average on the day it was set."""

from django.db.models import Avg, OuterRef, Subquery

from scoring.core.signals import PILLARS
from scoring.models import Snapshot
from scoring.trends import Aim
from teams.models import Goal, Team


def aims_of_team(team: Team) -> tuple[Aim, ...]:
    """A team's goals; one set on a day without an average has no line to draw."""
    that_day = Snapshot.objects.in_team(team).filter(day=OuterRef("set_on"))
    stood = that_day.order_by().values("day")
    means = {
        f"at_{pillar}": Subquery(stood.annotate(mean=Avg(pillar)).values("mean"))
        for pillar in PILLARS
    }
    goals = Goal.objects.of_team(team).annotate(**means)
    return tuple(
        Aim(goal.what, goal.set_on, sum(pillars), goal.by_day, goal.target)
        for goal in goals
        if None not in (pillars := [getattr(goal, f"at_{name}") for name in _asked(goal)])
    )


def _asked(goal: Goal) -> tuple[str, ...]:
    """The pillars that what it is about is made of."""
    return PILLARS if goal.what == Goal.What.TOTAL else (goal.what,)
