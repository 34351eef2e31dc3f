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
    of, column = ROW_COUNTED_FILES[name]
    sheet = CsvSheet(name, text, column)
    tallies = {each: Tally() for each in ((of, "shares") if name == "Shares" else (of,))}
    when = sheet.needed(column)
    which = _shares_classifier(sheet) if name == "Shares" else lambda _: of
    for row in sheet.rows():
        try:
            said = row[when].strip()
            day = clock.day(said)
        except (LookupError, ValueError):
            if _is_row(name, row, when):
                sheet.faults.add(sheet.line, f"{column} is no date")
            continue
        tallies[which(row)].add(day)
    return tallies, sheet.faults


def _is_row(name: str, row: list[str], when: int) -> bool:
    """Whether the row is meant to have a date: Comments has fragments of rows without one."""
    if name == "Comments":
        return len(row) > 1 and bool(row[when].strip())
    return any(row)


def _shares_classifier(sheet: CsvSheet) -> Callable[[list[str]], str]:
    """Classifier of rows in Shares: "shares" if the row links to another post, else "posts"."""
    shared = sheet.column("SharedUrl")

    def which(row: list[str]) -> str:
        passed_on = shared is not None and len(row) > shared and row[shared].strip()
        return "shares" if passed_on else "posts"

    return which
