"""What reps did each day, as CSV or a workbook: what is exported can be taken in again."""

import csv
from collections.abc import Iterator
from typing import IO, Any, Final

from tqdm import tqdm

from teams.exports import Writable, cell
from teams.inputs import INPUTS
from teams.models.facts import DailyLogQuerySet
from teams.workbook_export import write_workbook

HEADER: Final = ("date", "email", *INPUTS)


def write_activity(days: DailyLogQuerySet, out: Writable, *, progress: bool = False) -> int:
    """Writes header and rows by date and address; returns how many rows.

    What is not known is an empty cell, and a day of which nothing is known no row.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    count = 0
    for row in _rows(days, progress=progress):
        writer.writerow([cell(value) for value in row])
        count += 1
    return count


def write_activity_workbook(
    days: DailyLogQuerySet, out: IO[bytes], *, progress: bool = False
) -> int:
    """The same as a workbook; raises FileError where there are too many rows for one."""
    return write_workbook(out, "activity", HEADER, _rows(days, progress=progress))


def _rows(days: DailyLogQuerySet, *, progress: bool) -> Iterator[tuple[Any, ...]]:
    rows = days.order_by("day", "rep__email").values_list("day", "rep__email", *INPUTS)
    for row in tqdm(rows.iterator(5000), unit=" rows", disable=None if progress else True):
        if any(value is not None for value in row[2:]):
            yield row
