"""Import and setup commands: what they accept, print, refuse and leave behind."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django_scopes import scopes_disabled

from teams.models import AuditEntry, DailyLog, Membership, OfficialReading, Organization, Rep
from tests.scoring.facts import run_command, run_failing_command
from tests.world import World

NOW = datetime(2026, 1, 24, 12, tzinfo=UTC)  # day 20
NORTHWIND = ("--organization", "northwind")


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    with scopes_disabled(), time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Path of the file a test imports."""
    return tmp_path / "table.csv"


def activity(table: Path, *lines: str, header: str = "date,email,posts,comments") -> Path:
    """Writes an activity file; @ is replaced by the rep's address."""
    text = "\n".join([header, *lines]) + "\n"
    table.write_text(text.replace("@,", "rep@northwind.example,"))
    return table


# Organisations ------------------------------------------------------------------------------------


def test_an_organisation_is_created_with_teams_and_an_admin() -> None:
    where = ("--slug", "fabrikam", "--time-zone", "Europe/Lisbon")
    who = ("--team", "A", "--team", "B", "--admin", "Ida@Fabrikam.example")
    output = run_command("create_organization", "Fabrikam", *where, *who)
    founded = Organization.objects.get(slug="fabrikam")
    assert founded.time_zone == "Europe/Lisbon"
    assert [team.name for team in founded.teams.all()] == ["A", "B"]
    assert [role.user.email for role in founded.roles.all()] == ["ida@fabrikam.example"]
    assert "Created Fabrikam (fabrikam)." in output
    assert "ida@fabrikam.example sets a password at /" in output


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--slug", "northwind"], "Slug already exists"),
        (["--slug", "not a slug"], "valid “slug”"),
        (["--slug", "x", "--time-zone", "Mars/Olympus"], "“Mars/Olympus” is no time zone"),
        (["--slug", "x", "--admin", "nobody"], "valid email address"),
        (["--slug", "x", "--team", "t" * 121], "120 characters"),
        (["--slug", "x", "--team", "A", "--team", " "], "blank"),
        ([], "--slug"),
    ],
)
def test_an_invalid_organisation_is_refused_completely(options: list[str], says: str) -> None:
    assert says in run_failing_command("create_organization", "Fabrikam", *options)
    assert not Organization.objects.filter(name="Fabrikam").exists()


@pytest.mark.parametrize(
    "command", ["import_activity", "import_readings", "score", "export_scores"]
)
def test_commands_require_an_organisation_if_there_are_several(command: str, table: Path) -> None:
    file = [activity(table)] if command.startswith("import") else []
    assert "one of: contoso, northwind." in run_failing_command(command, *file)
    output = run_failing_command(command, *file, "--organization", "wind")
    assert "no organisation “wind”; there are: contoso, northwind." in output


def test_a_single_organisation_is_the_default(world: World, table: Path) -> None:
    world.contoso.delete()
    output = run_command("import_activity", activity(table, "2026-01-05,@,1,"))
    assert output == "Imported 1 rows of 1 reps; 1 changed.\n"
    Organization.objects.all().delete()
    assert "no organisation yet; make one with create_organization" in run_failing_command("score")


# Activity -----------------------------------------------------------------------------------------


def test_zero_is_a_known_value_and_an_empty_cell_changes_nothing(world: World, table: Path) -> None:
    run_command(
        "import_activity", activity(table, "2026-01-05,@,4,0", "2026-01-06,@,,2"), *NORTHWIND
    )
    run_command("import_activity", activity(table, "2026-01-05,@,,7"), *NORTHWIND)
    assert list(DailyLog.objects.order_by("day").values_list("posts", "comments")) == [
        (4, 7),
        (None, 2),
    ]


def test_importing_a_file_twice_changes_nothing(world: World, table: Path) -> None:
    file = activity(table, "2026-01-05,@,4,0", "2026-01-06,REP@Northwind.example,,2")
    assert (
        run_command("import_activity", file, *NORTHWIND)
        == "Imported 2 rows of 1 reps; 2 changed.\n"
    )
    changes = Rep.objects.get(pk=world.rep.pk).changes
    assert (
        run_command("import_activity", file, *NORTHWIND)
        == "Imported 2 rows of 1 reps; 0 changed.\n"
    )
    assert Rep.objects.get(pk=world.rep.pk).changes == changes


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("31.02.,@,1,1", "line 3, date: 31.02. is not a day"),
        ("2026-02-31,@,1,1", "line 3, date: 2026-02-31 is not a day"),
        ("2026-01-25,@,1,1", "line 3, date: 2026-01-25 is in the future"),
        (",@,1,1", "line 3, date: is empty"),
        ("2026-01-06,@,-3,1", "line 3, posts: -3 is negative"),
        ("2026-01-06,@,1,2.5", "line 3, comments: 2.5 is not a whole number"),
        ("2026-01-06,@,many,1", "line 3, posts: many is not a whole number"),
        ("2026-01-06,x@y.example,1,1", "line 3, email: x@y.example is no rep here"),
        (
            "2026-01-06,else.where@example.com,1,1",
            "line 3, email: else.where@example.com is no rep",
        ),
        ("2026-01-06,nobody,1,1", "line 3, email: is not an e-mail address"),
        (
            "2026-01-05,REP@northwind.example,1,1",
            "line 3: the same date and e-mail stand on line 2",
        ),
        ("2026-01-06,@,1", "line 3: has 3 cells where the header has 4"),
    ],
)
def test_a_bad_row_refuses_the_file_unless_bad_rows_are_skipped(
    row: str, says: str, table: Path
) -> None:
    file = activity(table, "2026-01-05,@,1,1", row)
    output = run_failing_command("import_activity", file, *NORTHWIND)
    assert f"{file}: {says}" in output and "Nothing was kept: 1 bad rows." in output
    assert_nothing_written()
    kept = run_command("import_activity", file, *NORTHWIND, "--skip-bad-rows")
    assert "Imported 1 rows of 1 reps; 1 changed; 1 bad rows left out.\n" in kept and says in kept
    assert DailyLog.objects.get().known() == {"posts": 1, "comments": 1}


def assert_nothing_written() -> None:
    """Asserts that no facts, reps, changes or audit entries were written."""
    for facts in (DailyLog, OfficialReading, AuditEntry):
        assert not facts.objects.exists()
    assert set(Rep.objects.values_list("changed_from", "changes")) == {(None, 0)}
    assert Rep.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", "looks like an image"),
        (b"PK\x03\x04", "an Excel workbook"),
        (b"", "The file is empty"),
        (b"email,posts\n", "line 1, date: the header lacks this column"),
        (b"date,email,post\n", "line 1, post: there is no such column"),
        (b"date,email,posts,posts\n", "line 1, posts: the header has this column twice"),
        (b"date,email,posts\n2026-01-05,r\xe9p@b.co,1\n", "line 2: the text is not UTF-8"),
        (b'date,email,posts\n2026-01-05,"rep@northwind.example,1\n', "line 2: a quotation mark"),
    ],
)
def test_a_file_that_is_not_a_table_is_refused(content: bytes, says: str, table: Path) -> None:
    table.write_bytes(content)
    for options in ((), ("--skip-bad-rows",)):
        output = run_failing_command("import_activity", table, *NORTHWIND, *options)
        assert output.startswith(f"{table}: ") and says in output
    assert_nothing_written()


def test_an_unreadable_file_is_reported(tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    output = run_failing_command("import_activity", missing, *NORTHWIND)
    assert output == f"{missing} can't be read: No such file or directory."
    assert "can't be read" in run_failing_command("import_readings", tmp_path, *NORTHWIND)


def test_a_dry_run_reports_and_saves_nothing(table: Path) -> None:
    file = activity(table, "2026-01-05,@,1,1", "2026-01-06,New@north.example,1,1")
    how = (*NORTHWIND, "--create-reps", "North", "--dry-run")
    output = run_command("import_activity", file, *how)
    assert output == "Would import 2 rows of 2 reps, 1 of them new. Nothing was kept.\n"
    assert_nothing_written()
    bad = activity(table, "2026-01-05,@,1,-1", "2026-01-06,new@north.example,1,1")
    assert "line 2, comments" in run_failing_command("import_activity", bad, *how)
    assert "1 bad rows left out. Nothing was kept." in run_command(
        "import_activity", bad, *how, "--skip-bad-rows"
    )
    assert_nothing_written()


def test_reps_are_created_on_request_as_team_members_from_their_first_row(
    world: World, table: Path
) -> None:
    ada = ("2026-01-09,Ada.Osei@North.example,1,", "2026-01-07,ADA.OSEI@north.example,1,")
    file = activity(table, *ada, "2026-01-06,@,1,")
    output = run_command("import_activity", file, *NORTHWIND, "--create-reps", "nORTH")
    assert output == "Imported 3 rows of 2 reps, 1 of them new; 3 changed.\n"
    seat = Membership.objects.get(rep__email="ada.osei@north.example")
    assert (seat.rep.name, seat.team, seat.since, seat.until) == (
        "Ada Osei", world.north, date(2026, 1, 7), None,
    )  # fmt: skip
    output = run_command("import_activity", file, *NORTHWIND, "--create-reps", "South")
    assert output == "Imported 3 rows of 2 reps; 0 changed.\n"


def test_no_reps_are_created_in_an_unknown_team(table: Path) -> None:
    file = activity(table, "2026-01-09,new@north.example,1,1")
    output = run_failing_command("import_activity", file, *NORTHWIND, "--create-reps", "East")
    assert "Northwind has no team “East”; there are: North, South." in output
    assert_nothing_written()


@pytest.mark.postgres
def test_a_rep_with_a_very_long_address_is_created(table: Path) -> None:
    address = f"{'a' * 240}@north.example"
    file = activity(table, f"2026-01-09,{address},1,1")
    run_command("import_activity", file, *NORTHWIND, "--create-reps", "North")
    assert Rep.objects.filter(email=address).exists()


def test_days_off_and_outcomes_are_imported(table: Path) -> None:
    file = activity(table, "2026-01-05,@,1,2,3", header="date,email,off,meetings,opportunities")
    run_command("import_activity", file, *NORTHWIND)
    assert DailyLog.objects.get().known() == {"off": True, "meetings": 2, "opportunities": 3}
