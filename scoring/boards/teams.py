"""Overview of several teams at a daily close; a region's teams follow it and count in it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scoring.boards.summary import BoardSummary, add_causes, limit_to_sight, summarize_reps
from scoring.scores import periods
from scoring.scores.goals import NextGoal, next_goals
from teams.access.board_visibility import BoardVisibility
from teams.models import Rep, Team
from teams.people.regions import Branch, branches

SORT_ORDERS = ("", "average", "change", "goal")


@dataclass(frozen=True)
class TeamRow:
    """A team's figures and, for viewers who look after it, its next goal."""

    branch: Branch
    summary: BoardSummary
    goal: NextGoal | None = None

    def sort_value(self, order: str) -> float:
        """Sort key for an order, the best largest; -inf if unknown."""
        summary, goal = self.summary, self.goal
        figures = {"average": summary.average, "change": summary.average_change}
        value = (-goal.left if goal else None) if order == "goal" else figures[order]
        return -math.inf if value is None else value


@dataclass(frozen=True)
class TeamsOverview:
    """Figures of several teams; `last` is the day of the last close."""

    close: date
    since: date
    last: date
    teams: tuple[TeamRow, ...]

    @property
    def has_goals(self) -> bool:
        """Whether any of the teams shown has a goal to reach."""
        return any(each.goal for each in self.teams)


def teams_overview(
    teams: Sequence[Team],
    period: int,
    sight: Callable[[Team], BoardVisibility],
    day: date | None = None,
    order: str = "",
) -> TeamsOverview | None:
    """The teams' figures, as far as the viewer may see each; None before anything was scored.

    `order` is one of SORT_ORDERS: each region followed by its teams, or the best teams first.

    For a day before the last close the figures are of the members of that day; reps who have
    left since are not named, and no causes are given.
    """
    last = periods.last_close_of_teams(teams[0].organization, teams) if teams else None
    if last is None:
        return None
    close = min(day or last, last)
    since, earlier = (close - timedelta(days=period * times) for times in (1, 2))
    reps_by_team = Rep.objects.by_team(teams, close)
    people = {rep.pk: rep for reps in reps_by_team.values() for rep in reps}
    scores = {
        each.rep.pk: each for each in periods.period_scores(people.values(), close, since, earlier)
    }
    if day and not scores:
        return None
    current_members = Rep.objects.by_team(teams, last) if close < last else reps_by_team
    summaries, unlisted, ranked_by_team = [], {}, {}
    for team in teams:
        reps = reps_by_team.get(team.pk, [])
        still_here = {rep.pk for rep in current_members.get(team.pk, [])}
        ranked = [scores[rep.pk] for rep in reps if rep.pk in scores and scores[rep.pk].ranked]
        ranked_by_team[team] = ranked
        summaries.append(summarize_reps(ranked, len(reps), still_here))
        unlisted[team] = sum(each.rep.pk not in still_here for each in ranked)
    named = summaries if close < last else add_causes(teams[0].organization, summaries)
    sights = {team: sight(team) for team in teams}
    if close < last:
        sights = {team: each.back_then(sat=each.own in people) for team, each in sights.items()}
    shown = {
        t: limit_to_sight(each, sights[t], unlisted[t])
        for t, each in zip(teams, named, strict=True)
    }
    overseen = {
        team: ranked_by_team[team] for team in teams if sights[team].oversees and close == last
    }
    goals = next_goals(overseen, close)
    rows = [TeamRow(b, shown[b.team], goals.get(b.team)) for b in branches(teams)]
    return TeamsOverview(close, since, last, tuple(_sort_teams(rows, order)))


def _sort_teams(rows: list[TeamRow], order: str) -> list[TeamRow]:
    if not order:
        return rows
    flat = [replace(row, branch=replace(row.branch, below=False)) for row in rows]
    return sorted(flat, key=lambda row: row.sort_value(order), reverse=True)
