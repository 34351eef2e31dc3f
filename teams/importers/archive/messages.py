"""Messages: in how many conversations the owner wrote each day, and hours until they answered.

Of a message only numbers are kept: its conversation (a hash), time and whether the owner wrote it.
Twelve to fourteen bytes each, so a million messages take fourteen megabytes.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, Final

import numpy as np

from teams.importers.archive.csv_sheet import CsvSheet
from teams.importers.archive.dates import Clock
from teams.importers.archive.row_errors import FileFaults
from teams.importers.archive.tallies import Tally
from teams.importers.table import LINKEDIN_LAUNCH

Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
FIRST: Final = LINKEDIN_LAUNCH.toordinal()  # days since then fit into two bytes
MAX_UNREDUCED_MESSAGES: Final = 1_000_000  # others' messages held before they are reduced by `tidy`
TRUE: Final = {"yes", "true", "1"}


@dataclass(frozen=True)
class Owner:
    """The archive's owner: name in Profile.csv, and addresses of their own LinkedIn profile."""

    name: str = ""
    urls: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.name or self.urls)


@dataclass
class Conversations:
    """The owner's messages, and the first message of others in each conversation."""

    mine: "array[int]" = field(default_factory=lambda: array("q"))  # hash of the conversation
    at: "array[int]" = field(default_factory=lambda: array("I"))  # seconds since 1970
    days: "array[int]" = field(default_factory=lambda: array("H"))  # days since FIRST
    theirs: "array[int]" = field(default_factory=lambda: array("q"))
    came: "array[int]" = field(default_factory=lambda: array("I"))
    seen: set[int] = field(default_factory=set)  # days with any message

    def tidy(self) -> None:
        """Reduces others' messages to the first of each conversation, sorted by conversation."""
        keys, came = np.asarray(self.theirs), np.asarray(self.came)
        order = np.lexsort((came, keys))
        order = order[_changes(keys[order])]
        self.theirs, self.came = array("q", keys[order].tolist()), array("I", came[order].tolist())

    def written(self) -> Tally:
        """Number of conversations the owner wrote in, by day."""
        keys, days = np.asarray(self.mine), np.asarray(self.days)
        order = np.lexsort((keys, days))
        keys, days = keys[order], days[order]
        found, counts = np.unique(days[_changes(keys) | _changes(days)], return_counts=True)
        return Tally(
            {FIRST + day: n for day, n in zip(found.tolist(), counts.tolist(), strict=True)}
        )

    def answered(self) -> dict[int, float]:
        """Median hours until the owner's first answer in a conversation, by the day of the answer.

        Measured from the first message of another person to the owner's next message.
        """
        self.tidy()
        asked, came = np.asarray(self.theirs), np.asarray(self.came)
        mine, at, days = (np.asarray(each) for each in (self.mine, self.at, self.days))
        if not len(asked):
            return {}
        row = np.minimum(np.searchsorted(asked, mine), len(asked) - 1)
        after = np.flatnonzero((asked[row] == mine) & (at >= came[row]))
        order = after[np.lexsort((at[after], mine[after]))]
        first = order[_changes(mine[order])]
        hours: dict[int, list[float]] = {}
        took = (at[first] - came[row[first]]) / 3600
        for day, each in zip(days[first].tolist(), took.tolist(), strict=True):
            hours.setdefault(FIRST + day, []).append(each)
        return {day: float(np.median(each)) for day, each in hours.items()}


def _changes(sorted_values: Ints) -> Bools:
    """(n,) whether a value differs from the previous one; True for the first."""
    changed = np.ones(len(sorted_values), bool)
    changed[1:] = sorted_values[1:] != sorted_values[:-1]
    return changed


def read_messages(text: IO[str], clock: Clock, owner: Owner) -> tuple[Conversations, FileFaults]:
    """Reads all messages except drafts; the sender is matched by profile address, else by name."""
    sheet, found = CsvSheet("messages", text, "CONVERSATION ID", "DATE", "FROM"), Conversations()
    of, when, name = (sheet.needed(each) for each in ("CONVERSATION ID", "DATE", "FROM"))
    url = sheet.column("SENDER PROFILE URL")
    url = name if url is None or not owner.urls else url
    is_draft = _drafts(sheet)
    urls, named, moment, limit = owner.urls, owner.name, clock.moment, MAX_UNREDUCED_MESSAGES
    mine, at, days = found.mine.append, found.at.append, found.days.append
    theirs, came, seen = found.theirs.append, found.came.append, found.seen.add
    for row in sheet.rows():
        try:
            seconds, day = moment(row[when])
            if is_draft and is_draft(row):
                continue
            sender = row[url]
            if sender in urls or (row[name] == named and (not sender or not urls)):
                days(day - FIRST)
                at(seconds)
                mine(hash(row[of]))
            else:
                came(seconds)
                theirs(hash(row[of]))
                if len(found.theirs) > limit:
                    found.tidy()
                    theirs, came = found.theirs.append, found.came.append
                    limit = MAX_UNREDUCED_MESSAGES + 2 * len(found.theirs)
            seen(day)
        except (LookupError, ValueError, OverflowError):
            if any(row):
                sheet.faults.add(sheet.line, "DATE is no date, or the row ends early")
    return found, sheet.faults


def _drafts(sheet: CsvSheet) -> Callable[[list[str]], bool] | None:
    """Predicate for rows of drafts or draft conversations; None if no column says so."""
    found = [sheet.column("IS MESSAGE DRAFT"), sheet.column("IS CONVERSATION DRAFT")]
    columns = [each for each in found if each is not None]
    if not columns:
        return None
    return lambda row: any(row[each].strip().lower() in TRUE for each in columns)
