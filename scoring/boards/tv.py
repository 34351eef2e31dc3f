"""Team screen for a TV in the office: milestones and gains; falls are not shown."""

from dataclasses import dataclass, replace
from datetime import date

from scoring.boards.leaderboard import build_board
from scoring.boards.query import BoardQuery
from scoring.boards.rows import BoardRow
from scoring.boards.scope import BoardScope
from scoring.core.signals import MILESTONES
from teams.base.formatting import whole
from teams.models import Organization

MAX_CLIMBERS = 5
MIN_GAIN_POINTS = 0.05  # points: a smaller gain is shown as 0.0


@dataclass(frozen=True)
class Climber:
    """A rep who gained points; `reached` is the highest new milestone, None without one."""

    name: str
    total: float
    half_range: float | None  # of the likely range
    change: float
    reached: int | None


@dataclass(frozen=True)
class Screen:
    """A team's figures; None or empty if they are of too few reps to be shown."""

    name: str
    close: date
    since: date
    average: float | None
    gain: float | None
    counted: int
    milestones: tuple[tuple[int, int], ...]
    climbers: tuple[Climber, ...]


def build_screen(board_scope: BoardScope, name: str, period: int) -> Screen | None:
    """A team's screen with what everybody in the room may see; None before the first score.

    That is the view of a person without a role in the team: names only if all in the team see each
    other, never of reps shown without a name; figures only of groups that are large enough.
    """
    shared = board_scope.organization.visibility == Organization.Visibility.TEAM
    sight = replace(board_scope.sight, oversees=False, everybody=shared, own=None, teammate=False)
    board = build_board(
        replace(board_scope, sight=sight), BoardQuery(period=period), with_sparklines=False
    )
    if board is None:
        return None
    gained = [row for row in board.rows if row.who.rep and (row.change or 0) > MIN_GAIN_POINTS]
    gained.sort(key=lambda row: (-(row.change or 0), row.who.name.casefold()))
    change = board.summary.average_change
    return Screen(
        name=name,
        close=board.close,
        since=board.since,
        average=board.summary.average,
        gain=change if change and change > MIN_GAIN_POINTS else None,
        counted=board.summary.counted,
        milestones=board.summary.milestones,
        climbers=tuple(_climber(row) for row in gained[:MAX_CLIMBERS]),
    )


def _climber(row: BoardRow) -> Climber:
    was, now = whole(row.total - (row.change or 0)), whole(row.total)
    reached = [mark for mark in MILESTONES if was < mark <= now]
    return Climber(
        row.who.name, row.total, row.half_range, row.change or 0, max(reached, default=None)
    )
