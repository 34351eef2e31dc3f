"""Whose archive it is, how complete their profile is, who endorsed and recommended them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final

from teams.importers.archive.faults import Faults
from teams.importers.archive.moments import Clock
from teams.importers.archive.sheet import Sheet
from teams.importers.archive.tallies import Tally

SKILLS_ENOUGH: Final = 5
# What of a profile an archive shows; photo, cover and featured posts it does not.
BY_HAND: Final = ("photo", "cover", "featured")
BY_FILE: Final = {
    "positions": "Positions",
    "education": "Education",
    "certifications": "Certifications",
    "languages": "Languages",
    "projects": "Projects",
    "publications": "Publications",
}
BY_COLUMN: Final = {"headline": "Headline", "summary": "Summary", "industry": "Industry",
                    "location": "Geo Location"}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """What Profile.csv says of the owner."""

    name: str
    has: frozenset[str]  # of BY_COLUMN


def read_profile(text: IO[str]) -> Person:
    """The owner, from the one row there is."""
    sheet = Sheet("Profile", text, "First Name", "Last Name")
    row = next(sheet.rows(), [])

    def cell(column: str) -> str:
        at = sheet.column(column)
        return row[at].strip() if at is not None and at < len(row) else ""

    name = f"{cell('First Name')} {cell('Last Name')}".strip()
    return Person(name, frozenset(item for item, column in BY_COLUMN.items() if cell(column)))


def count_rows(name: str, text: IO[str]) -> int:
    """How many entries a file of the profile has."""
    return max(0, sum(any(row) for row in _all_rows(name, text)) - 1)


def _all_rows(name: str, text: IO[str]) -> Iterator[list[str]]:
    sheet = Sheet(name, text)
    yield [name]  # the header, which the sheet has read
    yield from sheet.rows()


def checklist(person: Person | None, entries: Mapping[str, int]) -> dict[str, bool | None]:
    """Each item of the profile: there, not there, or not to be known from an archive (None)."""
    has = person.has if person else frozenset()
    found: dict[str, bool | None] = {item: item in has for item in BY_COLUMN}
    found |= {item: entries.get(name, 0) > 0 for item, name in BY_FILE.items()}
    found["skills"] = entries.get("Skills", 0) >= SKILLS_ENOUGH
    return found | dict.fromkeys(BY_HAND, None)


def completeness(items: Mapping[str, bool | None]) -> int:
    """How much of the profile is there, in per cent of what is known of it."""
    known = [each for each in items.values() if each is not None]
    return round(100 * sum(known) / len(known)) if known else 0


def read_addresses(text: IO[str]) -> frozenset[str]:
    """The confirmed addresses of the owner, in lower case."""
    sheet = Sheet("Email Addresses", text, "Email Address")
    at, confirmed = sheet.needed("Email Address"), sheet.column("Confirmed")
    return frozenset(
        row[at].strip().lower()
        for row in sheet.rows()
        if len(row) > max(at, confirmed or 0)
        and (confirmed is None or row[confirmed].strip().lower() != "no")
    )


# What makes a row of each file count, and where its date stands.
COUNTED: Final = {
    "Endorsement_Received_Info": ("endorsements", "Endorsement Date", "Endorsement Status",
                                  "ACCEPTED"),
    "Recommendations_Received": ("recommendations", "Creation Date", "Status", "VISIBLE"),
}  # fmt: skip


def read_received(name: str, text: IO[str], clock: Clock) -> tuple[str, Tally, Faults]:
    """The input, and how many more there were each day."""
    of, column, status, counts = COUNTED[name]
    sheet, tally = Sheet(name, text, column, status), Tally()
    when, state = sheet.needed(column), sheet.needed(status)
    for row in sheet.rows():
        try:
            if row[state].strip().upper() == counts:
                tally.add(clock.day(row[when].strip()))
        except (LookupError, ValueError):
            if any(row):
                sheet.faults.add(sheet.line, f"{column} is no date")
    return of, tally, sheet.faults
