"""Who is where, at the close of a day: the board of a team."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring import closes
from scoring.closes import Pillars, Standing
from scoring.core.signals import PILLARS
from scoring.core.versions import CURRENT
from scoring.figures import Facts, facts, seen, with_causes
from scoring.models import Snapshot
from scoring.who import Who, who
from scoring.wording import PILLARS as PILLAR_NAMES
from scoring.wording import day_words, whole
from teams.models import Rep, Team
from teams.regions import Branch, branches
from teams.sight import Sight

PERIODS = (7, 30, 90)
ORDERS = ("rank", "name", "score", "change", "known")


@dataclass(frozen=True)
class Asked:
    """What a board is asked for: everything that stands in its address."""

    board: str = "total"
    period: int = 30
    sort: str = "rank"
    search: str = ""


@dataclass(frozen=True)
class Row:
    """A ranked rep. Pillars 0 to 25; `spark` has a total for each day of the period.

    Who sees only their own row is not told its rank among few.
    """

    rank: int | None
    moved: int | None
    who: Who
    total: float
    pillars: Pillars
    weakest: tuple[str, float]
    spark: tuple[float | None, ...]
    change: float | None
    reading_age: int | None
    known_days: int


@dataclass(frozen=True)
class Unranked:
    """Somebody without a rank, and why, kindly."""

    who: Who
    state: str
    sentence: str


@dataclass(frozen=True)
class Board:
    """The leaderboard of a team as of the close of a day, compared with an earlier one."""

    team: Team
    asked: Asked
    close: date
    since: date
    facts: Facts
    rows: tuple[Row, ...]
    unranked: tuple[Unranked, ...]


def leaderboard(
    team: Team, asked: Asked, sight: Sight, *, why: bool = False, about: Rep | None = None
) -> Board | None:
    """The team's board at the last close as somebody sees it; None before anything was scored.

    Who moved most and why is asked for where it is shown: it takes some queries. With `about` it
    has no rows but that rep's.
    """
    close = closes.last_close(team.organization, [team])
    if close is None:
        return None
    since = close - timedelta(days=asked.period)
    reps = list(Rep.objects.of_team(team, close).select_related("organization"))
    found = closes.standings(reps, close, since)
    if not found:
        return None
    ranked = [each for each in found if each.ranked]
    shown = [rep for rep in reps if sight.shows(rep) and about in (None, rep)]
    figures = facts(ranked, len(reps))
    if why and sight.oversees:
        figures = with_causes(team.organization, [figures])[0]
    rows = _rows(ranked, shown, sight, asked, (since, close))
    return Board(
        team=team,
        asked=asked,
        close=close,
        since=since,
        facts=seen(figures, sight),
        rows=tuple(_sorted(_searched(rows, asked.search), asked.sort)),
        unranked=tuple(_searched(_unranked(shown, found, sight), asked.search)),
    )


def _rows(
    ranked: Sequence[Standing],
    shown: Sequence[Rep],
    sight: Sight,
    asked: Asked,
    days: tuple[date, date],
) -> list[Row]:
    """The rows of those shown, with their places among all."""
    lines = closes.series(shown, *days)
    places: Sequence[Place] = ranks(ranked, _value(asked.board))
    if not (sight.everybody or sight.averages(len(ranked))):
        places = [(None, None)] * len(ranked)
    return [
        _row(each, place, lines[each.rep.pk], who(each.rep, sight))
        for each, place in zip(ranked, places, strict=True)
        if each.rep.pk in lines
    ]


Value = Callable[[Snapshot, Snapshot | None], float | None]
Place = tuple[int | None, int | None]  # rank, places moved


def _value(board: str) -> Value:
    """What a board ranks by; None of a snapshot that can't be compared."""
    if board == "improved":
        # Nobody has an earlier change to be compared with, so nobody moves on this board.
        return lambda now, before: now.total - before.total if before else None
    if board in PILLARS:
        at = PILLARS.index(board)
        return lambda now, before: now.pillars[at]
    return lambda now, before: now.total


def ranks(found: Sequence[Standing], value: Value) -> list[tuple[int, int | None]]:
    """(rank, places moved since) of each; equal values share a rank, no value comes last."""
    now = _places([value(each.now, each.compared) for each in found])
    compared = [at for at, each in enumerate(found) if each.compared]
    # Places among those ranked on both days, so that a newcomer does not push anybody down.
    since = _places([value(found[at].now, found[at].compared) for at in compared])
    earlier = [found[at].compared for at in compared]
    before = _places([value(each, None) for each in earlier if each])
    moved = {at: b - n for at, b, n in zip(compared, before, since, strict=True)}
    return [(place, moved.get(at)) for at, place in enumerate(now)]


def _places(values: Sequence[float | None]) -> list[int]:
    sizes = [float("-inf") if value is None else round(value, 9) for value in values]
    return [1 + sum(other > size for other in sizes) for size in sizes]


def _row(each: Standing, place: Place, line: list[float | None], whose: Who) -> Row:
    now = each.now
    weakest = min(range(4), key=lambda at: now.pillars[at])
    return Row(
        rank=place[0],
        moved=place[1],
        who=whose,
        total=now.total,
        pillars=now.pillars,
        weakest=(PILLAR_NAMES[weakest], now.pillars[weakest]),
        spark=tuple(line),
        change=each.change,
        reading_age=(now.day - now.last_reading).days if now.last_reading else None,
        known_days=now.known_days,
    )


def _unranked(reps: Sequence[Rep], found: Sequence[Standing], sight: Sight) -> list[Unranked]:
    scored = {each.rep.pk: each.now for each in found}
    left_out = [rep for rep in reps if rep.pk not in scored or not scored[rep.pk].is_ranked]
    here = [scored[rep.pk] for rep in left_out if rep.pk in scored]
    waiting = [now for now in here if now.state == Snapshot.State.WAITING]
    since = closes.silent_since(waiting, reps[0].organization) if reps else {}
    unranked = [_why(who(rep, sight), scored.get(rep.pk), since.get(rep.pk)) for rep in left_out]
    return sorted(unranked, key=lambda each: each.who.in_order)


def _why(whose: Who, now: Snapshot | None, silent_since: date | None) -> Unranked:
    if now is None:
        return Unranked(whose, "new", "has no score on this day yet")
    if silent_since:
        known = f"last known {whole(now.total)}"
        since = f"waiting for data since {day_words(silent_since)} ({known})"
        return Unranked(whose, "waiting", since)
    days = f"{now.known_days} of {CURRENT.building_days} days known, or one LinkedIn reading"
    return Unranked(whose, "building", f"building, {days}")


def _searched(rows: Sequence, search: str) -> list:  # type: ignore[type-arg]
    return [row for row in rows if row.who.is_called(search)]


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    return sorted(rows, key=lambda row: (_key(row, sort), row.rank or 0, row.who.in_order))


def _key(row: Row, sort: str) -> tuple[float, str]:
    if sort == "name":
        return row.who.in_order
    largest = {"score": row.total, "change": row.change, "known": row.known_days}.get(sort, 0)
    return (-largest if largest is not None else float("inf"), "")


@dataclass(frozen=True)
class Overview:
    """Several teams side by side at the close of a day; a region's below it, and counted in it."""

    close: date
    since: date
    teams: tuple[tuple[Branch, Facts], ...]


def overview(teams: Sequence[Team], period: int, sight: Callable[[Team], Sight]) -> Overview | None:
    """The teams' figures, each as somebody sees them; None before anything was scored."""
    close = closes.last_close(teams[0].organization, teams) if teams else None
    if close is None:
        return None
    since = close - timedelta(days=period)
    sat = Rep.objects.by_team(teams, close)
    people = {rep.pk: rep for reps in sat.values() for rep in reps}
    found = {each.rep.pk: each for each in closes.standings(people.values(), close, since)}
    figures = []
    for team in teams:
        reps = sat.get(team.pk, [])
        here = [found[rep.pk] for rep in reps if rep.pk in found and found[rep.pk].ranked]
        figures.append(facts(here, len(reps)))
    named = with_causes(teams[0].organization, figures)
    shown = {team: seen(each, sight(team)) for team, each in zip(teams, named, strict=True)}
    rows = tuple((branch, shown[branch.team]) for branch in branches(teams))
    return Overview(close, since, rows)
