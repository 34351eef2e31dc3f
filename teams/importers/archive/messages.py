"""Messages: in how many conversations the owner wrote each day, and how soon they answered.

Of a message nothing is kept but numbers: of which conversation (a hash), when, and whose it was.
Twelve to fourteen bytes each, so that a million of them are fourteen megabytes.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, Final

import numpy as np

from teams.importers.archive.faults import Faults
from teams.importers.archive.moments import Clock
from teams.importers.archive.sheet import Sheet
from teams.importers.archive.tallies import Tally
from teams.importers.table import OPENED

Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
FIRST: Final = OPENED.toordinal()  # days since then fit in two bytes
TIDY: Final = 1_000_000  # messages of others, before only the first of a conversation is kept
TRUE: Final = {"yes", "true", "1"}


@dataclass(frozen=True)
class Owner:
    """Whose archive it is: the name in Profile.csv, and the addresses of their own page."""

    name: str = ""
    urls: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.name or self.urls)


@dataclass
class Conversations:
    """What is known of the messages: the owner's, and the first of the others in each."""

    mine: "array[int]" = field(default_factory=lambda: array("q"))  # conversation
    at: "array[int]" = field(default_factory=lambda: array("I"))  # seconds since 1970
    days: "array[int]" = field(default_factory=lambda: array("H"))  # since FIRST
    theirs: "array[int]" = field(default_factory=lambda: array("q"))
    came: "array[int]" = field(default_factory=lambda: array("I"))
    seen: set[int] = field(default_factory=set)  # days on which anything was written

    def tidy(self) -> None:
        """Keeps of the others' messages the first of each conversation, by rising conversation."""
        keys, came = np.asarray(self.theirs), np.asarray(self.came)
        order = np.lexsort((came, keys))
        order = order[_changes(keys[order])]
        self.theirs, self.came = array("q", keys[order].tolist()), array("I", came[order].tolist())

    def written(self) -> Tally:
        """In how many conversations the owner wrote, each day."""
        keys, days = np.asarray(self.mine), np.asarray(self.days)
        order = np.lexsort((keys, days))
        keys, days = keys[order], days[order]
        found, counts = np.unique(days[_changes(keys) | _changes(days)], return_counts=True)
        return Tally(
            {FIRST + day: n for day, n in zip(found.tolist(), counts.tolist(), strict=True)}
        )

    def answered(self) -> dict[int, float]:
        """The median of hours to the first answer in a conversation, by the day of the answer.

        It begins with the first message of somebody else, and ends with the owner's next.
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
    """(n,) whether a value differs from the one before; the first does."""
    changed = np.ones(len(sorted_values), bool)
    changed[1:] = sorted_values[1:] != sorted_values[:-1]
    return changed


def read_messages(text: IO[str], clock: Clock, owner: Owner) -> tuple[Conversations, Faults]:
    """Every message but drafts; whose it is says the sender's address, else the name."""
    sheet, found = Sheet("messages", text, "CONVERSATION ID", "DATE", "FROM"), Conversations()
    of, when, name = (sheet.needed(each) for each in ("CONVERSATION ID", "DATE", "FROM"))
    url = sheet.column("SENDER PROFILE URL")
    url = name if url is None or not owner.urls else url
    is_draft = _drafts(sheet)
    urls, named, moment, limit = owner.urls, owner.name, clock.moment, TIDY
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
                    limit = TIDY + 2 * len(found.theirs)
            seen(day)
        except (LookupError, ValueError, OverflowError):
            if any(row):
                sheet.faults.add(sheet.line, "DATE is no date, or the row ends early")
    return found, sheet.faults


def _drafts(sheet: Sheet) -> Callable[[list[str]], bool] | None:
    """Whether a row was never sent: it, or all of its conversation; None where no column says."""
    found = [sheet.column("IS MESSAGE DRAFT"), sheet.column("IS CONVERSATION DRAFT")]
    columns = [each for each in found if each is not None]
    if not columns:
        return None
    return lambda row: any(row[each].strip().lower() in TRUE for each in columns)
