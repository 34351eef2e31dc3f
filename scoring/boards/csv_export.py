"""Leaderboard export as CSV: exactly the rows of the page, of all its pages."""

import csv

from scoring.boards.leaderboard import Board
from scoring.boards.rows import BoardRow
from scoring.core.signals import PILLARS
from scoring.scores.csv_export import range_cell
from teams.audit.exports import Writable, escape_formula
from teams.base.formatting import plain_number, round_one_decimal

HEADER = ("date", "rank", "moved", "name", *PILLARS, "total", "change", "known_days")
CERTAINTY_HEADER = ("range", "coverage")
GOAL_HEADER = ("goal_of", "goal", "goal_by", "ahead")


def write_board(out: Writable, board: Board | None, *, goals: bool = False) -> None:
    """Writes the header and the rows; with `goals`, the columns of the goal board too."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*HEADER, *(GOAL_HEADER if goals else ()), *CERTAINTY_HEADER])
    for row in board.rows if board else ():
        goal = _goal(row) if goals else ()
        certainty = range_cell(row.half_range), plain_number(row.coverage)
        writer.writerow([board and board.close, *_cells(row), *goal, *certainty])


def _cells(row: BoardRow) -> list[object]:
    pillars = [f"{value:.1f}" for value in row.shown_pillars]
    change = "" if row.change is None else f"{round_one_decimal(row.change):.1f}"
    place = ["" if value is None else value for value in (row.rank, row.moved)]
    total = f"{round_one_decimal(row.total):.1f}"
    return [*place, escape_formula(row.who.name), *pillars, total, change, row.known_days]


def _goal(row: BoardRow) -> list[object]:
    if row.goal is None:
        return [""] * len(GOAL_HEADER)
    return [row.goal.what, f"{row.goal.target:g}", row.goal.by_day, f"{row.goal.ahead:.1f}"]
