"""Parser for activity CSV: `date,email` and any inputs of teams.base.inputs, a row per rep and day.

An empty cell is unknown and left out of the values; 0 is a known zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from teams.base.inputs import INPUTS, InputKind
from teams.importers.csv_lines import records_of
from teams.importers.table import (
    MAX_WHOLE_NUMBER,
    CellError,
    FirstLines,
    Parsed,
    Records,
    TableRow,
    day_parser,
    number_parser,
    parse_address,
    parse_table,
    parse_whole_number,
)

Value = int | float | bool


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Known inputs of one rep on one day; never empty, no None values."""

    line: int
    day: date
    email: str
    values: dict[str, Value]


def parse_activity(content: bytes | Records, *, today: date) -> Parsed[ActivityRow]:
    """Rows with at least one known value; empty rows are skipped silently.

    A second row with an earlier date and e-mail is an error. Raises FileError when the file as a
    whole can't be used.
    """
    known_days = FirstLines()
    # Cached: rows share one object per day and address.
    day_cell, email_cell = cache(day_parser(today)), cache(parse_address)

    def read(row: TableRow) -> ActivityRow | None:
        day, email = row.need("date", day_cell), row.need("email", email_cell)
        values = _values(row)
        if not values and not row.errors:
            return None
        known_days.refuse_repeat(row, day, email)
        return ActivityRow(row.line, day, email, values) if day and email else None

    records = records_of(content)
    return parse_table(records, required=("date", "email"), optional=tuple(INPUTS), read=read)


def _mark(text: str) -> bool:
    # Spreadsheets write booleans as words.
    marks = {"1": True, "true": True, "0": False, "false": False}
    if text.lower() not in marks:
        raise CellError("is neither 1 (yes) nor 0 (no); write one of them or leave it empty")
    return marks[text.lower()]


CELLS: Final[dict[InputKind, Callable[[str], Value]]] = {
    InputKind.COUNT: parse_whole_number,
    InputKind.LEVEL: parse_whole_number,
    InputKind.PERCENT: number_parser(0, 100),
    InputKind.HOURS: number_parser(0, MAX_WHOLE_NUMBER),
    InputKind.MARK: _mark,
}


def _values(row: TableRow) -> dict[str, Value]:
    values = {
        name: row.read(name, CELLS[INPUTS[name].kind]) for name in INPUTS if name in row.cells
    }
    return {name: value for name, value in values.items() if value is not None}
