"""Team goals for charts and overviews: goal lines, and each team's next goal.

A goal line starts at the team's average on the day the goal was set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from django.db.models import Avg, OuterRef, Subquery

from scoring.closes import Standing
from scoring.core.signals import PILLARS
from scoring.models import Snapshot
from scoring.trends import Aim
from teams.base.formatting import one_decimal, short_day, whole
from teams.models import Goal, Team


def aims_of_team(team: Team) -> tuple[Aim, ...]:
    """The team's goals as chart lines; a goal set on a day without an average has none."""
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
    """The pillars that make up what the goal is about: all four for the total."""
    return PILLARS if goal.what == Goal.What.TOTAL else (goal.what,)


@dataclass(frozen=True)
class NextGoal:
    """A team's next goal and its present average, in points."""

    what: str
    now: float
    target: float
    by_day: date

    @property
    def left(self) -> float:
        """Points to go; 0.0 once reached."""
        return max(self.target - self.now, 0.0)

    @property
    def words(self) -> str:
        """In words, such as `62 of 65 by 31 Jan`; for a pillar `Insights 12.1 of 15 by 31 Jan`."""
        is_total = self.what == Goal.What.TOTAL
        now = str(whole(self.now)) if is_total else f"{self.what.capitalize()} "
        now += "" if is_total else one_decimal(self.now)
        target = one_decimal(self.target).removesuffix(".0")
        return f"{now} of {target} by {short_day(self.by_day)}"


def next_goals(ranked: Mapping[Team, Sequence[Standing]], close: date) -> dict[Team, NextGoal]:
    """Each team's goal with the earliest deadline from a close on; averages over ranked reps."""
    found: dict[Team, NextGoal] = {}
    for goal in Goal.objects.of_teams_from(ranked, close) if ranked else ():
        team = next(each for each in ranked if each.pk == goal.team_id)
        if team not in found and ranked[team]:
            now = fmean(_points(each, goal.what) for each in ranked[team])
            found[team] = NextGoal(goal.what, now, goal.target, goal.by_day)
    return found


def _points(standing: Standing, what: str) -> float:
    pillars = standing.now.pillars
    return pillars[PILLARS.index(what)] if what in PILLARS else standing.now.total
