"""Profile files of an archive: owner, profile completeness, endorsements, recommendations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final

from teams.importers.archive.csv_sheet import CsvSheet
from teams.importers.archive.dates import Clock
from teams.importers.archive.row_errors import FileFaults
from teams.importers.archive.tallies import Tally

MIN_SKILLS: Final = 5
# Checklist items that an archive shows; photo, cover and featured posts are not in it.
HAND_ITEMS: Final = ("photo", "cover", "featured")
FILE_ITEMS: Final = {
    "positions": "Positions",
    "education": "Education",
    "certifications": "Certifications",
    "languages": "Languages",
    "projects": "Projects",
    "publications": "Publications",
}
COLUMN_ITEMS: Final = {"headline": "Headline", "summary": "Summary", "industry": "Industry",
                    "location": "Geo Location"}  # fmt: skip


@dataclass(frozen=True)
class ProfileOwner:
    """The archive's owner, from Profile.csv."""

    name: str
    filled: frozenset[str]  # items of COLUMN_ITEMS that are filled in


def read_profile(text: IO[str]) -> ProfileOwner:
    """The owner, from the file's only row."""
    sheet = CsvSheet("Profile", text, "First Name", "Last Name")
    row = next(sheet.rows(), [])

    def cell(column: str) -> str:
        at = sheet.column(column)
        return row[at].strip() if at is not None and at < len(row) else ""

    name = f"{cell('First Name')} {cell('Last Name')}".strip()
    return ProfileOwner(
        name, frozenset(item for item, column in COLUMN_ITEMS.items() if cell(column))
    )


def count_rows(name: str, text: IO[str]) -> int:
    """Number of entries in a profile file."""
    return max(0, sum(any(row) for row in _all_rows(name, text)) - 1)


def _all_rows(name: str, text: IO[str]) -> Iterator[list[str]]:
    sheet = CsvSheet(name, text)
    yield [name]  # stands for the header, which the sheet has read
    yield from sheet.rows()


def checklist(person: ProfileOwner | None, entries: Mapping[str, int]) -> dict[str, bool | None]:
    """Profile items: present, missing, or None where an archive does not show them."""
    filled = person.filled if person else frozenset()
    items: dict[str, bool | None] = {item: item in filled for item in COLUMN_ITEMS}
    items |= {item: entries.get(name, 0) > 0 for item, name in FILE_ITEMS.items()}
    items["skills"] = entries.get("Skills", 0) >= MIN_SKILLS
    return items | dict.fromkeys(HAND_ITEMS, None)


def completeness(items: Mapping[str, bool | None]) -> int:
    """Profile completeness in per cent of the known items."""
    answers = [each for each in items.values() if each is not None]
    return round(100 * sum(answers) / len(answers)) if answers else 0


def read_addresses(text: IO[str]) -> frozenset[str]:
    """Confirmed e-mail addresses of the owner, in lower case."""
    sheet = CsvSheet("Email Addresses", text, "Email Address")
    at, confirmed = sheet.required_column("Email Address"), sheet.column("Confirmed")
    return frozenset(
        row[at].strip().lower()
        for row in sheet.rows()
        if len(row) > max(at, confirmed or 0)
        and (confirmed is None or row[confirmed].strip().lower() != "no")
    )


# By file: the input, the date column, and the status that makes a row count.
RECEIVED_FILES: Final = {
    "Endorsement_Received_Info": ("endorsements", "Endorsement Date", "Endorsement Status",
                                  "ACCEPTED"),
    "Recommendations_Received": ("recommendations", "Creation Date", "Status", "VISIBLE"),
}  # fmt: skip


def read_received(name: str, text: IO[str], clock: Clock) -> tuple[str, Tally, FileFaults]:
    """The input, and how many were added each day."""
    of, column, status, counts = RECEIVED_FILES[name]
    sheet, tally = CsvSheet(name, text, column, status), Tally()
    date_index, state = sheet.required_column(column), sheet.required_column(status)
    for row in sheet.rows():
        try:
            if row[state].strip().upper() == counts:
                tally.add(clock.day(row[date_index].strip()))
        except (LookupError, ValueError):
            if any(row):
                sheet.faults.add(sheet.line, f"{column} is no date")
    return of, tally, sheet.faults
