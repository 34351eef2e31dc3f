"""My data, page and export: the exported files, imported again, give identical scores."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django_scopes import scope

from scoring.daily import runs
from teams.facts.manual_entry import log_day, log_days
from teams.models import AuditEntry, Rep, Visit
from tests.scoring.core.histories import day
from tests.scoring.facts import (
    close_through,
    create_random_reps,
    save_inputs,
    save_reading,
    snapshot_days,
    stored_snapshots,
)
from tests.world import World

CLOSE = 24


@pytest.fixture(autouse=True)
def _here(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False):
        yield


def export_my_data(client: Client) -> dict[str, bytes]:
    """Contents of the export, by file name."""
    answer = client.post("/me/data/export/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.getvalue())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_an_export_imported_elsewhere_gives_identical_scores(
    world: World, seed: str, tmp_path: Path
) -> None:
    (number,) = create_random_reps(world.north, 1, CLOSE, seed)
    Rep.objects.filter(user=world.users["rep"]).update(user=None)
    Rep.objects.filter(pk=number).update(user=world.users["rep"])
    log_day(
        rep=Rep.objects.get(pk=number),
        day=day(5),
        values={"response_hours": 0.1, "off": True},
        by=world.users["rep"],
    )
    close_through(world.organization, CLOSE)
    files = export_my_data(world.signed_in("rep"))
    for command, how in (("import_activity", {"create_reps": "East"}), ("import_readings", {})):
        file = tmp_path / "file.csv"
        file.write_bytes(files[command.replace("import_", "") + ".csv"])
        call_command(command, file, organization="contoso", **how)
    with scope(organization=world.contoso):
        runs.close_days_through(world.contoso, day(CLOSE))
        again = stored_snapshots()
    bits = [row._replace(rep=0, team=None) for row in stored_snapshots() if row.rep == number]
    assert [row._replace(rep=0, team=None) for row in again] == bits and bits


def test_the_export_is_complete(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1, "relevant_connections": 90}})
    save_reading(world.rep, day(2), 1, 2, 3, 4)
    close_through(world.organization, CLOSE)
    world.signed_in("manager").get(f"/reps/{world.rep.pk}/")
    files = export_my_data(world.signed_in("rep"))
    assert set(files) == {
        "README.txt", "profile.json", "roles.csv", "audit.csv", "activity.csv", "leave.csv",
        "readings.csv", "scores.csv", "cards.csv", "imports.csv", "memberships.csv", "visits.csv",
    }  # fmt: skip
    assert len(rows(files["scores.csv"])) == len(snapshot_days(world.rep))
    (activity,) = rows(files["activity.csv"])
    assert (activity["posts"], activity["relevant_connections"]) == ("1", "90")
    assert rows(files["memberships.csv"]) == [{"team": "North", "since": "2020-01-01", "until": ""}]
    assert len(rows(files["visits.csv"])) == Visit.objects.count()
    profile = json.loads(files["profile.json"])
    assert profile["rep"]["email"] == profile["account"]["email"] == "rep@northwind.example"
    for name in files:
        assert name.encode() in files["README.txt"] or name == "README.txt"


def test_future_leave_is_in_a_separate_file_and_activity_can_be_imported(
    world: World, tmp_path: Path
) -> None:
    days = {day(number): {"off": True} for number in (CLOSE, CLOSE + 2, CLOSE + 3)}
    log_days(rep=world.rep, days=days, by=world.users["rep"])
    files = export_my_data(world.signed_in("rep"))
    ahead = [day(CLOSE + 2), day(CLOSE + 3)]
    assert [row["date"] for row in rows(files["leave.csv"])] == [str(each) for each in ahead]
    assert [row["date"] for row in rows(files["activity.csv"])] == [str(day(CLOSE))]
    file = tmp_path / "activity.csv"
    file.write_bytes(files["activity.csv"])
    call_command("import_activity", file, organization="northwind", dry_run=True)


def test_text_in_the_export_is_never_a_formula(world: World) -> None:
    world.north.name = "=cmd|' /C calc'!A0"
    world.north.save()
    files = export_my_data(world.signed_in("rep"))
    assert rows(files["memberships.csv"])[0]["team"] == "'=cmd|' /C calc'!A0"


def test_an_address_that_looks_like_a_formula_can_be_imported_again(
    world: World, tmp_path: Path
) -> None:
    Rep.objects.filter(pk=world.rep.pk).update(email="+rep@northwind.example")
    save_inputs(world.rep, {day(1): {"posts": 1}})
    files = export_my_data(world.signed_in("rep"))["activity.csv"]
    assert b"'+rep@" in files
    file = tmp_path / "activity.csv"
    file.write_bytes(files)
    call_command("import_activity", file, organization="northwind", dry_run=True)


def test_users_who_are_not_reps_get_their_account_data(world: World) -> None:
    files = export_my_data(world.signed_in("manager"))
    assert set(files) == {"README.txt", "profile.json", "roles.csv", "audit.csv"}
    assert rows(files["roles.csv"])[0]["role"] == "manager of North"
    assert world.signed_in("manager").get("/me/data/").status_code == 200


def test_audit_details_about_others_are_left_out(world: World) -> None:
    save_inputs(world.rep, {day(1): {"posts": 1}})
    log_day(rep=world.rep, day=day(1), values={"posts": 77}, by=world.users["admin"])
    (corrected,) = [
        row for row in rows(export_my_data(world.signed_in("admin"))["audit.csv"])
        if row["action"] == "value corrected"
    ]  # fmt: skip
    assert corrected["rep"] == "Rep Reyes" and corrected["details"] == ""
    (mine,) = [
        row for row in rows(export_my_data(world.signed_in("rep"))["audit.csv"])
        if row["action"] == "value corrected"
    ]  # fmt: skip
    assert json.loads(mine["details"])["is"] == 77


def test_an_export_is_audited_and_viewing_is_not(world: World) -> None:
    page = world.signed_in("rep").get("/me/data/").content.decode()
    assert "Download everything" in page and "mailto:admin@northwind.example" in page
    assert world.signed_in("rep").get("/me/data/export/").status_code == 405
    assert not AuditEntry.objects.filter(action="exported").exists()
    export_my_data(world.signed_in("rep"))
    assert AuditEntry.objects.get(action="exported").details["what"] == "own data"
