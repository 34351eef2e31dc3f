"""An Excel workbook as rows of cells.

What may be relied on: whatever the bytes, only FileError is raised; nothing is evaluated, followed
or unpacked to disk; and memory is bounded. A ZIP is checked before anything in it is read, and
each part is watched while it is: openpyxl keeps a whole row, or a whole part, before it hands it
out, so the reading of one that has more in it than a spreadsheet writes is broken off. Rows come
from openpyxl's parser itself, for the sheet around it fills the gap up to a cell in column ZZZZZZ
with as many empty ones.
"""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any, Final, Self

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._reader import WorkSheetParser

from teams.importers.table import FORMULA, FileError, Records
from teams.importers.zips import open_zip

CONTENT_TYPES: Final = "[Content_Types].xml"
MAX_BYTES: Final = 50_000_000
MAX_ENTRIES: Final = 100
MAX_UNPACKED: Final = 300_000_000
MAX_RATIO: Final = 200  # a bomb packs to a thousandth
SMALL: Final = 1_000_000  # what is small may be packed as tightly as it likes
MAX_ROWS: Final = 300_000
MAX_COLUMNS: Final = 500
LARGE: Final = 5_000_000  # bytes of a part that is counted before it is read
MAX_CELL: Final = 32_767  # characters, as Excel has it
# Tags and bytes of a part, or of a row.
STRINGS: Final = (400_000, 16_000_000)
PART: Final = (20_000, 2_000_000)
ROW: Final = (20_000, 4_000_000)
DAMAGED: Final = "The workbook is damaged; open it in a spreadsheet and save it anew as .xlsx."
TOO_MUCH: Final = (
    "There is more in the workbook than in any table; copy the table into a new one and save that."
)

Cell = int | float | str | bool | date | None


@dataclass(frozen=True)
class SheetRow:
    """A row that has something in it: its number, and its cells from the first to the last used."""

    number: int
    cells: tuple[Cell, ...]


def is_workbook(content: IO[bytes]) -> bool:
    """Whether this is a ZIP as spreadsheets write it; raises FileError where it is damaged."""
    if not zipfile.is_zipfile(content):
        return False
    return CONTENT_TYPES in open_zip(content, zipfile.ZipFile, DAMAGED).namelist()


class Sheets:
    """The sheets of a workbook, to be read one after the other, each as often as one likes."""

    def __init__(self, content: IO[bytes]) -> None:
        _refuse_large(content)
        with _sentences(""):
            self._archive = open_zip(content, _Watched, DAMAGED)
            _check(self._archive.infolist())
            self._workbook, self._strings, self._parts = _opened(self._archive, content)

    @property
    def names(self) -> tuple[str, ...]:
        """What the sheets are called, in order."""
        return tuple(name for name, _ in self._parts)

    def rows(self, index: int) -> Iterator[SheetRow]:
        """The rows of one sheet; raises FileError where there are too many, or far away."""
        sheet, above = f"sheet {index + 1}", 0
        with _sentences(sheet):
            if self._archive.ends_of_rows(self._parts[index][1]) > MAX_ROWS:
                raise FileError(f"there are more than {MAX_ROWS:,} rows; upload it in parts.")
            self._archive.limit = ROW
            source = self._archive.open(self._parts[index][1])
            parsed = self._parser(source).parse()
        while True:
            with _sentences(f"{sheet}, row {above + 1} or after"):
                number, cells = next(parsed, (0, []))
            if not number:
                return
            source.begin()
            if not above < number <= MAX_ROWS:
                raise FileError(f"{sheet} has more than {MAX_ROWS:,} rows, or not in order.")
            above = number
            if found := _cells(cells, f"{sheet}, row {number}"):
                yield SheetRow(number, found)

    def _parser(self, source: "_Part") -> WorkSheetParser:
        styles = vars(self._workbook)  # openpyxl has no other word for which cells are days
        return WorkSheetParser(
            source,
            self._strings,
            epoch=self._workbook.epoch,
            date_formats=styles["_date_formats"],
            timedelta_formats=styles["_timedelta_formats"],
        )


def records(content: IO[bytes]) -> Records:
    """The first sheet as csv_records gives a file: row numbers, and cells as texts."""
    sheets = Sheets(content)
    width = 0
    for row in sheets.rows(0):
        texts = [as_text(cell).strip() for cell in row.cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            width = width or len(texts)
            yield row.number, texts + [""] * (width - len(texts))


def as_text(cell: Cell) -> str:
    """What somebody would type: numbers in full, days as ISO writes them, marks as 1 and 0."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < 1e15
        return str(int(cell)) if whole else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)


# What is read, and how much of it ----------------------------------------------------------------


def _refuse_large(content: IO[bytes]) -> None:
    if content.seek(0, 2) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        raise FileError(f"The workbook is larger than {limit}; save the table as CSV.")
    content.seek(0)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    names = [each.filename for each in entries]
    if len(entries) > MAX_ENTRIES:
        raise FileError(f"There are {len(entries)} parts in the workbook; at most {MAX_ENTRIES}.")
    if len(set(names)) < len(names):
        raise FileError(DAMAGED)
    if any(each.flag_bits & 1 for each in entries):
        raise FileError("The workbook is encrypted; save it without a password.")
    if any(name.lower().endswith(("vbaproject.bin", ".xlsm")) for name in names):
        raise FileError("There are macros in the workbook; save it as .xlsx without them.")
    if sum(each.file_size for each in entries) > MAX_UNPACKED:
        raise FileError(TOO_MUCH)
    if any(each.file_size > max(SMALL, MAX_RATIO * each.compress_size) for each in entries):
        raise FileError("A part of the workbook is packed tighter than any spreadsheet does it.")


class _Part:
    """A part of a workbook; reading is broken off where one piece of it has too much in it."""

    def __init__(self, source: IO[bytes], limit: tuple[int, int]) -> None:
        self._source, self._limit = source, limit
        self.begin()

    def begin(self) -> None:
        """A new piece begins."""
        self._tags = self._bytes = 0

    def read(self, size: int = -1) -> bytes:
        most_tags, most_bytes = self._limit
        found = self._source.read(most_bytes + 1 if size < 0 else size)
        self._tags += found.count(b"<")
        self._bytes += len(found)
        if self._tags > most_tags or self._bytes > most_bytes:
            raise FileError(TOO_MUCH)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._source.close()


class _Watched(zipfile.ZipFile):
    """A ZIP whose parts are read within `limit`."""

    limit = PART

    def ends_of_rows(self, part: str) -> int:
        """How many rows a large part seems to have: enough to refuse it before it is read."""
        if self.getinfo(part).file_size < LARGE:
            return 0
        count = 0
        with super().open(part) as source:
            while piece := source.read(LARGE):
                count += piece.count(b"</row>")
        return count

    def open(self, *args: Any, **more: Any) -> _Part:  # type: ignore[override]
        return _Part(super().open(*args, **more), self.limit)


def _opened(
    archive: _Watched, content: IO[bytes]
) -> tuple[Workbook, list[str], list[tuple[str, str]]]:
    """The workbook, the texts its cells share, and name and part of each sheet with cells."""
    reader = ExcelReader(content, read_only=True, keep_links=False)
    reader.archive = archive
    reader.read_manifest()
    archive.limit = STRINGS
    reader.read_strings()
    archive.limit = PART
    reader.read_workbook()
    apply_stylesheet(archive, reader.wb)
    there = set(archive.namelist())
    sheets = [(sheet.name or "", rel.target) for sheet, rel in reader.parser.find_sheets()
              if rel.target in there and "chartsheet" not in rel.Type]  # fmt: skip
    if not sheets:
        raise FileError("There is no sheet in the workbook.")
    return reader.wb, reader.shared_strings, sheets


@contextmanager
def _sentences(place: str) -> Iterator[None]:
    """Whatever openpyxl and zipfile raise becomes a sentence; what they warn of is no concern."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileError as error:
        raise FileError(f"{place}: {error}" if place else str(error)) from error
    except Exception as error:
        raise FileError(f"{place}: {DAMAGED}" if place else DAMAGED) from error


def _cells(parsed: list[dict[str, Any]], place: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for each in parsed:
        at, value = each["column"], each["value"]
        if value is None:
            continue
        if not 0 < at <= MAX_COLUMNS:
            raise FileError(f"{place}: a cell stands beyond column {MAX_COLUMNS}; delete it.")
        cells += [None] * (at - len(cells))
        cells[at - 1] = _cell(value, each["data_type"])
    return tuple(cells)


def _cell(value: Any, kind: str) -> Cell:
    if kind == "f":
        return FORMULA
    if isinstance(value, str):
        return value[: MAX_CELL + 1]
    return value if isinstance(value, int | float | date) else str(value)
