"""Writing a table as an Excel workbook: text is never read as a formula, dates are real dates."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from teams.importers.table import FileError
from teams.importers.workbook import MAX_ROWS

OPTIONS = {
    "constant_memory": True,  # rows are streamed to a temporary file
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class ExactFloat(float):
    """A float written with all its digits; XlsxWriter itself rounds to sixteen."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


def write_workbook(
    out: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Writes one sheet; returns the number of rows below the header. None is an empty cell.

    Raises FileError if there are more rows than an import accepts.
    """
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(title)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 11)
        count = 0
        _write(sheet, 0, header, day)
        for count, row in enumerate(rows, start=1):
            if count >= MAX_ROWS:
                raise FileError(f"A workbook holds at most {MAX_ROWS:,} rows; write a CSV file.")
            _write(sheet, count, row, day)
    return count


def _write(sheet: Worksheet, at: int, row: Sequence[object], day: Format) -> None:
    for column, value in enumerate(row):
        if value is not None:
            _write_cell(sheet, at, column, value, day)


def _write_cell(sheet: Worksheet, at: int, column: int, value: Any, day: Format) -> None:
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        sheet.write_datetime(at, column, moment, day)
    elif isinstance(value, int | float):  # booleans are 1 or 0, as in CSV
        sheet.write_number(
            at, column, ExactFloat(value) if isinstance(value, float) else int(value)
        )
    else:
        sheet.write_string(at, column, str(value))
