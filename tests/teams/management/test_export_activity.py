"""`manage.py export_activity`: exported files can be imported again."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django_scopes import scope
from openpyxl import load_workbook

from teams.base.sources import Value
from teams.facts.manual_entry import log_days
from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind
from teams.importers.read_any import ReadOptions, read_files
from teams.imports.table_templates import template
from teams.imports.workbook_export import write_workbook
from teams.models import DailyLog, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import save_inputs
from tests.teams.importers.workbooks import parts
from tests.world import World, add_rep

TODAY = 59
DAYS: dict[date, dict[str, Value]] = {
    day(50): {"posts": 2, "response_hours": 0.1, "profile_completeness": 66.7},
    day(51): {"off": True},
    day(52): {"posts": 0, "connections": 812, "relevant_connections": 90, "meetings": 1},
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def logged(world: World) -> World:
    with world.scope():
        save_inputs(world.rep, DAYS)
        save_inputs(world.rep_other, {day(51): {"comments": 3}})
    return world


def export_lines(capsys: pytest.CaptureFixture[str], **options: Any) -> list[str]:
    call_command("export_activity", organization="northwind", **options)
    return capsys.readouterr().out.splitlines()


def known_inputs(rep: Rep) -> dict[Any, dict[str, Any]]:
    return {log.day: log.known() for log in DailyLog.objects.of(rep)}


def test_an_export_can_be_imported_into_another_organisation(logged: World, tmp_path: Path) -> None:
    there = add_rep(logged.east, "Rep Reyes", logged.users["rep"])
    file = tmp_path / "days.csv"
    call_command("export_activity", organization="northwind", rep=logged.rep.email, output=file)
    call_command("import_file", str(file), organization="contoso")
    with scope(organization=logged.contoso):
        assert known_inputs(there) == DAYS


def test_rows_are_ordered_by_day_and_address_and_unknowns_are_empty(
    logged: World, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *rows = export_lines(capsys)
    assert header.startswith("date,email,profile_completeness,posts,")
    starts = [",".join(row.split(",")[:4]) for row in rows]
    assert starts == [
        f"{day(50)},{logged.rep.email},66.7,2",
        f"{day(51)},{logged.rep.email},,",
        f"{day(51)},{logged.rep_other.email},,",
        f"{day(52)},{logged.rep.email},,0",
    ]


def test_an_export_can_be_limited_to_a_period_and_a_rep(
    logged: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(export_lines(capsys, first=day(51), last=day(51))) == 1 + 2
    assert len(export_lines(capsys, rep=logged.rep_other.email)) == 1 + 1


def test_nothing_of_another_organisation_is_exported(
    logged: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with scope(organization=logged.contoso):
        save_inputs(logged.elsewhere, {day(50): {"posts": 9}})
    assert not any("else.where" in row for row in export_lines(capsys))
    with pytest.raises(CommandError, match="has no rep else"):
        export_lines(capsys, rep=logged.elsewhere.email)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"first": day(52), "last": day(51)}, "is after --to"),
        ({"output": Path("/nowhere/days.csv")}, "can't be written"),
    ],
)
def test_invalid_options_are_explained(
    logged: World, capsys: pytest.CaptureFixture[str], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        export_lines(capsys, **options)


def test_future_leave_is_not_exported(logged: World, capsys: pytest.CaptureFixture[str]) -> None:
    with logged.scope():
        days = {day(TODAY + ahead): {"off": True} for ahead in range(3)}
        log_days(rep=logged.rep, days=days, by=logged.users["rep"])
    rows = export_lines(capsys, first=day(TODAY - 1), last=day(TODAY + 9))
    assert [row.split(",")[0] for row in rows] == ["date", str(day(TODAY))]


@pytest.mark.parametrize("name", ["days.csv", "days.xlsx"])
def test_csv_and_workbook_exports_read_back_equally(
    logged: World, tmp_path: Path, name: str
) -> None:
    with logged.scope():
        save_inputs(logged.rep, {day(53): {"response_hours": 2.3333333333333335, "off": False}})
        Rep.objects.filter(pk=logged.rep_other.pk).update(email="=1+1@northwind.example")
    file = tmp_path / name
    call_command("export_activity", organization="northwind", output=file)
    with file.open("rb") as content:
        found = read_files([Upload(name, content)], None, ReadOptions(today=day(TODAY)))
    assert (found.kind, found.faults) == (FileKind.ACTIVITY, ())
    expected = DAYS | {day(53): {"response_hours": 2.3333333333333335, "off": False}}
    assert {
        told.day: told.values for told in found.rows if told.person == logged.rep.email
    } == expected
    assert [told.values for told in found.rows if told.person[0] == "="] == [{"comments": 3}]


def test_no_text_of_a_workbook_becomes_a_formula(tmp_path: Path) -> None:
    hostile = [f"{start}cmd|'/C calc'!A0" for start in ("=", "+", "-", "@", "\t=", "{=", "http://")]
    file = tmp_path / "a.xlsx"
    with file.open("wb") as out:
        write_workbook(out, "activity", ["email"], [[text] for text in hostile])
    cells = [row[0] for row in load_workbook(file)["activity"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == hostile
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}
    assert all(
        b"<f>" not in part for part in parts(Upload("a.xlsx", BytesIO(file.read_bytes()))).values()
    )


def test_days_in_a_workbook_are_dates_and_unknowns_are_empty(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with file.open("wb") as out:
        assert write_workbook(out, "a", ["date", "b", "c"], [[day(50), None, True]]) == 1
    cells = next(load_workbook(file)["a"].iter_rows(min_row=2))
    assert str(cells[0].value) == f"{day(50)} 00:00:00"
    assert cells[1].value is None and cells[2].value == 1


def test_a_workbook_too_large_to_import_is_not_written(
    logged: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teams.imports.workbook_export.MAX_ROWS", 3)
    with pytest.raises(CommandError, match="write a CSV file"):
        call_command("export_activity", organization="northwind", output=tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [FileKind.ACTIVITY, FileKind.READINGS])
def test_templates_can_be_imported_unchanged(kind: FileKind) -> None:
    found = [
        read_files(
            [Upload("a", BytesIO(template(kind, workbook=form)))], None, ReadOptions(today=day(900))
        )
        for form in (False, True)
    ]
    assert found[0] == found[1] and found[0].kind == kind
    assert len(found[0].rows) == 1 and found[0].faults == ()
