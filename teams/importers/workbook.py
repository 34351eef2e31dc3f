"""Reader for Excel workbooks (.xlsx) that is safe for untrusted files: rows of cells.

Guarantees: for any input only FileError is raised; nothing is evaluated, followed or unpacked to
disk; memory is bounded. The ZIP is checked before anything in it is read, and each part while it is
read: openpyxl holds a whole row or part in memory before returning it, so reading stops when one
has more in it than a spreadsheet writes. Rows come from openpyxl's parser directly, because its
worksheet class fills the gap before a cell in column ZZZZZZ with empty cells.
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

from teams.importers.safe_zip import open_zip
from teams.importers.table import FORMULA, FileError, Records

CONTENT_TYPES: Final = "[Content_Types].xml"
MAX_BYTES: Final = 50_000_000
MAX_ENTRIES: Final = 100
MAX_UNPACKED: Final = 300_000_000
MAX_RATIO: Final = 200  # a ZIP bomb compresses to a thousandth
SMALL: Final = 1_000_000  # bytes: smaller parts may have any compression ratio
MAX_ROWS: Final = 300_000
MAX_COLUMNS: Final = 500
LARGE: Final = 5_000_000  # bytes: in larger parts rows are counted before parsing
MAX_CELL: Final = 32_767  # characters, Excel's limit
# Most (tags, bytes) of a part, or of a row.
STRINGS: Final = (400_000, 16_000_000)
PART: Final = (20_000, 2_000_000)
ROW: Final = (20_000, 4_000_000)
DAMAGED_MESSAGE: Final = (
    "The workbook is damaged; open it in a spreadsheet and save it anew as .xlsx."
)
TOO_LARGE_MESSAGE: Final = (
    "There is more in the workbook than in any table; copy the table into a new one and save that."
)

Cell = int | float | str | bool | date | None


@dataclass(frozen=True)
class SheetRow:
    """A non-empty row: its number, and its cells up to the last used one."""

    number: int
    cells: tuple[Cell, ...]


def is_workbook(content: IO[bytes]) -> bool:
    """Whether this is a ZIP with a workbook's content types. Raises FileError if it is damaged."""
    if not zipfile.is_zipfile(content):
        return False
    return CONTENT_TYPES in open_zip(content, zipfile.ZipFile, DAMAGED_MESSAGE).namelist()


class Sheets:
    """Sheets of a workbook, each of which may be read repeatedly, one at a time."""

    def __init__(self, content: IO[bytes]) -> None:
        _refuse_large(content)
        with _errors_as_sentences(""):
            self._archive = open_zip(content, _LimitedZip, DAMAGED_MESSAGE)
            _check(self._archive.infolist())
            self._workbook, self._strings, self._parts = _open_workbook(self._archive, content)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sheets, in order."""
        return tuple(name for name, _ in self._parts)

    def rows(self, index: int) -> Iterator[SheetRow]:
        """Rows of one sheet. Raises FileError if there are too many, or cells beyond the limits."""
        sheet, above = f"sheet {index + 1}", 0
        with _errors_as_sentences(sheet):
            if self._archive.ends_of_rows(self._parts[index][1]) > MAX_ROWS:
                raise FileError(f"there are more than {MAX_ROWS:,} rows; upload it in parts.")
            self._archive.limit = ROW
            source = self._archive.open(self._parts[index][1])
            parsed = self._parser(source).parse()
        while True:
            with _errors_as_sentences(f"{sheet}, row {above + 1} or after"):
                number, cells = next(parsed, (0, []))
            if not number:
                return
            source.begin()
            if not above < number <= MAX_ROWS:
                raise FileError(f"{sheet} has more than {MAX_ROWS:,} rows, or not in order.")
            above = number
            if row_cells := _cells(cells, f"{sheet}, row {number}"):
                yield SheetRow(number, row_cells)

    def _parser(self, source: "_Part") -> WorkSheetParser:
        styles = vars(self._workbook)  # openpyxl has no public way to tell which cells are dates
        return WorkSheetParser(
            source,
            self._strings,
            epoch=self._workbook.epoch,
            date_formats=styles["_date_formats"],
            timedelta_formats=styles["_timedelta_formats"],
        )


def sheet_records(content: IO[bytes]) -> Records:
    """Records of the first sheet in the form of csv_records: row numbers, and cells as text."""
    sheets = Sheets(content)
    width = 0
    for row in sheets.rows(0):
        texts = [cell_text(cell).strip() for cell in row.cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            width = width or len(texts)
            yield row.number, texts + [""] * (width - len(texts))


def cell_text(cell: Cell) -> str:
    """Cell as typed text: numbers in full, dates in ISO format, booleans as 1 and 0."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        is_whole = cell.is_integer() and abs(cell) < 1e15
        return str(int(cell)) if is_whole else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)


# Limits and parsing -------------------------------------------------------------------------------


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
        raise FileError(DAMAGED_MESSAGE)
    if any(each.flag_bits & 1 for each in entries):
        raise FileError("The workbook is encrypted; save it without a password.")
    if any(name.lower().endswith(("vbaproject.bin", ".xlsm")) for name in names):
        raise FileError("There are macros in the workbook; save it as .xlsx without them.")
    if sum(each.file_size for each in entries) > MAX_UNPACKED:
        raise FileError(TOO_LARGE_MESSAGE)
    if any(each.file_size > max(SMALL, MAX_RATIO * each.compress_size) for each in entries):
        raise FileError("A part of the workbook is packed tighter than any spreadsheet does it.")


class _Part:
    """A part of a workbook that raises FileError when a piece of it exceeds the limit."""

    def __init__(self, source: IO[bytes], limit: tuple[int, int]) -> None:
        self._source, self._limit = source, limit
        self.begin()

    def begin(self) -> None:
        """Resets the counts for a new piece."""
        self._tags = self._bytes = 0

    def read(self, size: int = -1) -> bytes:
        most_tags, most_bytes = self._limit
        chunk = self._source.read(most_bytes + 1 if size < 0 else size)
        self._tags += chunk.count(b"<")
        self._bytes += len(chunk)
        if self._tags > most_tags or self._bytes > most_bytes:
            raise FileError(TOO_LARGE_MESSAGE)
        return chunk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._source.close()


class _LimitedZip(zipfile.ZipFile):
    """A ZIP file whose parts are read within `limit`."""

    limit = PART

    def ends_of_rows(self, part: str) -> int:
        """Rough count of rows in a large part, so that it can be refused before parsing."""
        if self.getinfo(part).file_size < LARGE:
            return 0
        count = 0
        with super().open(part) as source:
            while piece := source.read(LARGE):
                count += piece.count(b"</row>")
        return count

    def open(self, *args: Any, **options: Any) -> _Part:  # type: ignore[override]
        return _Part(super().open(*args, **options), self.limit)


def _open_workbook(
    archive: _LimitedZip, content: IO[bytes]
) -> tuple[Workbook, list[str], list[tuple[str, str]]]:
    """Workbook, shared strings, and (name, part) of each sheet with cells."""
    reader = ExcelReader(content, read_only=True, keep_links=False)
    reader.archive = archive
    reader.read_manifest()
    archive.limit = STRINGS
    reader.read_strings()
    archive.limit = PART
    reader.read_workbook()
    apply_stylesheet(archive, reader.wb)
    names = set(archive.namelist())
    sheets = [(sheet.name or "", rel.target) for sheet, rel in reader.parser.find_sheets()
              if rel.target in names and "chartsheet" not in rel.Type]  # fmt: skip
    if not sheets:
        raise FileError("There is no sheet in the workbook.")
    return reader.wb, reader.shared_strings, sheets


@contextmanager
def _errors_as_sentences(place: str) -> Iterator[None]:
    """Turns any exception into a FileError with a sentence, and silences openpyxl's warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileError as error:
        raise FileError(f"{place}: {error}" if place else str(error)) from error
    except Exception as error:
        raise FileError(f"{place}: {DAMAGED_MESSAGE}" if place else DAMAGED_MESSAGE) from error


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
