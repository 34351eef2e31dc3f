"""Commands that import LinkedIn scores, run the scoring and export scores."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine

from scoring.models import Run, ShardState, Snapshot
from teams.models import AuditEntry, OfficialReading, Rep
from tests.scoring.core.example_tables import FIRST
from tests.scoring.core.histories import day
from tests.scoring.facts import (
    READING_HEADER,
    activity_lines,
    close_through,
    create_rep,
    reading_lines,
    run_command,
    run_failing_command,
    save_inputs,
    save_reading,
    stored_snapshots,
    write_lines,
)
from tests.world import World

NOW = datetime(2026, 1, 24, 12, tzinfo=UTC)  # day 20
EXPORT_HEADER = (
    "date,email,team,brand,people,insights,relationships,total,"
    "version,state,known_days,last_reading,range,coverage"
)
NORTHWIND = ("--organization", "northwind")


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(NOW, tick=False):
        yield


def rows_of(text: str) -> list[dict[str, str]]:
    """Rows of an export, by column."""
    return list(csv.DictReader(StringIO(text)))


# Readings -----------------------------------------------------------------------------------------


def test_readings_are_imported_with_ranks_and_averages(world: World, tmp_path: Path) -> None:
    lines = (
        f"{READING_HEADER},industry_rank,network_average",
        "2026-01-05,REP@northwind.example,20.5,4,2,12,3,",
        "2026-01-06,rep@northwind.example,21,4,2,25,,31.5",
    )
    file = write_lines(tmp_path, "r.csv", *lines)
    assert (
        run_command("import_readings", file, *NORTHWIND)
        == "Imported 2 rows of 1 reps; 2 changed.\n"
    )
    assert (
        run_command("import_readings", file, *NORTHWIND)
        == "Imported 2 rows of 1 reps; 0 changed.\n"
    )
    first, second = OfficialReading.objects.of(world.rep)
    assert (first.pillars, first.industry_rank, first.how) == ((20.5, 4, 2, 12), 3, "csv")
    assert (second.total, second.network_average, second.industry_rank) == (52, 31.5, None)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            "2026-01-06,@,25.1,4,2,12",
            "line 3, brand: 25.1 is out of range; write a number from 0 to 25",
        ),
        ("2026-01-06,@,15,-1,2,12", "line 3, people: -1 is negative"),
        ("2026-01-06,@,15,4,,12", "line 3, insights: is empty"),
        ("2026-01-06,@,15,4,2,high", "line 3, relationships: high is not a plain number"),
        ("2026-01-25,@,15,4,2,12", "line 3, date: 2026-01-25 is in the future"),
        ("31.02.,@,15,4,2,12", "line 3, date: 31.02. is not a day"),
        ("2026-01-06,x@y.example,15,4,2,12", "line 3, email: x@y.example is no rep here"),
        ("2026-01-05,@,15,4,2,12", "line 3: the same date and e-mail stand on line 2"),
    ],
)
def test_a_bad_reading_refuses_the_file_unless_bad_rows_are_skipped(
    row: str, says: str, tmp_path: Path
) -> None:
    lines = [line.replace("@,", "rep@northwind.example,") if "@," in line else line
             for line in (READING_HEADER, "2026-01-05,@,1,2,3,4", row)]  # fmt: skip
    file = write_lines(tmp_path, "r.csv", *lines)
    output = run_failing_command("import_readings", file, *NORTHWIND)
    assert f"{file}: {says}" in output and "Nothing was kept: 1 bad rows." in output
    assert not OfficialReading.objects.exists() and not AuditEntry.objects.exists()
    assert not Rep.objects.changed().exists()
    run_command("import_readings", file, *NORTHWIND, "--skip-bad-rows", "--dry-run")
    assert not OfficialReading.objects.exists()
    run_command("import_readings", file, *NORTHWIND, "--skip-bad-rows")
    assert OfficialReading.objects.get().pillars == (1, 2, 3, 4)


# Scores -------------------------------------------------------------------------------------------


def test_score_closes_every_day_through_yesterday(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}, day(20): {"posts": 1}})
    assert (
        run_command("score", *NORTHWIND) == "northwind: 19 snapshots written, through 2026-01-23.\n"
    )
    assert (
        run_command("score", *NORTHWIND) == "northwind: 0 snapshots written, through 2026-01-23.\n"
    )
    assert Snapshot.objects.last_day(day(99)) == day(19)


def test_yesterday_depends_on_the_organisations_time_zone(world: World) -> None:
    world.organization.time_zone = "Pacific/Kiritimati"  # 14 hours ahead: day 21 has begun
    world.organization.save()
    save_inputs(world.rep, {day(1): {"posts": 1}})
    assert "20 snapshots written, through 2026-01-24" in run_command("score", *NORTHWIND)


def test_score_stops_at_the_requested_day(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    assert "5 snapshots" in run_command("score", *NORTHWIND, "--through", day(5))
    assert "0 snapshots" in run_command("score", *NORTHWIND, "--through", day(3))
    assert "2 snapshots" in run_command("score", *NORTHWIND, "--through", day(7))
    save_inputs(world.rep, {day(2): {"posts": 2}})
    assert "6 snapshots" in run_command(
        "score", *NORTHWIND, "--through", day(3)
    )  # rescored up to the last snapshot


def test_score_refuses_a_day_that_is_not_over(world: World) -> None:
    output = run_failing_command("score", *NORTHWIND, "--through", day(20))
    assert "not over in UTC; the last closed day is 2026-01-23." in output
    assert "is no date; write YYYY-MM-DD" in run_failing_command(
        "score", *NORTHWIND, "--through", "31.02."
    )
    assert not Run.objects.exists()


@pytest.mark.parametrize("text", ["20260105", "2026-W02-1", "05.01.2026", "yesterday"])
def test_dates_must_be_iso_formatted(text: str) -> None:
    assert "is no date; write YYYY-MM-DD" in run_failing_command(
        "score", *NORTHWIND, "--through", text
    )


def test_a_rebuild_replaces_all_snapshots_with_identical_ones(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}, day(4): {"comments": 3}})
    close_through(world.organization, 9)
    before = stored_snapshots()
    Snapshot.objects.filter(day=day(4)).update(brand=24)
    assert "9 snapshots" in run_command("score", *NORTHWIND, "--rebuild", "--through", day(9))
    assert stored_snapshots() == before


def test_a_day_that_cannot_be_scored_fails_the_command(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 9)
    ShardState.objects.update(states=b"poison")
    output = run_failing_command("score", *NORTHWIND, "--through", day(10))
    assert "Northwind: 2026-01-14 could not be scored in 3 attempts: ValueError" in output
    assert "10 snapshots" in run_command("score", *NORTHWIND, "--rebuild", "--through", day(10))


# Exports ------------------------------------------------------------------------------------------


def test_an_export_has_this_header_and_six_decimals(world: World) -> None:
    assert run_command("export_scores", *NORTHWIND) == f"{EXPORT_HEADER}\n"
    save_reading(world.rep, day(1), 15, 4.25, 2, 12.3456789)
    save_inputs(create_rep(world.south, "A Nobody"), {day(2): {"posts": 1}})
    close_through(world.organization, 2)
    assert run_command("export_scores", *NORTHWIND).splitlines() == [
        EXPORT_HEADER,
        "2026-01-05,rep@northwind.example,North,15.000000,4.250000,2.000000,12.345679,33.595679,"
        "2,current,0,2026-01-05,,0",
        "2026-01-06,a.nobody@example.com,,12.000000,5.000000,2.250000,15.000000,34.250000,"
        "2,building,1,,13.0,0",
        "2026-01-06,rep@northwind.example,North,15.000000,4.250000,2.000000,12.345679,33.595679,"
        "2,current,0,2026-01-05,0.7,0",
    ]


def test_an_export_can_be_limited_to_days_and_written_to_a_file(
    world: World, tmp_path: Path
) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    close_through(world.organization, 9)
    file = tmp_path / "scores.csv"
    some = ("--from", day(3), "--to", day(5), "--output", file)
    assert run_command("export_scores", *NORTHWIND, *some) == f"Wrote 3 rows to {file}.\n"
    assert [row["date"] for row in rows_of(file.read_text())] == [str(day(n)) for n in (3, 4, 5)]
    assert list(tmp_path.iterdir()) == [file]


def test_an_export_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    backwards = ("--from", day(5), "--to", day(3))
    assert "--from 2026-01-09 is after --to 2026-01-07." in run_failing_command(
        "export_scores", *NORTHWIND, *backwards
    )
    nowhere = tmp_path / "nowhere" / "scores.csv"
    output = run_failing_command("export_scores", *NORTHWIND, "--output", nowhere)
    assert output == f"{nowhere} can't be written: No such file or directory."


@time_machine.travel(NOW + timedelta(days=30), tick=False)
def test_from_files_to_the_hand_checked_export(tmp_path: Path) -> None:
    people = {"rep@northwind.example": FIRST.days}
    run_command(
        "import_activity", write_lines(tmp_path, "a.csv", *activity_lines(people)), *NORTHWIND
    )
    run_command(
        "import_readings", write_lines(tmp_path, "r.csv", *reading_lines(people)), *NORTHWIND
    )
    run_command("score", *NORTHWIND)
    rows = rows_of(run_command("export_scores", *NORTHWIND, "--to", day(29)))
    by_day = {row["date"]: row for row in rows}
    for number, (shown, coverage) in FIRST.rows.items():
        row = by_day[str(FIRST.day(number))]
        got = [float(row[name]) for name in ("brand", "people", "insights", "relationships")]
        assert got == pytest.approx(shown, abs=5e-5)
        assert float(row["coverage"]) == coverage
