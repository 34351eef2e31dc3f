"""Snapshots as CSV, the same columns wherever they are exported."""

import csv
from typing import Any, Protocol

from tqdm import tqdm

from scoring.core.signals import PILLARS
from scoring.models import Snapshot, SnapshotQuerySet

HEADER = (
    "date",
    "email",
    "team",
    *PILLARS,
    "total",
    "version",
    "state",
    "known_days",
    "last_reading",
)
NUMBERS = (*PILLARS, "total")
STATES = {int(value): label for value, label in Snapshot.State.choices}


class Writable(Protocol):
    """Anything text can be written to."""

    def write(self, text: str, /) -> object: ...


def write_scores(snapshots: SnapshotQuerySet, out: Writable, *, progress: bool = False) -> int:
    """Writes header and rows by date and address; returns how many rows."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    rows = snapshots.order_by("day", "rep__email").values_list(
        "day",
        "rep__email",
        "team__name",
        *NUMBERS,
        "version",
        "state",
        "known_days",
        "last_reading",
    )
    count = 0
    for row in tqdm(rows.iterator(5000), unit=" rows", disable=None if progress else True):
        writer.writerow(_cells(row))
        count += 1
    return count


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _cells(row: tuple[Any, ...]) -> list[object]:
    day, email, team, *numbers, version, state, known_days, last_reading = row
    amounts = [f"{number:.6f}" for number in numbers]
    return [
        day,
        plain(email),
        plain(team or ""),
        *amounts,
        version,
        STATES[state],
        known_days,
        last_reading or "",
    ]
