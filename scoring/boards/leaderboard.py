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

    `last` is the day of the last close. `left` counts reps ranked on the board's day who may not be
    seen any more and are not listed. `matching` is the number of rows that match; `build_rows` are
    one page of them or, if `around`, those near the viewer's own.
    """

    asked: BoardQuery
    close: date
    since: date
    last: date
    facts: BoardSummary
    rows: tuple[BoardRow, ...]
    unranked: tuple[UnrankedRep, ...]
    matching: int
    around: bool
    left: int
    gaps: tuple[MissingData, ...] = ()

    @property
    def to_ask(self) -> tuple[Rep, ...]:
        """Reps with missing data who can be asked for a LinkedIn score and were not yet."""
        free = (each.who.rep for each in self.gaps if each.may_ask and not each.asked)
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
    asked: BoardQuery,
    sight: BoardVisibility,
    *,
    why: bool = False,
    about: Rep | None = None,
) -> Board | None:
    """The team's board as a viewer with that sight sees it; None before anything was scored.

    With `about` it has no rows but that rep's.
    """
    return build_board(scope_for_sight(team, sight), asked, why=why, about=about)


@dataclass(frozen=True)
class _BoardDay:
    """The reps at the close of the board's day: all, and those who may be seen."""

    close: date
    last: date
    since: date
    people: int
    ranked: list[PeriodScore]
    shown: list[Rep]
    found: list[PeriodScore]
    seen: set[int]
    sight: BoardVisibility

    @property
    def left(self) -> int:
        """Number of ranked reps who may not be seen any more."""
        return sum(each.rep.pk not in self.seen for each in self.ranked)


def build_board(
    circle: BoardScope,
    asked: BoardQuery,
    *,
    why: bool = False,
    lines: bool = True,
    about: Rep | None = None,
) -> Board | None:
    """The circle's board on the day asked for; None if nothing was scored by then.

    Causes (`why`) and sparklines (`lines`) take some queries, so they are made only where they are
    shown.
    """
    day = _load_board_day(circle, asked, about)
    if day is None:
        return None
    figures = summarize_reps(day.ranked, day.people, day.seen)
    if why and day.sight.oversees:
        figures = add_causes(circle.organization, [figures])[0]
    found = _matching_rows(day, asked)
    listed, around = _rows_to_show(found, asked, day.sight)
    drawn = (
        periods.daily_totals([e.standing.rep for e in listed], day.since, day.close)
        if lines
        else {}
    )
    left_out = unranked_reps(day.shown, day.found, day.sight, asked)
    return Board(
        asked=asked,
        close=day.close,
        since=day.since,
        last=day.last,
        facts=limit_to_sight(figures, day.sight, day.left),
        rows=build_rows(listed, day.sight, drawn),
        unranked=left_out,
        matching=len(found),
        around=around,
        left=day.left,
        gaps=_missing_data(day, left_out, asked) if why else (),
    )


def _missing_data(
    day: _BoardDay, left_out: Sequence[UnrankedRep], asked: BoardQuery
) -> tuple[MissingData, ...]:
    """Missing data at present, for viewers who may ask for it; none for a past day."""
    if not day.sight.oversees or day.close < day.last or asked.only or asked.board == "goal":
        return ()
    found = find_missing_data(left_out, day.ranked, day.sight, open_request_dates(day.shown))
    return tuple(each for each in found if each.who.is_called(asked.search))


def _load_board_day(circle: BoardScope, asked: BoardQuery, about: Rep | None) -> _BoardDay | None:
    organization, today = circle.organization, circle.organization.today()
    last = periods.last_close_of_reps(organization, circle.sat(today))
    if last is None:
        return None
    close = min(asked.day or last, last)
    since, earlier = (close - timedelta(days=asked.period * times) for times in (1, 2))
    reps = list(circle.sat(close))
    found = periods.period_scores(reps, close, since, earlier)
    if not found:
        return None
    sight, here = circle.sight, {rep.pk for rep in reps}
    if close < last:
        sight, here = sight.on_past_day(was_member=sight.own in here), circle.still(reps)
    return _BoardDay(
        close=close,
        last=last,
        since=since,
        people=len(reps),
        ranked=[each for each in found if each.ranked],
        shown=[r for r in reps if r.pk in here and sight.shows(r) and about in (None, r)],
        found=found,
        seen=here,
        sight=sight,
    )


def _matching_rows(day: _BoardDay, asked: BoardQuery) -> list[PlacedRep]:
    """All matching rows in order, each with its place on the whole board."""
    newly = partial(newcomers.newcomer_ids, day=day.close)
    lines = _goals(day) if asked.board == "goal" else {}
    pool = _reps_on_board(day, asked.board, lines, newly)
    there = rank_reps(pool, asked.board, {pk: line.ahead for pk, line in lines.items()})
    if not (day.sight.everybody or day.sight.averages(len(pool))):
        there = [(None, None)] * len(pool)
    shown = {rep.pk for rep in day.shown}
    placed = [
        PlacedRep(each, place, display_name_for(each.rep, day.sight), lines.get(each.rep.pk))
        for each, place in zip(pool, there, strict=True)
        if each.rep.pk in shown
    ]
    return sort_rows(filter_rows(placed, asked, day.sight, newly), asked.sort)


def _goals(day: _BoardDay) -> dict[int, GoalLine]:
    """Goal lines the viewer may see: all for those who look after the reps, else their own."""
    mine = [each for each in day.ranked if day.sight.oversees or each.rep.pk == day.sight.own]
    return goal_lines(mine, day.close)


def _reps_on_board(
    day: _BoardDay, board: str, lines: Mapping[int, GoalLine], newly: NewcomerLookup
) -> list[PeriodScore]:
    """Reps ranked on the board: all, those with a goal, or the newcomers shown by name."""
    if board == "goal":
        return [each for each in day.ranked if each.rep.pk in lines]
    if board != "newcomers":
        return day.ranked
    named = [each for each in day.ranked if day.sight.names(each.rep)]
    new = newly([each.rep for each in named])
    return [each for each in named if each.rep.pk in new]


def _rows_to_show(
    found: Sequence[PlacedRep], asked: BoardQuery, sight: BoardVisibility
) -> tuple[Sequence[PlacedRep], bool]:
    """The rows to show, and whether they are those around the viewer's own."""
    at = next((at for at, each in enumerate(found) if each.pk == sight.own), None)
    plain = asked.sort == "rank" and not asked.narrowed
    if asked.around and plain and at is not None and len(found) > LONG_BOARD_ROWS:
        first = max(0, min(at - ROWS_AROUND, len(found) - 2 * ROWS_AROUND - 1))
        return found[first : first + 2 * ROWS_AROUND + 1], True
    if not asked.page:
        return found, False
    first = (asked.page - 1) * PAGE_ROWS
    return found[first : first + PAGE_ROWS], False
