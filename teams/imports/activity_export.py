"""Export of daily activity as CSV or workbook, in the format that imports accept."""

import csv
from collections.abc import Iterator
from typing import IO, Any, Final

from tqdm import tqdm

from teams.audit.exports import Writable, format_cell
from teams.base.inputs import INPUTS
from teams.imports.workbook_export import write_workbook
from teams.models.facts import DailyLogQuerySet

HEADER: Final = ("date", "email", *INPUTS)


def write_activity(days: DailyLogQuerySet, out: Writable, *, progress: bool = False) -> int:
    """Writes a header and rows by date and e-mail address as CSV; returns the number of rows.

    Unknown values are empty cells; days without any known value are left out.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    count = 0
    for row in _rows(days, progress=progress):
        writer.writerow([format_cell(value) for value in row])
        count += 1
    return count


def write_activity_workbook(
    days: DailyLogQuerySet, out: IO[bytes], *, progress: bool = False
) -> int:
    """Writes the rows of `write_activity` as XLSX; raises FileError if there are too many."""
    return write_workbook(out, "activity", HEADER, _rows(days, progress=progress))


def _rows(days: DailyLogQuerySet, *, progress: bool) -> Iterator[tuple[Any, ...]]:
    rows = days.order_by("day", "rep__email").values_list("day", "rep__email", *INPUTS)
    for row in tqdm(rows.iterator(5000), unit=" rows", disable=None if progress else True):
        if any(value is not None for value in row[2:]):
            yield row
