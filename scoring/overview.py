"""Several teams side by side at the close of a day; a region's below it, and counted in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring import closes
from scoring.figures import Facts, facts, seen, with_causes
from teams.models import Rep, Team
from teams.regions import Branch, branches
from teams.sight import Sight


@dataclass(frozen=True)
class Overview:
    """The figures of teams; `last` is the last day there could be any of."""

    close: date
    since: date
    last: date
    teams: tuple[tuple[Branch, Facts], ...]


def overview(
    teams: Sequence[Team],
    period: int,
    sight: Callable[[Team], Sight],
    day: date | None = None,
) -> Overview | None:
    """The teams' figures, each as somebody sees them; None before anything was scored.

    Of a day before the last close they are made by those who sat there then; nobody is named who
    has left since, and nobody is told why.
    """
    last = closes.last_close(teams[0].organization, teams) if teams else None
    if last is None:
        return None
    close = min(day or last, last)
    since, earlier = (close - timedelta(days=period * times) for times in (1, 2))
    sat = Rep.objects.by_team(teams, close)
    people = {rep.pk: rep for reps in sat.values() for rep in reps}
    found = {each.rep.pk: each for each in closes.standings(people.values(), close, since, earlier)}
    if day and not found:
        return None
    now = Rep.objects.by_team(teams, last) if close < last else sat
    figures, left = [], {}
    for team in teams:
        reps, here = sat.get(team.pk, []), {rep.pk for rep in now.get(team.pk, [])}
        ranked = [found[rep.pk] for rep in reps if rep.pk in found and found[rep.pk].ranked]
        figures.append(facts(ranked, len(reps), here))
        left[team] = sum(each.rep.pk not in here for each in ranked)
    named = figures if close < last else with_causes(teams[0].organization, figures)
    eyes = {team: sight(team) for team in teams}
    if close < last:
        eyes = {team: each.back_then(sat=each.own in people) for team, each in eyes.items()}
    shown = {t: seen(each, eyes[t], left[t]) for t, each in zip(teams, named, strict=True)}
    return Overview(close, since, last, tuple((b, shown[b.team]) for b in branches(teams)))
