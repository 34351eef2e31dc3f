"""Reader for one CSV file of an archive, as written by LinkedIn or Excel."""

import csv
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from teams.importers.archive.row_errors import FileFaults
from teams.importers.table import FileError

MAX_CELL: Final = 1_000_000  # characters; bounds what an unclosed quotation mark takes in
MAX_ROWS_BEFORE_HEADER: Final = 20  # rows searched for the header
# A quotation mark escaped by a backslash, unless the cell ends there.
_BACKSLASHED: Final = re.compile(r'\\"(?![,\r\n])')

csv.field_size_limit(MAX_CELL)


class CsvSheet:
    """Rows of cells, with columns found by any of several names, ignoring case.

    Raises FileError where no row is a header with the `required` columns.
    """

    def __init__(self, name: str, text: IO[str], *required: str) -> None:
        self.name, self.faults = name, FileFaults(f"{name}.csv")
        self._reader = csv.reader(_repair_quotes(text) if name == "Comments" else text)
        self._columns = self._header({each.casefold() for each in required})

    def _header(self, required: set[str]) -> dict[str, int]:
        for _, row in zip(range(MAX_ROWS_BEFORE_HEADER), self.rows(), strict=False):
            columns = {cell.strip("\ufeff ").casefold(): at for at, cell in enumerate(row)}
            if required <= columns.keys():
                return columns
        if not required:  # an empty file whose rows are only counted
            return {}
        names = ", ".join(sorted(required))
        raise FileError(f"{self.name}.csv has no header with {names}; take it as LinkedIn made it.")

    @property
    def line(self) -> int:
        """Line of the file on which the last row ended."""
        return self._reader.line_num

    def column(self, *names: str) -> int | None:
        """Index of the first of these columns that exists; None without any."""
        indexes = (self._columns.get(name.casefold()) for name in names)
        return next((at for at in indexes if at is not None), None)

    def required_column(self, *names: str) -> int:
        """Index of the first of these columns that exists. Raises FileError without any."""
        at = self.column(*names)
        if at is None:
            raise FileError(f"{self.name}.csv has no column “{names[0]}”.")
        return at

    def rows(self) -> Iterator[list[str]]:
        """Yields the rows; a malformed row is a fault, and reading continues after it."""
        while True:
            try:
                yield from self._reader
            except csv.Error:
                self.faults.add(self.line, "is no row of a table")
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                raise FileError(f"{self.name}.csv is damaged in the ZIP; get it again.") from error
            else:
                return


def _repair_quotes(text: IO[str]) -> Iterator[str]:
    for line in text:
        yield _BACKSLASHED.sub('""', line) if "\\" in line else line
