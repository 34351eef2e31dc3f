"""Rows of a leaderboard: ranked reps and unranked ones with the reason, filtered and sorted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.boards.display_name import DisplayName, display_name_for
from scoring.boards.query import BoardQuery
from scoring.boards.ranking import RankAndMove
from scoring.core.signals import MILESTONES
from scoring.core.versions import CURRENT_VERSION
from scoring.models import Snapshot
from scoring.scores import periods
from scoring.scores.goals import GoalLine
from scoring.scores.periods import PeriodScore, Pillars
from teams.access.board_visibility import BoardVisibility
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import day_words, whole
from teams.models import Rep


@dataclass(frozen=True)
class BoardRow:
    """A ranked rep; pillars in points 0 to 25, `spark` has a total for each day of the period.

    `rank` is None for viewers who see only their own row, in a small group.
    """

    rank: int | None
    moved: int | None
    who: DisplayName
    total: float
    pillars: Pillars
    weakest: tuple[str, float]
    spark: tuple[float | None, ...]
    change: float | None
    reading_age: int | None
    known_days: int
    own: bool = False
    goal: GoalLine | None = None


@dataclass(frozen=True)
class UnrankedRep:
    """A rep without a rank, and why, kindly worded."""

    who: DisplayName
    state: str
    sentence: str


@dataclass(frozen=True)
class PlacedRep:
    """A ranked rep with the place on the board, before the row is made."""

    standing: PeriodScore
    place: RankAndMove
    who: DisplayName
    goal: GoalLine | None = None

    @property
    def pk(self) -> int:
        """The rep's id."""
        return self.standing.rep.pk


NewcomerLookup = Callable[[Sequence[Rep]], set[int]]


def filter_rows(
    found: Sequence[PlacedRep], asked: BoardQuery, sight: BoardVisibility, newcomers: NewcomerLookup
) -> list[PlacedRep]:
    """The rows that match the filters; ranks and figures stay those of the whole board.

    A rep shown without a name is found by nothing that the row does not show itself.
    """
    if asked.only in ("waiting", "building"):
        return []
    kept = [
        each
        for each in found
        if each.who.is_called(asked.search)
        and whole(each.standing.now.total) >= asked.reach
        and (asked.only != "slipped" or has_slipped(each.standing))
        and (not asked.seat or (sight.oversees and each.standing.rep.seat == asked.seat))
    ]
    if not asked.tenure:
        return kept
    named = [each for each in kept if each.who.rep]
    new = newcomers([each.standing.rep for each in named])
    return [each for each in named if (each.pk in new) == (asked.tenure == "new")]


def has_slipped(each: PeriodScore) -> bool:
    """Whether a milestone reached at the earlier close is no longer reached."""
    if each.compared is None:
        return False
    was, now = whole(each.compared.total), whole(each.now.total)
    return any(was >= mark > now for mark in MILESTONES)


def sort_rows(found: Sequence[PlacedRep], sort: str) -> list[PlacedRep]:
    """Sorts by rank, by name or largest first; ties by rank and name."""
    return sorted(found, key=lambda each: (_key(each, sort), each.place[0] or 0, each.who.in_order))


def _key(each: PlacedRep, sort: str) -> tuple[float, str]:
    if sort == "name":
        return each.who.in_order
    now, change = each.standing.now, each.standing.change
    largest = {"score": now.total, "change": change, "known": now.known_days}.get(sort, 0)
    return (-largest if largest is not None else float("inf"), "")


def build_rows(
    found: Sequence[PlacedRep], sight: BoardVisibility, lines: Mapping[int, Sequence[float | None]]
) -> tuple[BoardRow, ...]:
    """Makes the rows; `lines` has the totals of the period's days by rep id."""
    return tuple(_row(each, sight, lines.get(each.pk, ())) for each in found)


def _row(each: PlacedRep, sight: BoardVisibility, line: Sequence[float | None]) -> BoardRow:
    now = each.standing.now
    weakest = min(range(4), key=lambda at: now.pillars[at])
    return BoardRow(
        rank=each.place[0],
        moved=each.place[1],
        who=each.who,
        total=now.total,
        pillars=now.pillars,
        weakest=(PILLAR_NAMES[weakest], now.pillars[weakest]),
        spark=tuple(line),
        change=each.standing.change,
        reading_age=(now.day - now.last_reading).days if now.last_reading else None,
        known_days=now.known_days,
        own=each.pk == sight.own,
        goal=each.goal,
    )


def unranked_reps(
    reps: Sequence[Rep], found: Sequence[PeriodScore], sight: BoardVisibility, asked: BoardQuery
) -> tuple[UnrankedRep, ...]:
    """Reps without a rank that match the filters, by name."""
    if asked.only == "slipped" or asked.reach or asked.tenure:
        return ()
    scored = {each.rep.pk: each.now for each in found}
    left_out = [rep for rep in reps if rep.pk not in scored or not scored[rep.pk].is_ranked]
    if asked.seat:
        left_out = [rep for rep in left_out if sight.oversees and rep.seat == asked.seat]
    here = [scored[rep.pk] for rep in left_out if rep.pk in scored]
    waiting = [now for now in here if now.state == Snapshot.State.WAITING]
    since = periods.first_silent_days(waiting, reps[0].organization) if reps else {}
    told = [
        _unranked_reason(display_name_for(rep, sight), scored.get(rep.pk), since.get(rep.pk))
        for rep in left_out
    ]
    kept = [
        each for each in told if each.who.is_called(asked.search) and asked.only in ("", each.state)
    ]
    return tuple(sorted(kept, key=lambda each: each.who.in_order))


def _unranked_reason(
    whose: DisplayName, now: Snapshot | None, silent_since: date | None
) -> UnrankedRep:
    if now is None:
        return UnrankedRep(whose, "new", "has no score on this day yet")
    if silent_since:
        known = f"last known {whole(now.total)}"
        since = f"waiting for data since {day_words(silent_since)} ({known})"
        return UnrankedRep(whose, "waiting", since)
    days = (
        f"{now.known_days} of {CURRENT_VERSION.building_days} days known, or one LinkedIn reading"
    )
    return UnrankedRep(whose, "building", f"building, {days}")
