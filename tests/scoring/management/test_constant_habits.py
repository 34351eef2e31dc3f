"""By commands alone: constant habits and the same reading each month are shown as that reading."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import time_machine

from tests.scoring.facts import READING_HEADER, run_command, write_lines
from tests.world import World

NORTHWIND = ("--organization", "northwind")
REP = "rep@northwind.example"
FIRST, LAST = date(2025, 9, 1), date(2026, 3, 31)  # a Monday; seven months
READING = (14.5, 9.2, 4.4, 12.1)
READ_ON = [date(2025, 10, 1), *(date(2025, month, 1) for month in (11, 12))]
READ_ON += [date(2026, month, 1) for month in (1, 2, 3)]
# Of each weekday, Monday first; nothing on weekends.
HABITS = {
    "posts": (1, 0, 0, 1, 0),
    "comments": (4, 4, 4, 4, 4),
    "searches": (6, 6, 6, 6, 6),
    "leads_saved": (3, 0, 3, 0, 3),
    "invitations_sent": (3, 3, 3, 3, 3),
    "invitations_accepted": (1, 1, 1, 1, 1),
    "response_hours": (5, 5, 5, 5, 5),
}


def activity_file(folder: Path) -> Path:
    """A CSV of the habits on every working day."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    lines = [
        ",".join([str(day), REP, *(str(habit[day.weekday()]) for habit in HABITS.values())])
        for day in days
        if day.weekday() < 5
    ]
    return write_lines(folder, "activity.csv", f"date,email,{','.join(HABITS)}", *lines)


def readings_file(folder: Path) -> Path:
    """A CSV with LinkedIn's number of each first of a month."""
    lines = [",".join([str(day), REP, *map(str, READING)]) for day in READ_ON]
    return write_lines(folder, "readings.csv", READING_HEADER, *lines)


def test_each_pillar_is_shown_within_a_point_of_the_reading_on_every_day_between(
    world: World, tmp_path: Path
) -> None:
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC), tick=False):
        run_command("import_activity", activity_file(tmp_path), *NORTHWIND)
        run_command("import_readings", readings_file(tmp_path), *NORTHWIND)
        run_command("score", *NORTHWIND)
        exported = run_command("export_scores", *NORTHWIND)
    rows = [row for row in csv.DictReader(StringIO(exported)) if row["date"] >= str(READ_ON[0])]
    assert len(rows) == (LAST - READ_ON[0]).days + 1
    for pillar, official in zip(
        ("brand", "people", "insights", "relationships"), READING, strict=True
    ):
        assert max(abs(float(row[pillar]) - official) for row in rows) <= 1, pillar
