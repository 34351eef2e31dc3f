"""Leaderboard export as CSV: exactly the rows of the page, of all its pages."""

import csv

from scoring.boards.leaderboard import Board
from scoring.boards.rows import BoardRow
from scoring.core.signals import PILLARS
from teams.audit.exports import Writable, escape_formula

HEADER = ("date", "rank", "moved", "name", *PILLARS, "total", "change", "known_days")
OF_GOALS = ("goal_of", "goal", "goal_by", "ahead")


def write(out: Writable, board: Board | None, *, goals: bool = False) -> None:
    """Writes the header and the rows; with `goals`, the columns of the goal board too."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*HEADER, *OF_GOALS) if goals else HEADER)
    for row in board.rows if board else ():
        writer.writerow([board and board.close, *_cells(row), *(_goal(row) if goals else ())])


def _cells(row: BoardRow) -> list[object]:
    pillars = [f"{value:.1f}" for value in row.pillars]
    change = "" if row.change is None else f"{row.change:.1f}"
    place = ["" if value is None else value for value in (row.rank, row.moved)]
    total = f"{row.total:.1f}"
    return [*place, escape_formula(row.who.name), *pillars, total, change, row.known_days]


def _goal(row: BoardRow) -> list[object]:
    if row.goal is None:
        return [""] * len(OF_GOALS)
    return [row.goal.what, f"{row.goal.target:g}", row.goal.by_day, f"{row.goal.ahead:.1f}"]
