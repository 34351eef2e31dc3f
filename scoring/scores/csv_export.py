"""Score export: snapshots as CSV, with the same columns wherever they are exported."""

import csv
from typing import Any

from tqdm import tqdm

from scoring.core.signals import PILLARS
from scoring.daily.failpoints import stop_at_failpoint
from scoring.models import TOTAL, Snapshot, SnapshotQuerySet, last_reading
from scoring.models.snapshots import coverage_of, half_range_of
from teams.audit.exports import Writable, escape_formula
from teams.base.formatting import plain_number, round_one_decimal

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
    "range",
    "coverage",
)
STATES = {int(value): label for value, label in Snapshot.State.choices}


def write_scores(snapshots: SnapshotQuerySet, out: Writable, *, progress: bool = False) -> int:
    """Writes the header and the rows by date and e-mail address; returns the number of rows."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    rows = snapshots.order_by("day", "rep__email").values_list(
        "day",
        "rep__email",
        "team__name",
        *PILLARS,
        TOTAL,
        "version",
        "state",
        "known_days",
        "reading_age",
        "signals",
        "organization",
    )
    count = 0
    for row in tqdm(rows.iterator(5000), unit=" rows", disable=None if progress else True):
        writer.writerow(_cells(row))
        count += 1
        stop_at_failpoint("mid-export")
    return count


def range_cell(half: float | None) -> str:
    """Half width of a likely range to one decimal; empty where there is none."""
    return "" if half is None else f"{round_one_decimal(half):.1f}"


def _cells(row: tuple[Any, ...]) -> list[object]:
    day, email, team, *numbers, version, state, known_days, age, signals, organization = row
    amounts = [f"{number:.6f}" for number in numbers]
    return [
        day,
        escape_formula(email),
        escape_formula(team or ""),
        *amounts,
        version,
        STATES[state],
        known_days,
        last_reading(day, age) or "",
        range_cell(half_range_of(organization, version, age)),
        plain_number(coverage_of(organization, version, signals)),
    ]
