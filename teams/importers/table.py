"""Parser for the product's own tables: records of cells in, rows and row errors out.

Guarantees: for any input only FileError is raised; every error says where it is (lines count from 1
in the file), what is wrong and what to do; memory is bounded by the limits below. No clock and no
database: today is an argument.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Final, Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")
Names = Sequence[str]
Records = Iterable[tuple[int, list[str]]]  # (line it begins on, cells) of each

MAX_ERRORS: Final = 1_000  # more help no one; a wrong export has one in every row
MAX_WHOLE_NUMBER: Final = 2_000_000_000  # fits an integer column on both databases
LINKEDIN_LAUNCH: Final = date(2003, 5, 5)  # LinkedIn's launch: nothing can be logged before it
FORMULA: Final = "=…"  # placeholder for a workbook's formula, which is not evaluated
ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE: Final = re.compile(r"-?[0-9]{1,20}(\.0{1,20})?")
DECIMAL: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,40})?")


def _place(line: int, column: str) -> str:
    parts = [f"line {line}"] if line else []
    return ", ".join(parts + ([column] if column else []))


@dataclass(frozen=True, slots=True)
class RowError:
    """One error in a row; `column` is "" if it concerns the whole row."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{_place(self.line, self.column)}: {self.reason}"


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """Rows that could be read, in file order, and errors of the others."""

    rows: tuple[T, ...]
    errors: tuple[RowError, ...]


class FileError(ValueError):
    """The file as a whole can't be used; line 0 and column "" mean no particular place."""

    def __init__(self, reason: str, line: int = 0, column: str = "") -> None:
        super().__init__(reason, line, column)
        self.reason, self.line, self.column = reason, line, column

    def __str__(self) -> str:
        place = _place(self.line, self.column)
        return f"{place}: {self.reason}" if place else self.reason


class CellError(ValueError):
    """Why one cell can't be read; Row turns it into a RowError with its place."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table; `read` and `need` collect errors."""

    line: int
    cells: Mapping[str, str]
    errors: list[RowError] = field(default_factory=list)

    def read(self, column: str, cell: Callable[[str], V]) -> V | None:
        """The cell's value; None if it is empty (unknown), absent or wrong."""
        text = self.cells.get(column, "")
        if text == FORMULA:
            self.refuse(column, "is a formula; put its value there (copy, then paste the values)")
            return None
        try:
            return cell(text) if text else None
        except CellError as error:
            self.refuse(column, str(error))
            return None

    def need(self, column: str, cell: Callable[[str], V]) -> V | None:
        """Like `read`, but an empty cell is an error too."""
        if not self.cells.get(column, ""):
            self.refuse(column, "is empty; every row needs a value here")
        return self.read(column, cell)

    def refuse(self, column: str, reason: str) -> None:
        """Adds an error for a cell, or for the whole row where column is ""."""
        self.errors.append(RowError(self.line, column, reason))


class FirstLines:
    """First line of each day and e-mail, to refuse duplicates."""

    def __init__(self) -> None:
        self._lines: dict[tuple[date, str], int] = {}

    def refuse_repeat(self, row: TableRow, day: date | None, email: str | None) -> None:
        """Adds an error to a row whose day and e-mail (if readable) were on an earlier line."""
        first = self._lines.setdefault((day, email), row.line) if day and email else row.line
        if first != row.line:
            row.refuse("", f"the same date and e-mail stand on line {first}; keep one of the two")


def parse_table(
    records: Records, *, required: Names, optional: Names, read: Callable[[TableRow], T | None]
) -> Parsed[T]:
    """Passes every row to `read`; rows with errors are left out, and so are those read as None.

    Raises FileError if the header is wrong or there are too many errors.
    """
    rows: list[T] = []
    errors: list[RowError] = []
    for row in _rows(iter(records), required, optional):
        value = None if row.errors else read(row)
        errors += row.errors
        if len(errors) > MAX_ERRORS:
            first, message = (
                errors[0],
                f"(and {MAX_ERRORS:,} errors more; correct them and try again)",
            )
            raise FileError(f"{first.reason} {message}", first.line, first.column)
        if value is not None and not row.errors:
            rows.append(value)
    return Parsed(tuple(rows), tuple(errors))


def _rows(
    records: Iterator[tuple[int, list[str]]], required: Names, optional: Names
) -> Iterator[TableRow]:
    line, cells = next(records, (0, []))
    if not cells:
        raise FileError("The file is empty; start from the template, which has the header.")
    header = _header(line, cells, required, optional)
    for line, cells in records:
        row = TableRow(line, dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            counts = f"{len(cells)} cells where the header has {len(header)}"
            row.refuse("", f"has {counts}; a separator inside a cell needs quotation marks")
        yield row


def _header(line: int, cells: list[str], required: Names, optional: Names) -> list[str]:
    names = [cell.lower() for cell in cells]
    known = [*required, *optional]
    for number, name in enumerate(names, start=1):
        if not name:
            raise FileError(
                f"column {number} of the header has no name; name it or delete it", line
            )
        if name not in known:
            closest = get_close_matches(name[:80], known, n=1, cutoff=0.0)[0]
            reason = (
                f"there is no such column (the nearest name is “{closest}”); rename or delete it"
            )
            raise FileError(reason, line, quote_text(name))
        if name in names[: number - 1]:
            raise FileError("the header has this column twice; delete one of them", line, name)
    for name in required:
        if name not in names:
            raise FileError("the header lacks this column; add it and fill it in", line, name)
    return names


def quote_text(text: str) -> str:
    """A quote from the file for messages: at most 40 characters, printable ones only."""
    printable = "".join(mark if mark.isprintable() else " " for mark in text[:40])
    return printable + ("…" if len(text) > 40 else "")


def day_parser(today: date) -> Callable[[str], date]:
    """Returns a parser of ISO dates from LinkedIn's launch up to and including today."""

    def read(text: str) -> date:
        try:  # fromisoformat alone would also take 20260504 and 2026-W19-1
            day = date.fromisoformat(text if ISO_DAY.fullmatch(text) else "")
        except ValueError:
            reason = "is not a day; write a date as YYYY-MM-DD, such as 2026-05-04"
            raise CellError(f"{quote_text(text)} {reason}") from None
        if day > today:
            raise CellError(f"{day} is in the future; the last day you can enter is {today}")
        if day < LINKEDIN_LAUNCH:
            raise CellError(
                f"{day} is before {LINKEDIN_LAUNCH}, when LinkedIn opened; check the year"
            )
        return day

    return read


def parse_whole_number(text: str) -> int:
    """A whole number from 0 to MAX_WHOLE_NUMBER; 3.0, as some spreadsheets write it, is 3."""
    if not WHOLE.fullmatch(text):
        raise CellError(f"{quote_text(text)} is not a whole number; write figures only, such as 12")
    number = int(text.partition(".")[0])
    if not 0 <= number <= MAX_WHOLE_NUMBER:
        raise _outside(text, 0, MAX_WHOLE_NUMBER)
    return number


def number_parser(low: float, high: float) -> Callable[[str], float]:
    """Returns a parser of plain decimal numbers between the bounds, inclusive."""

    def read(text: str) -> float:
        if not DECIMAL.fullmatch(text):
            raise CellError(
                f"{quote_text(text)} is not a plain number; write it with a point: 12.5"
            )
        number = float(text) + 0.0  # turns -0.0 into 0.0
        if not low <= number <= high:
            raise _outside(text, low, high)
        return number

    return read


def _outside(text: str, low: float, high: float) -> CellError:
    fault = "is negative" if text.startswith("-") else "is out of range"
    return CellError(f"{quote_text(text)} {fault}; write a number from {low:,} to {high:,}")


def parse_address(text: str) -> str:
    """An e-mail address in lower case. The error message never repeats it, for privacy."""
    # Our exports put an apostrophe before addresses that a spreadsheet would take for formulas.
    email = re.sub(r"^'(?=[=+@＝＋－＠-])", "", text.strip()).lower()
    name, _, host = email.partition("@")
    labels = host.split(".")
    is_valid = len(email) <= 254 and name and len(labels) > 1 and all(labels)
    if (
        not is_valid
        or "@" in host
        or not email.isprintable()
        or re.search(r'[\s,;:<>()"\\]', email)
    ):
        raise CellError("is not an e-mail address; write one such as mona@example.com")
    return email
