"""`manage.py import_file`: imports any known file, recognised by its contents."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from teams.base.sources import Source
from teams.models import AuditEntry, DailyLog, OfficialReading, Rep
from tests.teams.importers.archives import basic_archive, complete_archive, connection_row, table
from tests.world import World

TODAY = "2026-03-10"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T12:00Z", tick=False):
        yield


@pytest.fixture
def take_in(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Function that writes files, imports them and returns the output."""

    def run(files: dict[str, bytes], *words: str) -> str:
        paths = [tmp_path / name for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
        call_command("import_file", *map(str, paths), *words, organization="northwind")
        return capsys.readouterr().out

    return run


def content(upload: Any) -> bytes:
    found: bytes = upload.content.getvalue()
    return found


def days(rep: Rep) -> dict[int, dict[str, Any]]:
    return {log.day.day: log.known() for log in DailyLog.objects.of(rep)}


SHARES = table("Shares", [{"Date": "2026-03-08 16:41:18"}])
PEOPLE = table("Connections", [connection_row("09 Mar 2026", "b", "CEO")])


def test_an_archive_is_imported_for_its_rep_and_a_second_time_changes_nothing(
    world: World, take_in: Any
) -> None:
    zipped = {
        "Basic_LinkedInDataExport_03-10-2026.zip": content(basic_archive({"Shares.csv": SHARES}))
    }
    mine = ("--rep", world.rep.email)
    assert take_in(zipped, *mine) == "Imported 2 days; 2 changed.\n"
    assert take_in(zipped, *mine) == "Imported 2 days; 0 changed.\n"
    with world.scope():
        assert days(world.rep) == {8: {"posts": 1, "shares": 0}, 9: {"posts": 0, "shares": 0}}
        assert DailyLog.objects.of(world.rep)[0].sources()["posts"] == Source.ARCHIVE
        assert AuditEntry.objects.all()[0].details["changed"] == 0


def test_parts_of_an_archive_are_imported_together(world: World, take_in: Any) -> None:
    said = take_in(
        {
            "Basic_LinkedInDataExport_03-10-2026.zip": content(
                basic_archive({"Shares.csv": SHARES})
            ),
            "Complete_LinkedInDataExport_03-10-2026.zip": content(
                complete_archive({"Connections.csv": PEOPLE})
            ),
        },
        "--rep",
        world.rep.email,
    )
    assert said == "Imported 2 days; 2 changed.\n"
    with world.scope():
        assert days(world.rep)[9]["decision_makers"] == 1
        assert days(world.rep)[8]["comments"] == 0


def test_an_older_archive_does_not_replace_values_of_a_newer_one(
    world: World, take_in: Any
) -> None:
    more = table("Shares", [{"Date": "2026-03-05 16:41:18"}, {"Date": "2026-03-08 16:41:18"}])
    older = table("Shares", [{"Date": "2026-03-05 16:41:18"}] * 3)
    mine = ("--rep", world.rep.email)
    take_in(
        {"Basic_LinkedInDataExport_03-10-2026.zip": content(basic_archive({"Shares.csv": more}))},
        *mine,
    )
    take_in(
        {"Basic_LinkedInDataExport_03-09-2026.zip": content(basic_archive({"Shares.csv": older}))},
        *mine,
    )
    with world.scope():
        assert days(world.rep)[5]["posts"] == 1


def test_an_ssi_page_as_json_is_todays_reading(world: World, take_in: Any) -> None:
    names = ("PROFESSIONAL_BRAND", "FIND_RIGHT_PEOPLE", "INSIGHT_ENGAGEMENT", "STRONG_RELATIONSHIP")
    found = {"memberScore": {"subScores": [{"pillar": name, "score": 10} for name in names]}}
    take_in({"ssi.json": json.dumps(found).encode()}, "--rep", world.rep.email)
    with world.scope():
        assert OfficialReading.objects.of(world.rep).get().brand == 10


def test_our_tables_name_the_rep_of_each_row(world: World, take_in: Any) -> None:
    rows = f"date,email,posts\n2026-03-09,{world.rep.email},2\n".encode()
    assert take_in({"a.csv": rows}).startswith("Imported 1 rows of 1 reps")
    readings = (
        f"date,email,brand,people,insights,relationships\n2026-03-09,{world.rep.email},1,2,3,4\n"
    )
    assert take_in({"b.csv": readings.encode()}).startswith("Imported 1 rows of 1 reps")
    with world.scope():
        assert days(world.rep) == {9: {"posts": 2}}


def test_a_dry_run_saves_nothing(world: World, take_in: Any) -> None:
    said = take_in({"Shares.csv": SHARES + b"2026-03-09 10:00:00\n"}, "--rep", world.rep.email,
                   "--dry-run")  # fmt: skip
    assert said == "Would import 1 days. Nothing was kept.\n"
    with world.scope():
        assert days(world.rep) == {}


@pytest.mark.parametrize(
    ("files", "words", "said"),
    [
        ({"a.png": b"\x89PNG"}, [], "This is a picture"),
        ({"Shares.csv": SHARES}, [], "say --rep EMAIL"),
        ({"Shares.csv": SHARES}, ["--rep", "nobody@example.com"], "no rep nobody"),
        ({"a.csv": b"date,email,posts\n", "Shares.csv": SHARES}, [], "several kinds"),
        ({"a.csv": b"date,email\n", "b.csv": b"date,email\n"}, [], "go together"),
        ({"ssi.json": b"{}"}, ["--rep", "rep@northwind.example"], "are not in it"),
    ],
)
def test_a_file_that_can_not_be_imported_is_explained_and_nothing_is_saved(
    world: World, take_in: Any, files: dict[str, bytes], words: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        take_in(files, *words)
    with world.scope():
        assert not DailyLog.objects.exists()


def test_a_usage_report_is_imported_with_detected_columns(world: World, take_in: Any) -> None:
    rows = f"Name,Email,Searches Performed,Leads saved\nRep,{world.rep.email},10,5\nX,,1,1\n"
    said = take_in({"usage.csv": rows.encode()}, "--from", "2026-03-02", "--to", "2026-03-06")
    assert said == "Imported 5 rows of 1 reps; 5 changed; 1 bad rows left out.\n"
    with world.scope():
        assert days(world.rep)[2] == {"searches": 2, "leads_saved": 1}
    with pytest.raises(CommandError, match="Of which days is the report"):
        take_in({"usage.csv": rows.encode()})
