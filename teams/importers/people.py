"""Read people pasted as text: one a line, name, e-mail, team and LinkedIn seat.

What may be relied on: as of table.py, and every line that says something comes back, with what is
wrong with it. Separated by comma, semicolon or tab, whichever the text has most of; a first line of
column names is optional and says their order; a line of one cell is an e-mail. Quotation marks hold
a separator inside a cell.
"""

import csv
import io
from dataclasses import dataclass
from typing import Final

from teams.importers.table import CellError, FileError, Row, RowError, address

MAX_PEOPLE: Final = 60
MAX_NAME: Final = 120  # characters, of people and teams
COLUMNS: Final = ("name", "e-mail", "team", "linkedin seat")
ALSO_CALLED: Final = {"email": "e-mail", "mail": "e-mail", "address": "e-mail"} | {
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
    """A line as it was read; what can't be read is empty, and why is in errors."""

    line: int
    name: str
    email: str  # in lower case
    team: str
    seat: str
    errors: tuple[RowError, ...]


def parse_people(text: str) -> tuple[PersonLine, ...]:
    """Every line; FileError where the text as a whole can't be used."""
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
    """The line a record starts on, and its cells; empty ones are left out."""
    text, found, line = text.lstrip("\ufeff"), [], 1
    mark = max(",;\t", key=text.count)
    # As wide as a page is sent at all: no cell is too long for csv.
    reader = csv.reader(io.StringIO(text.replace("\0", " "), newline=""), delimiter=mark,
                        strict=True, skipinitialspace=True)  # fmt: skip
    try:
        for record in reader:
            cells = [" ".join(cell.split()) for cell in record]
            if any(cells):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        reason = "a quotation mark is opened or closed in the wrong place; write one inside a cell"
        raise FileError(reason + " twice, and put one at both ends of that cell", line) from None
    return found


def _header(cells: list[str]) -> list[str] | None:
    """The columns a first line names; None where it is somebody already."""
    names = [ALSO_CALLED.get(cell.lower(), cell.lower()) for cell in cells]
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
    alone = len([cell for cell in cells if cell]) == 1 and names is None
    named = (
        {"e-mail": "".join(cells)} if alone else dict(zip(names or COLUMNS, cells, strict=False))
    )
    row = Row(line, named)
    if len(cells) > len(names or COLUMNS) and any(cells[len(names or COLUMNS) :]):
        row.refuse("", f"has {len(cells)} cells where there are {len(names or COLUMNS)} columns")
    email = row.need("e-mail", address) or ""
    if email and first.setdefault(email, line) != line:
        row.refuse("e-mail", f"stands on line {first[email]} already; keep one of the two")
    read = [row.read("name", _short), row.read("team", _short), row.read("linkedin seat", _seat)]
    name, team, seat = (value or "" for value in read)
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
