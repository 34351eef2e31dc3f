"""Who is where, at the close of a day: the board of a team."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scoring import closes
from scoring.closes import Pillars, Standing
from scoring.core.signals import MILESTONES, PILLARS
from scoring.core.versions import CURRENT
from scoring.models import Snapshot
from scoring.wording import PILLARS as PILLAR_NAMES
from scoring.wording import day_words, whole
from teams.models import Organization, Rep, Team

PERIODS = (7, 30, 90)
ORDERS = ("rank", "name", "score", "change", "known")
SLIPPING = -0.05  # a change that shows as less than nothing


@dataclass(frozen=True)
class Asked:
    """What a board is asked for: everything that stands in its address."""

    board: str = "total"
    period: int = 30
    sort: str = "rank"
    search: str = ""


@dataclass(frozen=True)
class Row:
    """A ranked rep. Pillars 0 to 25; `spark` has a total for each day of the period."""

    rank: int
    moved: int | None
    rep: Rep
    total: float
    pillars: Pillars
    weakest: tuple[str, float]
    spark: tuple[float | None, ...]
    change: float | None
    reading_age: int | None
    known_days: int


@dataclass(frozen=True)
class Mover:
    """Somebody whose change is worth a word."""

    standing: Standing
    cause: str = ""

    @property
    def rep(self) -> Rep:
        """Who moved."""
        return self.standing.rep

    @property
    def change(self) -> float:
        """Points the total moved."""
        return self.standing.change or 0.0


@dataclass(frozen=True)
class Facts:
    """A team in four figures. Averages are of those ranked; None where nobody is."""

    average: float | None
    average_change: float | None
    counted: int
    not_counted: int
    milestones: tuple[tuple[int, int], ...]
    up_most: Mover | None
    talk_to: Mover | None

    @property
    def people(self) -> int:
        """Everybody, ranked or not."""
        return self.counted + self.not_counted


@dataclass(frozen=True)
class Unranked:
    """Somebody without a rank, and why, kindly."""

    rep: Rep
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


def leaderboard(team: Team, asked: Asked, *, why: bool = False) -> Board | None:
    """The team's board at the last close; None before anything was scored.

    Who moved most and why is asked for where it is shown: it takes some queries.
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
    lines = closes.series(reps, since, close)
    places = ranks(ranked, _value(asked.board))
    rows = [
        _row(each, place, lines[each.rep.pk]) for each, place in zip(ranked, places, strict=True)
    ]
    figures = facts(ranked, len(reps))
    return Board(
        team=team,
        asked=asked,
        close=close,
        since=since,
        facts=with_causes(team.organization, [figures])[0] if why else figures,
        rows=tuple(_sorted(_searched(rows, asked.search), asked.sort)),
        unranked=tuple(_searched(_unranked(reps, found), asked.search)),
    )


Value = Callable[[Snapshot, Snapshot | None], float | None]


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


def _row(each: Standing, place: tuple[int, int | None], line: list[float | None]) -> Row:
    now = each.now
    weakest = min(range(4), key=lambda at: now.pillars[at])
    return Row(
        rank=place[0],
        moved=place[1],
        rep=each.rep,
        total=now.total,
        pillars=now.pillars,
        weakest=(PILLAR_NAMES[weakest], now.pillars[weakest]),
        spark=tuple(line),
        change=each.change,
        reading_age=(now.day - now.last_reading).days if now.last_reading else None,
        known_days=now.known_days,
    )


def facts(ranked: Sequence[Standing], people: int) -> Facts:
    """The figures of some ranked reps among so many people."""
    totals = [each.now.total for each in ranked]
    changes = [each.change for each in ranked if each.change is not None]
    compared = [each for each in ranked if each.change is not None]
    up = max(compared, key=lambda each: each.change or 0, default=None)
    down = min(compared, key=lambda each: each.change or 0, default=None)
    return Facts(
        average=sum(totals) / len(totals) if totals else None,
        average_change=sum(changes) / len(changes) if changes else None,
        counted=len(ranked),
        not_counted=people - len(ranked),
        milestones=tuple(
            (mark, sum(whole(total) >= mark for total in totals))
            for mark in sorted(MILESTONES, reverse=True)[:4]
        ),
        up_most=Mover(up) if up and (up.change or 0) > -SLIPPING else None,
        talk_to=Mover(down) if down and (down.change or 0) < SLIPPING else None,
    )


def with_causes(organization: Organization, figures: Sequence[Facts]) -> list[Facts]:
    """The figures, whose movers say why; asked for all of them at once."""
    movers = [mover for each in figures for mover in (each.up_most, each.talk_to) if mover]
    causes = closes.main_causes(organization, [mover.standing for mover in movers])

    def named(mover: Mover | None) -> Mover | None:
        return mover and replace(mover, cause=causes.get(mover.rep.pk, ""))

    return [
        replace(each, up_most=named(each.up_most), talk_to=named(each.talk_to)) for each in figures
    ]


def _unranked(reps: Sequence[Rep], found: Sequence[Standing]) -> list[Unranked]:
    scored = {each.rep.pk: each.now for each in found if not each.ranked}
    ranked = {each.rep.pk for each in found if each.ranked}
    waiting = [now for now in scored.values() if now.state == Snapshot.State.WAITING]
    since = closes.silent_since(waiting, reps[0].organization) if reps else {}
    return [
        _why(rep, scored.get(rep.pk), since.get(rep.pk)) for rep in reps if rep.pk not in ranked
    ]


def _why(rep: Rep, now: Snapshot | None, silent_since: date | None) -> Unranked:
    if now is None:
        return Unranked(rep, "new", "has no score on this day yet")
    if silent_since:
        known = f"last known {whole(now.total)}"
        since = f"waiting for data since {day_words(silent_since)} ({known})"
        return Unranked(rep, "waiting", since)
    days = f"{now.known_days} of {CURRENT.building_days} days known, or one LinkedIn reading"
    return Unranked(rep, "building", f"building, {days}")


def _searched(rows: Sequence, search: str) -> list:  # type: ignore[type-arg]
    words = search.casefold().split()
    return [row for row in rows if all(word in row.rep.name.casefold() for word in words)]


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    return sorted(rows, key=lambda row: (_key(row, sort), row.rank, row.rep.name.casefold()))


def _key(row: Row, sort: str) -> tuple[float, str]:
    if sort == "name":
        return (0, row.rep.name.casefold())
    largest = {"score": row.total, "change": row.change, "known": row.known_days}.get(sort, 0)
    return (-largest if largest is not None else float("inf"), "")


@dataclass(frozen=True)
class Overview:
    """Several teams side by side at the close of a day."""

    close: date
    since: date
    teams: tuple[tuple[Team, Facts], ...]


def overview(teams: Sequence[Team], period: int) -> Overview | None:
    """The teams' figures; None before anything was scored."""
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
    return Overview(close, since, tuple(zip(teams, named, strict=True)))
