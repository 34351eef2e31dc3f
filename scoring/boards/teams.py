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
    """A team's figures and, for those who look after it, its next goal."""

    branch: Branch
    facts: BoardSummary
    goal: NextGoal | None = None

    def counts(self, order: str) -> float:
        """Sort key for an order, the best largest; -inf if unknown."""
        facts, goal = self.facts, self.goal
        figures = {"average": facts.average, "change": facts.average_change}
        found = (-goal.left if goal else None) if order == "goal" else figures[order]
        return -math.inf if found is None else found


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

    `order` is one of ORDERS: each region followed by its teams, or the best first in any region.

    For a day before the last close the figures are of the reps who sat there then; reps who have
    left since are not named, and no causes are given.
    """
    last = periods.last_close_of_teams(teams[0].organization, teams) if teams else None
    if last is None:
        return None
    close = min(day or last, last)
    since, earlier = (close - timedelta(days=period * times) for times in (1, 2))
    sat = Rep.objects.by_team(teams, close)
    people = {rep.pk: rep for reps in sat.values() for rep in reps}
    found = {
        each.rep.pk: each for each in periods.period_scores(people.values(), close, since, earlier)
    }
    if day and not found:
        return None
    now = Rep.objects.by_team(teams, last) if close < last else sat
    figures, left, counted = [], {}, {}
    for team in teams:
        reps, here = sat.get(team.pk, []), {rep.pk for rep in now.get(team.pk, [])}
        ranked = [found[rep.pk] for rep in reps if rep.pk in found and found[rep.pk].ranked]
        counted[team] = ranked
        figures.append(summarize_reps(ranked, len(reps), here))
        left[team] = sum(each.rep.pk not in here for each in ranked)
    named = figures if close < last else add_causes(teams[0].organization, figures)
    eyes = {team: sight(team) for team in teams}
    if close < last:
        eyes = {
            team: each.on_past_day(was_member=each.own in people) for team, each in eyes.items()
        }
    shown = {
        t: limit_to_sight(each, eyes[t], left[t]) for t, each in zip(teams, named, strict=True)
    }
    mine = {team: counted[team] for team in teams if eyes[team].oversees and close == last}
    goals = next_goals(mine, close)
    lines = [TeamRow(b, shown[b.team], goals.get(b.team)) for b in branches(teams)]
    return TeamsOverview(close, since, last, tuple(_sort_teams(lines, order)))


def _sort_teams(lines: list[TeamRow], order: str) -> list[TeamRow]:
    if not order:
        return lines
    flat = [replace(each, branch=replace(each.branch, below=False)) for each in lines]
    return sorted(flat, key=lambda each: each.counts(order), reverse=True)
