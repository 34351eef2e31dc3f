"""Leaderboard at a daily close: of a team, of the organisation or of a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from scoring.boards import newcomers
from scoring.boards.display_name import display_name_for
from scoring.boards.missing_data import MissingData, find_missing_data
from scoring.boards.query import BoardQuery
from scoring.boards.ranking import rank_reps
from scoring.boards.rows import (
    BoardRow,
    NewcomerLookup,
    PlacedRep,
    UnrankedRep,
    build_rows,
    filter_rows,
    sort_rows,
    unranked_reps,
)
from scoring.boards.scope import BoardScope, scope_for_sight
from scoring.boards.summary import BoardSummary, add_causes, limit_to_sight, summarize_reps
from scoring.scores import periods
from scoring.scores.goals import GoalLine, goal_lines
from scoring.scores.periods import PeriodScore
from teams.access.board_visibility import BoardVisibility
from teams.facts.reading_requests import open_request_dates
from teams.models import Rep, Team

PAGE_ROWS = 100  # rows on a page
LONG_BOARD_ROWS = 10  # rows; on a longer board a rep is shown those around their own
ROWS_AROUND = 3  # rows above and below


@dataclass(frozen=True)
class Board:
    """A leaderboard as of a daily close, compared with an earlier one.

    `last` is the day of the last close. `unlisted` counts reps ranked on the board's day whom the
    viewer may not see any more. `matching` is the number of rows that match; `rows` are one page of
    them or, if `around`, those near the viewer's own.
    """

    query: BoardQuery
    close: date
    since: date
    last: date
    summary: BoardSummary
    rows: tuple[BoardRow, ...]
    unranked: tuple[UnrankedRep, ...]
    matching: int
    around: bool
    unlisted: int
    missing_data: tuple[MissingData, ...] = ()

    @property
    def to_ask(self) -> tuple[Rep, ...]:
        """Reps with missing data who can be asked for a LinkedIn score and were not yet."""
        free = (each.who.rep for each in self.missing_data if each.may_ask and not each.asked)
        return tuple(rep for rep in free if rep)

    @property
    def is_past(self) -> bool:
        """Whether the board is of a day before the last close."""
        return self.close < self.last

    @property
    def pages(self) -> int:
        """Number of pages."""
        return -(-self.matching // PAGE_ROWS) or 1


def build_team_board(
    team: Team,
    query: BoardQuery,
    sight: BoardVisibility,
    *,
    with_causes: bool = False,
    only_rep: Rep | None = None,
) -> Board | None:
    """The team's board as a viewer with that sight sees it; None before anything was scored.

    With `only_rep` it has only that rep's row.
    """
    return build_board(
        scope_for_sight(team, sight), query, with_causes=with_causes, only_rep=only_rep
    )


@dataclass(frozen=True)
class _BoardDay:
    """The reps at the close of the board's day: all, and those who may be seen."""

    close: date
    last: date
    since: date
    member_count: int
    ranked: list[PeriodScore]
    visible_reps: list[Rep]
    scores: list[PeriodScore]
    visible_ids: set[int]
    sight: BoardVisibility

    @property
    def unlisted(self) -> int:
        """Number of ranked reps who may not be seen any more."""
        return sum(each.rep.pk not in self.visible_ids for each in self.ranked)


def build_board(
    board_scope: BoardScope,
    query: BoardQuery,
    *,
    with_causes: bool = False,
    with_sparklines: bool = True,
    only_rep: Rep | None = None,
) -> Board | None:
    """The board of a scope on the day of the query; None if nothing was scored by then.

    Causes and sparklines take some queries, so they are loaded only for pages that show them.
    """
    day = _load_board_day(board_scope, query, only_rep)
    if day is None:
        return None
    summary = summarize_reps(day.ranked, day.member_count, day.visible_ids)
    if with_causes and day.sight.oversees:
        summary = add_causes(board_scope.organization, [summary])[0]
    rows = _matching_rows(day, query)
    shown_rows, around = _rows_to_show(rows, query, day.sight)
    totals = (
        periods.daily_totals([e.period_score.rep for e in shown_rows], day.since, day.close)
        if with_sparklines
        else {}
    )
    unranked = unranked_reps(day.visible_reps, day.scores, day.sight, query)
    return Board(
        query=query,
        close=day.close,
        since=day.since,
        last=day.last,
        summary=limit_to_sight(summary, day.sight, day.unlisted),
        rows=build_rows(shown_rows, day.sight, totals),
        unranked=unranked,
        matching=len(rows),
        around=around,
        unlisted=day.unlisted,
        missing_data=_missing_data(day, unranked, query) if with_causes else (),
    )


def _missing_data(
    day: _BoardDay, unranked: Sequence[UnrankedRep], query: BoardQuery
) -> tuple[MissingData, ...]:
    """Missing data at present, for viewers who may ask for it; none for a past day."""
    if not day.sight.oversees or day.close < day.last or query.only or query.board == "goal":
        return ()
    missing = find_missing_data(
        unranked, day.ranked, day.sight, open_request_dates(day.visible_reps)
    )
    return tuple(each for each in missing if each.who.matches(query.search))


def _load_board_day(
    board_scope: BoardScope, query: BoardQuery, only_rep: Rep | None
) -> _BoardDay | None:
    organization, today = board_scope.organization, board_scope.organization.today()
    last = periods.last_close_of_reps(organization, board_scope.members_on(today))
    if last is None:
        return None
    close = min(query.day or last, last)
    since, earlier = (close - timedelta(days=query.period * times) for times in (1, 2))
    reps = list(board_scope.members_on(close))
    scores = periods.period_scores(reps, close, since, earlier)
    if not scores:
        return None
    sight, visible_ids = board_scope.sight, {rep.pk for rep in reps}
    if close < last:
        sight = sight.back_then(sat=sight.own in visible_ids)
        visible_ids = board_scope.still_visible(reps)
    return _BoardDay(
        close=close,
        last=last,
        since=since,
        member_count=len(reps),
        ranked=[each for each in scores if each.ranked],
        visible_reps=[
            r for r in reps if r.pk in visible_ids and sight.shows(r) and only_rep in (None, r)
        ],
        scores=scores,
        visible_ids=visible_ids,
        sight=sight,
    )


def _matching_rows(day: _BoardDay, query: BoardQuery) -> list[PlacedRep]:
    """All matching rows in order, each with its place on the whole board."""
    find_newcomers = partial(newcomers.newcomer_ids, day=day.close)
    goal_lines_by_rep = _goals(day) if query.board == "goal" else {}
    scores = _reps_on_board(day, query.board, goal_lines_by_rep, find_newcomers)
    ranks = rank_reps(
        scores, query.board, {pk: line.ahead for pk, line in goal_lines_by_rep.items()}
    )
    if not (day.sight.everybody or day.sight.averages(len(scores))):
        ranks = [(None, None)] * len(scores)
    shown = {rep.pk for rep in day.visible_reps}
    placed = [
        PlacedRep(
            score,
            place,
            display_name_for(score.rep, day.sight),
            goal_lines_by_rep.get(score.rep.pk),
        )
        for score, place in zip(scores, ranks, strict=True)
        if score.rep.pk in shown
    ]
    return sort_rows(filter_rows(placed, query, day.sight, find_newcomers), query.sort)


def _goals(day: _BoardDay) -> dict[int, GoalLine]:
    """Goal lines the viewer may see: all for those who look after the reps, else their own."""
    scores = [score for score in day.ranked if day.sight.oversees or score.rep.pk == day.sight.own]
    return goal_lines(scores, day.close)


def _reps_on_board(
    day: _BoardDay, board: str, lines: Mapping[int, GoalLine], find_newcomers: NewcomerLookup
) -> list[PeriodScore]:
    """Reps ranked on the board: all, those with a goal, or the newcomers shown by name."""
    if board == "goal":
        return [each for each in day.ranked if each.rep.pk in lines]
    if board != "newcomers":
        return day.ranked
    named = [each for each in day.ranked if day.sight.names(each.rep)]
    new_ids = find_newcomers([each.rep for each in named])
    return [each for each in named if each.rep.pk in new_ids]


def _rows_to_show(
    rows: Sequence[PlacedRep], query: BoardQuery, sight: BoardVisibility
) -> tuple[Sequence[PlacedRep], bool]:
    """The rows to show, and whether they are those around the viewer's own."""
    at = next((at for at, each in enumerate(rows) if each.pk == sight.own), None)
    is_plain = query.sort == "rank" and not query.is_filtered
    if query.around and is_plain and at is not None and len(rows) > LONG_BOARD_ROWS:
        first = max(0, min(at - ROWS_AROUND, len(rows) - 2 * ROWS_AROUND - 1))
        return rows[first : first + 2 * ROWS_AROUND + 1], True
    if not query.page:
        return rows, False
    first = (query.page - 1) * PAGE_ROWS
    return rows[first : first + PAGE_ROWS], False
