"""Score export: snapshots as CSV, with the same columns wherever they are exported."""

import csv
from dataclasses import dataclass, field
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
    certainties = CertaintyCells()
    count = 0
    for row in tqdm(rows.iterator(5000), unit=" rows", disable=None if progress else True):
        writer.writerow(_cells(row, certainties))
        count += 1
        stop_at_failpoint("mid-export")
    return count


@dataclass
class CertaintyCells:
    """Range and coverage as cells; each is computed once for all the snapshots that share it."""

    ranges: dict[tuple[int, str, int], str] = field(default_factory=dict)
    coverages: dict[tuple[int, str, int], str] = field(default_factory=dict)

    def cells(self, organization: int, version: str, reading_age: int, signals: int) -> list[str]:
        """Half width of the likely range, empty on the day of a reading, and the coverage."""
        aged, tracked = (organization, version, reading_age), (organization, version, signals)
        if aged not in self.ranges:
            self.ranges[aged] = range_cell(half_range_of(*aged))
        if tracked not in self.coverages:
            self.coverages[tracked] = plain_number(coverage_of(*tracked))
        return [self.ranges[aged], self.coverages[tracked]]


def range_cell(half: float | None) -> str:
    """Half width of a likely range to one decimal; empty where there is none."""
    return "" if half is None else f"{round_one_decimal(half):.1f}"


def _cells(row: tuple[Any, ...], certainties: CertaintyCells) -> list[object]:
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
        *certainties.cells(organization, version, age, signals),
    ]
