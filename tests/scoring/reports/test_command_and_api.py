"""Reports by command and API: permissions, refusals, and the audit log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from scoring.reports.render.formats import FORMATS
from teams.models import AuditEntry
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, run_command, run_failing_command, save_inputs
from tests.scoring.reports.read_files import csv_rows, pages_of, pdf_of
from tests.world import World

CLOSE, TODAY = 58, 59
REP = ("--rep", "rep@northwind.example", "--organization", "northwind")
DAYS = ("--from", day(28), "--to", day(CLOSE))
FILE_STARTS: dict[str, bytes | tuple[bytes, ...]] = {
    "pdf": b"%PDF-",
    "xlsx": b"PK\x03\x04",
    "csv": (b"email,name,", b"name,email,"),
    "png": b"\x89PNG",
}


@pytest.fixture(autouse=True)
def _lived(world: World) -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        with world.scope():
            save_inputs(
                world.rep, {day(at): {"posts": 2, "comments": 3} for at in range(10, CLOSE, 3)}
            )
            close_through(world.organization, CLOSE)
        yield


def export_details(world: World) -> list[dict[str, object]]:
    with world.scope():
        entries = AuditEntry.objects.filter(action="exported").order_by("pk")
        return [entry.details for entry in entries]


# manage.py report --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FILE_STARTS)
def test_a_report_is_written_whole(world: World, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"report.{kind}"
    output = run_command("report", *REP, *DAYS, "--format", kind, "--output", file)
    assert output == f"Wrote a report of 1 rep to {file}.\n"
    assert file.read_bytes().startswith(FILE_STARTS[kind]) and list(tmp_path.iterdir()) == [file]
    assert export_details(world) == [
        {"what": "report", "of": "Rep Reyes", "format": kind, "rows": 1}
    ]


def test_the_command_reports_on_a_rep_a_team_or_the_organisation(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "report.csv"
    how = (*DAYS, "--format", "csv", "--output", file)
    found = {}
    for whom in (("--team", "north"), ("--team", "South"), ()):
        run_command("report", *whom, "--organization", "northwind", *how)
        found[whom] = [row["name"] for row in csv_rows(file.read_bytes())]
    names = [world.rep.name, world.rep_other.name]
    assert sorted(found[()]) == sorted(names)
    assert found["--team", "north"] == [names[0]] and found["--team", "South"] == [names[1]]
    run_command("report", *REP, *how, "--long")
    assert {row["measure"] for row in csv_rows(file.read_bytes())} >= {"total", "brand"}


def test_the_paper_size_can_be_chosen(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    how = ("--format", "pdf", "--output", file)
    run_command("report", *REP, *DAYS, *how, "--paper", "us-letter")
    assert pdf_of(file.read_bytes()).pages[0].mediabox.width == 612


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "A report on whom? Give --rep, --team or --organization."),
        (("--rep", "rep@northwind.example"), "Which organisation?"),
        (("--rep", "x@y.example", "--organization", "northwind"), "has no rep x@y.example"),
        (("--rep", "else.where@example.com", "--organization", "northwind"), "has no rep"),
        (("--team", "East", "--organization", "northwind"), "no team “East”; there are: North,"),
        (("--organization", "wind"), "no organisation “wind”"),
        ((*REP, "--team", "North"), "not allowed with argument"),
        ((*REP, "--to", day(TODAY)), "is not over yet: choose a day up to"),
        ((*REP, "--to", day(30)), "seven days or more"),
        ((*REP, "--to", day(20)), "ends before it begins"),
        ((*REP, "--from", "2000-01-01"), "three years at most"),
        ((*REP, "--from", "1.2.2026"), "write YYYY-MM-DD"),
        ((*REP, "--format", "docx"), "invalid choice: 'docx'"),
        ((*REP, "--format", "pdf", "--long"), "--long goes with --format csv alone"),
    ],
)
def test_invalid_options_are_refused_with_a_sentence_and_nothing_is_written(
    world: World, tmp_path: Path, options: tuple[object, ...], says: str
) -> None:
    file = tmp_path / "report.csv"
    output = run_failing_command("report", *DAYS, "--format", "csv", "--output", file, *options)
    assert says in output
    assert list(tmp_path.iterdir()) == [] and export_details(world) == []


def test_an_unwritable_output_is_an_error(world: World, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "report.pdf"
    output = run_failing_command("report", *REP, *DAYS, "--format", "csv", "--output", nowhere)
    assert output == f"{nowhere} can't be written: No such file or directory."
    assert export_details(world) == []
    kept = tmp_path / "kept"
    kept.mkdir()
    assert "can't be written" in run_failing_command(
        "report", *REP, *DAYS, "--format", "csv", "--output", kept
    )
    assert list(tmp_path.iterdir()) == [kept]


# GET /api/v1/reports/ ----------------------------------------------------------------------------


def address(**asked: object) -> str:
    defaults = {"from": day(28), "to": day(CLOSE), "format": "csv"} | asked
    query = "&".join(f"{name}={value}" for name, value in defaults.items() if value is not None)
    return f"/api/v1/reports/?{query}"


def north(world: World) -> Client:
    return world.signed_in("admin")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_a_file_with_a_name(world: World, kind: str) -> None:
    response = north(world).get(address(team=world.north.pk, format=kind))
    form = FORMATS[kind]
    assert response.status_code == 200 and response["Content-Type"] == form.content_type
    name = f"north-{day(28)}-{day(CLOSE)}.{form.extension}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith(FILE_STARTS[form.extension])
    assert export_details(world) == [{"what": "report", "of": "North", "format": kind, "rows": 1}]


def test_the_api_and_the_command_give_equal_documents(world: World, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    run_command("report", *REP, *DAYS, "--format", "pdf", "--output", file)
    response = north(world).get(address(rep=world.rep.pk, format="pdf"))
    assert pages_of(response.content) == pages_of(file.read_bytes())


def test_only_coaches_get_reports_and_only_on_reps_they_oversee(world: World) -> None:
    rep, other, elsewhere = world.rep.pk, world.rep_other.pk, world.elsewhere.pk
    for person in ("rep", "manager"):
        response = world.signed_in(person).get(address(rep=rep))
        assert response.status_code == 404
    coach = world.signed_in("coach")  # of South
    assert coach.get(address(rep=other)).status_code == 200
    assert coach.get(address(team=world.south.pk)).status_code == 200
    for asked in ({"rep": rep}, {"team": world.north.pk}, {"rep": elsewhere}, {"rep": 10**6}):
        assert coach.get(address(**asked)).status_code == 404
    assert Client().get(address(rep=rep)).status_code == 401
    assert len(export_details(world)) == 2


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "Say rep or team"),
        ({"rep": "{rep}", "team": "{north}"}, "Say rep or team"),
        ({"rep": "x"}, "valid integer"),
        ({"rep": "9" * 40}, "less than or equal"),
        ({"rep": "{rep}", "to": None}, "required"),
        ({"rep": "{rep}", "from": "1.2."}, "wrong format"),
        ({"rep": "{rep}", "format": "docx"}, "not a valid choice"),
        ({"rep": "{rep}", "paper": "a5"}, "not a valid choice"),
        ({"rep": "{rep}", "to": day(TODAY)}, "not over yet"),
        ({"rep": "{rep}", "to": day(29)}, "seven days or more"),
    ],
)
def test_invalid_parameters_get_a_sentence(
    world: World, asked: dict[str, object], says: str
) -> None:
    ids = {"{rep}": world.rep.pk, "{north}": world.north.pk}
    response = north(world).get(address(**{name: ids.get(str(v), v) for name, v in asked.items()}))
    assert response.status_code == 400 and says in response.content.decode()
    assert export_details(world) == []


def test_the_accept_header_makes_no_difference(world: World) -> None:
    path = address(rep=world.rep.pk, format="pdf")
    response = north(world).get(path, headers={"Accept": "application/pdf"})
    assert response.status_code == 200 and response.content.startswith(b"%PDF-")
