"""What reps did each day, as a CSV that can be taken in again: what is exported is imported."""

import csv
from typing import Final

from tqdm import tqdm

from teams.exports import Writable, cell
from teams.inputs import INPUTS
from teams.models.facts import DailyLogQuerySet

HEADER: Final = ("date", "email", *INPUTS)


def write_activity(days: DailyLogQuerySet, out: Writable, *, progress: bool = False) -> int:
    """Writes header and rows by date and address; returns how many rows.

    What is not known is an empty cell, and a day of which nothing is known no row.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    rows = days.order_by("day", "rep__email").values_list("day", "rep__email", *INPUTS)
    count = 0
    for row in tqdm(rows.iterator(5000), unit=" rows", disable=None if progress else True):
        if any(value is not None for value in row[2:]):
            writer.writerow([cell(value) for value in row])
            count += 1
    return count
