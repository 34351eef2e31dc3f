"""Team goals for charts and overviews: goal lines, and each team's next goal.

A goal line starts at the team's average on the day the goal was set.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from django.db.models import Avg, OuterRef, Q, Subquery

from scoring.core.signals import PILLARS
from scoring.models import Snapshot
from scoring.scores.periods import PeriodScore
from scoring.scores.series import GoalPath
from teams.base.formatting import one_decimal, short_day, whole
from teams.models import Goal, Team


def goal_paths_of_team(team: Team) -> tuple[GoalPath, ...]:
    """The team's goals as chart lines; a goal set on a day without an average has none."""
    snapshots = Snapshot.objects.in_team(team).filter(day=OuterRef("set_on"))
    by_day = snapshots.order_by().values("day")
    means = {
        f"at_{pillar}": Subquery(by_day.annotate(mean=Avg(pillar)).values("mean"))
        for pillar in PILLARS
    }
    goals = Goal.objects.of_team(team).annotate(**means)
    return tuple(
        GoalPath(goal.what, goal.set_on, sum(pillars), goal.by_day, goal.target)
        for goal in goals
        if None not in (pillars := [getattr(goal, f"at_{name}") for name in _goal_pillars(goal)])
    )


def _goal_pillars(goal: Goal) -> tuple[str, ...]:
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


def next_goals(ranked: Mapping[Team, Sequence[PeriodScore]], close: date) -> dict[Team, NextGoal]:
    """Each team's goal with the earliest deadline from a close on; averages over ranked reps."""
    goals: dict[Team, NextGoal] = {}
    for goal in Goal.objects.of_teams_from(ranked, close) if ranked else ():
        team = next(each for each in ranked if each.pk == goal.team_id)
        if team not in goals and ranked[team]:
            now = fmean(_points(each.now, goal.what) for each in ranked[team])
            goals[team] = NextGoal(goal.what, now, goal.target, goal.by_day)
    return goals


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


def goal_line_value(day: date, start: float, set_on: date, target: float, by_day: date) -> float:
    """Value of a goal line on a day: `start` when the goal was set, `target` from its deadline.

    start + (target - start) · (day - set_on) / (by_day - set_on), in points.

    >>> goal_line_value(date(2026, 1, 11), 40.0, date(2026, 1, 1), 60.0, date(2026, 1, 21))
    50.0
    """
    share = (day - set_on).days / max((by_day - set_on).days, 1)
    return start + (target - start) * min(max(share, 0.0), 1.0)


def goal_lines(scores: Sequence[PeriodScore], close: date) -> dict[int, GoalLine]:
    """Goal lines by rep id: of the goal for the total, else of the next goal due.

    A line begins with the score at the close of the day the goal was set, or at the first later one
    that belongs to the score's line (`Snapshot.has_begun`). Before that close it begins with the
    current score, so the rep is exactly on it. Without such a score there is no line.
    """
    goals = _goals(scores, close)
    starts = _starts(goals.values())
    lines = {}
    for score in scores:
        goal = goals.get(score.rep.pk)
        first = starts.get(score.rep.pk, score.now if goal and goal.set_on >= close else None)
        if goal and first:
            start, now = _points(first, goal.what), _points(score.now, goal.what)
            line = goal_line_value(close, start, first.day, goal.target, goal.by_day)
            lines[score.rep.pk] = GoalLine(goal.what, goal.target, goal.by_day, line, now)
    return lines


def _goals(scores: Sequence[PeriodScore], close: date) -> dict[int, Goal]:
    """By rep id; a goal set on the day after the close already counts, so that it shows at once."""
    goals: dict[int, Goal] = {}
    closes = Snapshot.objects.begun().filter(
        rep=OuterRef("rep"), day__gte=OuterRef("set_on"), day__lte=close
    )
    due = Goal.objects.filter(rep__in=[score.rep.pk for score in scores]).annotate(
        starts_on=Subquery(closes.order_by("day").values("day")[:1])
    )
    for goal in due.filter(set_on__lte=_day_after(close)).order_by("by_day", "pk"):
        chosen = goals.get(goal.rep_id or 0)
        if chosen is None or (goal.what == Goal.What.TOTAL and chosen.what != Goal.What.TOTAL):
            goals[goal.rep_id or 0] = goal
    return goals


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _starts(goals: Iterable[Goal]) -> Mapping[int, Snapshot]:
    """The snapshot each goal's line begins with, by rep id."""
    by_day: dict[date, list[int]] = {}
    for goal in goals:
        starts_on: date | None = goal.starts_on  # type: ignore[attr-defined]
        if starts_on:
            by_day.setdefault(starts_on, []).append(goal.rep_id or 0)
    if not by_day:
        return {}
    wanted = Q(pk__in=[])
    for day, reps in by_day.items():
        wanted |= Q(day=day, rep__in=reps)
    return {snapshot.rep_id: snapshot for snapshot in Snapshot.objects.filter(wanted)}


def _points(snapshot: Snapshot, what: str) -> float:
    return snapshot.pillars[PILLARS.index(what)] if what in PILLARS else snapshot.total
