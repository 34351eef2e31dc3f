"""Parser for a pasted list of people: name, e-mail, team and LinkedIn seat, one per line.

Guarantees are those of table.py, and every non-empty line is returned, with its errors. Separated
by comma, semicolon or tab, whichever is most frequent; an optional first line of column names gives
the order; a line with one cell is an e-mail. Quotation marks protect separators inside a cell.
"""

import csv
import io
from dataclasses import dataclass
from typing import Final

from teams.importers.table import CellError, FileError, RowError, TableRow, parse_address

MAX_PEOPLE: Final = 60
MAX_NAME: Final = 120  # characters, of people and teams
COLUMNS: Final = ("name", "e-mail", "team", "linkedin seat")
COLUMN_ALIASES: Final = {"email": "e-mail", "mail": "e-mail", "address": "e-mail"} | {
    "seat": "linkedin seat", "linkedin": "linkedin seat", "rep": "name", "full name": "name"
}  # fmt: skip
SEATS: Final = {
    "": "",
    "not known": "",
    "free": "free",
    "basic": "free",
    "premium": "premium",
    "navigator": "navigator",
    "sales navigator": "navigator",
}


@dataclass(frozen=True)
class PersonLine:
    """A parsed line; unreadable cells are empty, with the reason in `errors`."""

    line: int
    name: str
    email: str  # in lower case
    team: str
    seat: str
    errors: tuple[RowError, ...]


def parse_people(text: str) -> tuple[PersonLine, ...]:
    """Every line. Raises FileError where the text as a whole can't be used."""
    records = _records(text)
    names = _header(records[0][1]) if records else None
    if names:
        records = records[1:]
    if not records:
        raise FileError("There is nobody in it: paste a line a person, such as mona@example.com.")
    if len(records) > MAX_PEOPLE:
        reason = (
            f"These are {len(records)} lines; at most {MAX_PEOPLE} at once. Paste them in parts."
        )
        raise FileError(reason)
    first: dict[str, int] = {}
    return tuple(_person(line, cells, names, first) for line, cells in records)


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Line number and cells of each non-empty record."""
    text, records, line = text.lstrip("\ufeff"), [], 1
    mark = max(",;\t", key=text.count)
    # The page's size limit keeps every cell below csv's own limit.
    reader = csv.reader(io.StringIO(text.replace("\0", " "), newline=""), delimiter=mark,
                        strict=True, skipinitialspace=True)  # fmt: skip
    try:
        for record in reader:
            cells = [" ".join(cell.split()) for cell in record]
            if any(cells):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        reason = "a quotation mark is opened or closed in the wrong place; write one inside a cell"
        raise FileError(reason + " twice, and put one at both ends of that cell", line) from None
    return records


def _header(cells: list[str]) -> list[str] | None:
    """Column names in the first line; None if that line is a person already."""
    names = [COLUMN_ALIASES.get(cell.lower(), cell.lower()) for cell in cells]
    if "e-mail" not in names:
        return None
    for name in names:
        if name not in COLUMNS:
            raise FileError(
                f"There is no column “{name[:40]}”; there are: {', '.join(COLUMNS)}.", 1
            )
        if names.count(name) > 1:
            raise FileError(f"The column “{name}” is there twice; delete one.", 1)
    return names


def _person(
    line: int, cells: list[str], names: list[str] | None, first: dict[str, int]
) -> PersonLine:
    is_single = len([cell for cell in cells if cell]) == 1 and names is None
    named = (
        {"e-mail": "".join(cells)}
        if is_single
        else dict(zip(names or COLUMNS, cells, strict=False))
    )
    row = TableRow(line, named)
    if len(cells) > len(names or COLUMNS) and any(cells[len(names or COLUMNS) :]):
        row.refuse("", f"has {len(cells)} cells where there are {len(names or COLUMNS)} columns")
    email = row.need("e-mail", parse_address) or ""
    if email and first.setdefault(email, line) != line:
        row.refuse("e-mail", f"stands on line {first[email]} already; keep one of the two")
    parsed = [row.read("name", _short), row.read("team", _short), row.read("linkedin seat", _seat)]
    name, team, seat = (value or "" for value in parsed)
    return PersonLine(line, name, email, team, seat, tuple(row.errors))


def _short(text: str) -> str:
    if len(text) > MAX_NAME:
        raise CellError(f"is longer than {MAX_NAME} characters; shorten it")
    if not text.isprintable():
        raise CellError("has a character that can't be shown; delete it")
    return text


def _seat(text: str) -> str:
    if text.lower() not in SEATS:
        raise CellError("is no LinkedIn seat; write free, premium or navigator, or leave it empty")
    return SEATS[text.lower()]
