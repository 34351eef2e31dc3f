"""Rows of a leaderboard: ranked reps and unranked ones with the reason, filtered and sorted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.boards.display_name import DisplayName, display_name_for
from scoring.boards.query import BoardQuery
from scoring.boards.ranking import RankAndMove
from scoring.core.signals import MILESTONES
from scoring.models import Snapshot
from scoring.scores import periods
from scoring.scores.goals import GoalLine
from scoring.scores.periods import PeriodScore, Pillars
from scoring.scores.without_rank import NO_SCORE_WORDS, not_ranked_words
from teams.access.board_visibility import BoardVisibility
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import rounded_parts, whole
from teams.models import Rep


@dataclass(frozen=True)
class BoardRow:
    """A ranked rep; pillars in points 0 to 25, `spark` has a total for each day of the period.

    Pillars and total are exact; `shown_pillars` add up to the total as shown.
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
    half_range: float | None  # of the likely range; None on the day of a reading
    coverage: float  # of 100
    own: bool = False
    goal: GoalLine | None = None

    @property
    def shown_pillars(self) -> tuple[float, ...]:
        """Pillars with one decimal that add up to the total with one decimal."""
        return rounded_parts(self.pillars, self.total)


@dataclass(frozen=True)
class UnrankedRep:
    """A rep without a rank, and why and what would give it, kindly worded."""

    who: DisplayName
    state: str
    sentence: str


@dataclass(frozen=True)
class PlacedRep:
    """A ranked rep with the place on the board, before the row is built."""

    period_score: PeriodScore
    place: RankAndMove
    who: DisplayName
    goal: GoalLine | None = None

    @property
    def pk(self) -> int:
        """The rep's id."""
        return self.period_score.rep.pk


NewcomerLookup = Callable[[Sequence[Rep]], set[int]]


def filter_rows(
    rows: Sequence[PlacedRep], query: BoardQuery, sight: BoardVisibility, newcomers: NewcomerLookup
) -> list[PlacedRep]:
    """The rows that match the filters; ranks and figures stay those of the whole board.

    An unnamed rep matches only filters on what the row shows, so that a filter reveals nothing.
    """
    if query.only in ("waiting", "building"):
        return []
    matching = [
        row
        for row in rows
        if row.who.matches(query.search)
        and whole(row.period_score.now.total) >= query.reach
        and (query.only != "slipped" or has_slipped(row.period_score))
        and (not query.seat or (sight.oversees and row.period_score.rep.seat == query.seat))
    ]
    if not query.tenure:
        return matching
    named = [row for row in matching if row.who.rep]
    new = newcomers([row.period_score.rep for row in named])
    return [row for row in named if (row.pk in new) == (query.tenure == "new")]


def has_slipped(score: PeriodScore) -> bool:
    """Whether a milestone reached at the earlier close is no longer reached."""
    if score.compared is None:
        return False
    was, now = whole(score.compared.total), whole(score.now.total)
    return any(was >= mark > now for mark in MILESTONES)


def sort_rows(rows: Sequence[PlacedRep], sort: str) -> list[PlacedRep]:
    """Sorts by rank, by name or largest first; ties by rank and name."""
    return sorted(rows, key=lambda row: (_key(row, sort), row.place[0] or 0, row.who.sort_key))


def _key(row: PlacedRep, sort: str) -> tuple[float, str]:
    if sort == "name":
        return row.who.sort_key
    now, change = row.period_score.now, row.period_score.change
    largest = {
        "score": now.total,
        "change": change,
        "known": now.known_days,
        "coverage": now.coverage if sort == "coverage" else 0,
    }.get(sort, 0)
    return (-largest if largest is not None else float("inf"), "")


def build_rows(
    rows: Sequence[PlacedRep], sight: BoardVisibility, totals: Mapping[int, Sequence[float | None]]
) -> tuple[BoardRow, ...]:
    """Builds the rows; `totals` has the totals of the period's days by rep id."""
    return tuple(_row(row, sight, totals.get(row.pk, ())) for row in rows)


def _row(row: PlacedRep, sight: BoardVisibility, totals: Sequence[float | None]) -> BoardRow:
    now = row.period_score.now
    weakest = min(range(4), key=lambda at: now.pillars[at])
    return BoardRow(
        rank=row.place[0],
        moved=row.place[1],
        who=row.who,
        total=now.total,
        pillars=now.pillars,
        weakest=(PILLAR_NAMES[weakest], now.pillars[weakest]),
        spark=tuple(totals),
        change=row.period_score.change,
        reading_age=(now.day - now.last_reading).days if now.last_reading else None,
        known_days=now.known_days,
        half_range=now.half_range,
        coverage=now.coverage,
        own=row.pk == sight.own,
        goal=row.goal,
    )


def unranked_reps(
    reps: Sequence[Rep], scores: Sequence[PeriodScore], sight: BoardVisibility, query: BoardQuery
) -> tuple[UnrankedRep, ...]:
    """Reps without a rank that match the filters, by name."""
    if query.only == "slipped" or query.reach or query.tenure:
        return ()
    scored = {each.rep.pk: each.now for each in scores}
    without_rank = [rep for rep in reps if rep.pk not in scored or not scored[rep.pk].is_ranked]
    if query.seat:
        without_rank = [rep for rep in without_rank if sight.oversees and rep.seat == query.seat]
    snapshots = [scored[rep.pk] for rep in without_rank if rep.pk in scored]
    waiting = [now for now in snapshots if now.state == Snapshot.State.WAITING]
    since = periods.first_silent_days(waiting, reps[0].organization) if reps else {}
    unranked = [
        _unranked_reason(display_name_for(rep, sight), scored.get(rep.pk), since.get(rep.pk))
        for rep in without_rank
    ]
    matching = [
        each
        for each in unranked
        if each.who.matches(query.search) and query.only in ("", each.state)
    ]
    return tuple(sorted(matching, key=lambda each: each.who.sort_key))


def _unranked_reason(
    who: DisplayName, now: Snapshot | None, silent_since: date | None
) -> UnrankedRep:
    if now is None:
        return UnrankedRep(who, "new", NO_SCORE_WORDS)
    known = f"last score {whole(now.total)}, " if now.has_begun else ""
    words = not_ranked_words(now.state, now.coverage, silent_since)
    return UnrankedRep(who, now.get_state_display(), f"{known}{words}")
