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
MAX_UNREDUCED_MESSAGES: Final = 1_000_000  # others' messages held before they are reduced
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

    own_keys: "array[int]" = field(default_factory=lambda: array("q"))  # hash of the conversation
    own_seconds: "array[int]" = field(default_factory=lambda: array("I"))  # seconds since 1970
    own_days: "array[int]" = field(default_factory=lambda: array("H"))  # days since FIRST
    other_keys: "array[int]" = field(default_factory=lambda: array("q"))
    other_seconds: "array[int]" = field(default_factory=lambda: array("I"))
    days_with_messages: set[int] = field(default_factory=set)  # days with any message

    def reduce(self) -> None:
        """Reduces others' messages to the first of each conversation, sorted by conversation."""
        keys, seconds = np.asarray(self.other_keys), np.asarray(self.other_seconds)
        order = np.lexsort((seconds, keys))
        order = order[_changes(keys[order])]
        self.other_keys, self.other_seconds = (
            array("q", keys[order].tolist()),
            array("I", seconds[order].tolist()),
        )

    def conversations_by_day(self) -> Tally:
        """Number of conversations the owner wrote in, by day."""
        keys, days = np.asarray(self.own_keys), np.asarray(self.own_days)
        order = np.lexsort((keys, days))
        keys, days = keys[order], days[order]
        unique_days, counts = np.unique(days[_changes(keys) | _changes(days)], return_counts=True)
        return Tally(
            {FIRST + day: n for day, n in zip(unique_days.tolist(), counts.tolist(), strict=True)}
        )

    def response_hours(self) -> dict[int, float]:
        """Median hours until the owner's first answer in a conversation, by the day of the answer.

        Measured from the first message of another person to the owner's next message.
        """
        self.reduce()
        other_keys, other_seconds = np.asarray(self.other_keys), np.asarray(self.other_seconds)
        own_keys, at, days = (
            np.asarray(each) for each in (self.own_keys, self.own_seconds, self.own_days)
        )
        if not len(other_keys):
            return {}
        row = np.minimum(np.searchsorted(other_keys, own_keys), len(other_keys) - 1)
        after = np.flatnonzero((other_keys[row] == own_keys) & (at >= other_seconds[row]))
        order = after[np.lexsort((at[after], own_keys[after]))]
        first = order[_changes(own_keys[order])]
        hours: dict[int, list[float]] = {}
        durations = (at[first] - other_seconds[row[first]]) / 3600
        for day, each in zip(days[first].tolist(), durations.tolist(), strict=True):
            hours.setdefault(FIRST + day, []).append(each)
        return {day: float(np.median(each)) for day, each in hours.items()}


def _changes(sorted_values: Ints) -> Bools:
    """(n,) whether a value differs from the previous one; True for the first."""
    changed = np.ones(len(sorted_values), bool)
    changed[1:] = sorted_values[1:] != sorted_values[:-1]
    return changed


def read_messages(text: IO[str], clock: Clock, owner: Owner) -> tuple[Conversations, FileFaults]:
    """Reads all messages except drafts; the sender is matched by profile address, else by name."""
    sheet, conversations = (
        CsvSheet("messages", text, "CONVERSATION ID", "DATE", "FROM"),
        Conversations(),
    )
    key_index, date_index, name_index = (
        sheet.required_column(each) for each in ("CONVERSATION ID", "DATE", "FROM")
    )
    sender_index = sheet.column("SENDER PROFILE URL")
    sender_index = name_index if sender_index is None or not owner.urls else sender_index
    is_draft = _drafts(sheet)
    urls, owner_name, moment, limit = owner.urls, owner.name, clock.moment, MAX_UNREDUCED_MESSAGES
    add_own_key, add_own_second, add_own_day = (
        conversations.own_keys.append,
        conversations.own_seconds.append,
        conversations.own_days.append,
    )
    add_other_key, add_other_second, add_day_with_messages = (
        conversations.other_keys.append,
        conversations.other_seconds.append,
        conversations.days_with_messages.add,
    )
    for row in sheet.rows():
        try:
            seconds, day = moment(row[date_index])
            if is_draft and is_draft(row):
                continue
            sender = row[sender_index]
            if sender in urls or (row[name_index] == owner_name and (not sender or not urls)):
                add_own_day(day - FIRST)
                add_own_second(seconds)
                add_own_key(hash(row[key_index]))
            else:
                add_other_second(seconds)
                add_other_key(hash(row[key_index]))
                if len(conversations.other_keys) > limit:
                    conversations.reduce()
                    add_other_key, add_other_second = (
                        conversations.other_keys.append,
                        conversations.other_seconds.append,
                    )
                    limit = MAX_UNREDUCED_MESSAGES + 2 * len(conversations.other_keys)
            add_day_with_messages(day)
        except (LookupError, ValueError, OverflowError):
            if any(row):
                sheet.faults.add(sheet.line, "DATE is no date, or the row ends early")
    return conversations, sheet.faults


def _drafts(sheet: CsvSheet) -> Callable[[list[str]], bool] | None:
    """Predicate for rows of drafts or draft conversations; None if no column says so."""
    indexes = [sheet.column("IS MESSAGE DRAFT"), sheet.column("IS CONVERSATION DRAFT")]
    known_indexes = [each for each in indexes if each is not None]
    if not known_indexes:
        return None
    return lambda row: any(row[each].strip().lower() in TRUE for each in known_indexes)
