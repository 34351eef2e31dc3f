"""Goal line: where a rep should be today, straight from the day a goal was set to its deadline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from scoring.closes import Standing
from scoring.core.signals import PILLARS
from scoring.models import Snapshot
from teams.models import Goal


@dataclass(frozen=True)
class GoalLine:
    """A rep's goal at a close; `line` is the value of its goal line that day, in points."""

    what: str
    target: float
    by_day: date
    line: float
    now: float

    @property
    def ahead(self) -> float:
        """Points above the line; negative below it."""
        return self.now - self.line


def line_on(day: date, start: float, set_on: date, target: float, by_day: date) -> float:
    """Value of a goal line on a day: `start` when the goal was set, `target` from its deadline.

    start + (target - start) · (day - set_on) / (by_day - set_on), in points.

    >>> line_on(date(2026, 1, 11), 40.0, date(2026, 1, 1), 60.0, date(2026, 1, 21))
    50.0
    """
    share = (day - set_on).days / max((by_day - set_on).days, 1)
    return start + (target - start) * min(max(share, 0.0), 1.0)


def goal_lines(found: Sequence[Standing], close: date) -> dict[int, GoalLine]:
    """Goal lines by rep id: of the goal for the total, else of the next goal due.

    A line begins with the score at the close of the day the goal was set. Before that close it
    begins with the current score, so the rep is exactly on it. Without a score on that day there is
    no line.
    """
    goals = _goals(found, close)
    starts = _starts(goals.values(), close)
    lines = {}
    for each in found:
        goal = goals.get(each.rep.pk)
        begun = starts.get(each.rep.pk, each.now if goal and goal.set_on >= close else None)
        if goal and begun:
            start, now = _points(begun, goal.what), _points(each.now, goal.what)
            line = line_on(close, start, goal.set_on, goal.target, goal.by_day)
            lines[each.rep.pk] = GoalLine(goal.what, goal.target, goal.by_day, line, now)
    return lines


def _goals(found: Sequence[Standing], close: date) -> dict[int, Goal]:
    """By rep id; a goal set on the day after the close already counts, so that it shows at once."""
    goals: dict[int, Goal] = {}
    of = Goal.objects.filter(rep__in=[each.rep.pk for each in found])
    for goal in of.filter(set_on__lte=_next(close)).order_by("by_day", "pk"):
        kept = goals.get(goal.rep_id or 0)
        if kept is None or (goal.what == Goal.What.TOTAL and kept.what != Goal.What.TOTAL):
            goals[goal.rep_id or 0] = goal
    return goals


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _starts(goals: Iterable[Goal], close: date) -> Mapping[int, Snapshot]:
    """The snapshot each goal's line begins with, by rep id."""
    begun = [goal for goal in goals if goal.set_on <= close]
    if not begun:
        return {}
    by_day: dict[date, list[int]] = {}
    for goal in begun:
        by_day.setdefault(goal.set_on, []).append(goal.rep_id or 0)
    wanted = Q(pk__in=[])
    for day, reps in by_day.items():
        wanted |= Q(day=day, rep__in=reps)
    return {each.rep_id: each for each in Snapshot.objects.filter(wanted)}


def _points(snapshot: Snapshot, what: str) -> float:
    return snapshot.pillars[PILLARS.index(what)] if what in PILLARS else snapshot.total
