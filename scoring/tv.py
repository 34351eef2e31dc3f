"""A team on a screen in the room: what it reached and gained; nobody is shown falling."""

from dataclasses import dataclass, replace
from datetime import date

from scoring.asked import Asked
from scoring.core.signals import MILESTONES
from scoring.leaderboard import board_of
from scoring.rows import Row
from scoring.wording import whole
from teams.circles import Circle
from teams.models import Organization

CLIMBERS = 5
GAIN = 0.05  # a change that shows as more than nothing


@dataclass(frozen=True)
class Climber:
    """Somebody who gained points; `reached` is the milestone they came to, if they did."""

    name: str
    change: float
    reached: int | None


@dataclass(frozen=True)
class Screen:
    """A team's figures; None and nothing where too few people make them to be shown."""

    name: str
    close: date
    since: date
    average: float | None
    gain: float | None
    counted: int
    milestones: tuple[tuple[int, int], ...]
    climbers: tuple[Climber, ...]


def screen(circle: Circle, name: str, period: int) -> Screen | None:
    """What a room may see of it, whoever switched the screen on; None before the first score.

    That is what somebody without a part in the team sees: names where everybody in the team sees
    everybody, but nobody's who wants none; figures of groups that are large enough.
    """
    shared = circle.organization.visibility == Organization.Visibility.TEAM
    sight = replace(circle.sight, oversees=False, everybody=shared, own=None, teammate=False)
    board = board_of(replace(circle, sight=sight), Asked(period=period), lines=False)
    if board is None:
        return None
    gained = [row for row in board.rows if row.who.rep and (row.change or 0) > GAIN]
    gained.sort(key=lambda row: (-(row.change or 0), row.who.name.casefold()))
    change = board.facts.average_change
    return Screen(
        name=name,
        close=board.close,
        since=board.since,
        average=board.facts.average,
        gain=change if change and change > GAIN else None,
        counted=board.facts.counted,
        milestones=board.facts.milestones,
        climbers=tuple(_climber(row) for row in gained[:CLIMBERS]),
    )


def _climber(row: Row) -> Climber:
    was, now = whole(row.total - (row.change or 0)), whole(row.total)
    come_to = [mark for mark in MILESTONES if was < mark <= now]
    return Climber(row.who.name, row.change or 0, max(come_to, default=None))
