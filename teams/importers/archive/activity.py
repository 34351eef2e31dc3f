"""Counts of posts, shares, comments, reactions and searches: files with one row per action."""

from collections.abc import Callable
from typing import IO, Final

from teams.importers.archive.csv_sheet import CsvSheet
from teams.importers.archive.dates import Clock
from teams.importers.archive.row_errors import FileFaults
from teams.importers.archive.tallies import Tally

# The input a row of each file counts for, and the column with its date.
ROW_COUNTED_FILES: Final = {
    "Shares": ("posts", "Date"),
    "InstantReposts": ("shares", "Date"),
    "Comments": ("comments", "Date"),
    "Reactions": ("reactions", "Date"),
    "Votes": ("reactions", "Date"),
    "SearchQueries": ("searches", "Time"),
}


def read_activity(name: str, text: IO[str], clock: Clock) -> tuple[dict[str, Tally], FileFaults]:
    """Counts per day by input; Shares has both posts and shares."""
    counted_input, column = ROW_COUNTED_FILES[name]
    sheet = CsvSheet(name, text, column)
    tallies = {
        each: Tally()
        for each in ((counted_input, "shares") if name == "Shares" else (counted_input,))
    }
    date_index = sheet.required_column(column)
    input_of = _shares_classifier(sheet) if name == "Shares" else lambda _: counted_input
    for row in sheet.rows():
        try:
            day = clock.day(row[date_index].strip())
        except (LookupError, ValueError):
            if _is_row(name, row, date_index):
                sheet.faults.add(sheet.line, f"{column} is no date")
            continue
        tallies[input_of(row)].add(day)
    return tallies, sheet.faults


def _is_row(name: str, row: list[str], date_index: int) -> bool:
    """Whether the row is meant to have a date: Comments has fragments of rows without one."""
    if name == "Comments":
        return len(row) > 1 and bool(row[date_index].strip())
    return any(row)


def _shares_classifier(sheet: CsvSheet) -> Callable[[list[str]], str]:
    """Classifier of rows in Shares: "shares" if the row links to another post, else "posts"."""
    shared = sheet.column("SharedUrl")

    def which(row: list[str]) -> str:
        is_reshare = shared is not None and len(row) > shared and row[shared].strip()
        return "shares" if is_reshare else "posts"

    return which
