"""Import pages: upload a file, check the preview, apply it, undo it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from teams.imports import upload, worker
from teams.models import DailyLog, Import, OfficialReading
from tests.scoring.facts import save_inputs
from tests.teams.importers.archives import basic_archive, march_day, message_row, shares, table
from tests.teams.imports.run_imports import (
    apply_import,
    archive,
    content,
    known_by_day,
    upload_files,
)
from tests.world import World

S = Import.State
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-03-10T12:00Z", tick=False):
        yield


def page(world: World, imported: Import, query: str = "", person: Any = "rep") -> str:
    answer = world.signed_in(person).get(f"/imports/{imported.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def announce(client: Client, name: str, size: object) -> Any:
    return client.post("/imports/", {"name": name, "size": str(size)}, headers=JSON)


def part(client: Client, address: str, bytes_: bytes, at: int = 0) -> Any:
    return client.post(f"{address}part/?file=0&at={at}", bytes_, "application/octet-stream")


def test_a_file_is_previewed_before_it_counts(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {march_day(8): {"posts": 3}})
    imported = upload_files(world, archive({"Shares.csv": shares(8, 8)}))
    text = page(world, imported)
    assert "Nothing counts yet." in text and "March 2026" in text
    assert "counts: LinkedIn archive" in text
    with world.scope():
        assert known_by_day(world.rep) == {8: {"posts": 3}}
    text = page(world, apply_import(world, imported))
    assert "2 days changed." in text and "It can be undone until 9 April." in text


def test_more_exact_values_stay_and_the_page_says_why(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {march_day(8): {"posts": 3}})
    rows = f"date,email,posts\n2026-03-08,{world.rep.email},2\n".encode()
    apply_import(world, upload_files(world, archive({"Shares.csv": shares(8)})))
    text = page(world, upload_files(world, {"days.csv": rows}))
    assert "1 kept as they were" in text and "stays: LinkedIn archive" in text


def test_the_upload_is_deleted_once_read(world: World) -> None:
    imported = upload_files(world, archive({"Shares.csv": shares(8)}))
    assert imported.state == S.FOUND
    assert not upload.folder_of(imported).exists()
    refused = upload_files(world, {"a.txt": b"nothing of the sort"})
    assert (refused.state, upload.folder_of(refused).exists()) == (S.FAILED, False)
    assert "no file Seventy knows" in page(world, refused)


def test_a_file_is_uploaded_in_parts_that_may_be_sent_again(world: World) -> None:
    client, bytes_ = world.signed_in("rep"), content(basic_archive({"Shares.csv": shares(8)}))
    address = announce(client, "Basic_x_03-10-2026.zip", len(bytes_)).json()["address"]
    assert part(client, address, bytes_[:50]).json() == {"at": 50, "complete": False}
    assert part(client, address, bytes_[:50]).json() == {"at": 50, "complete": False}
    assert "has not arrived whole" in client.get(address).content.decode()
    assert part(client, address, bytes_[50:], at=50).json()["complete"] is True
    with world.scope():
        assert Import.objects.get().state == S.READING
        worker.perform_step(Import.objects.get().pk)
        assert Import.objects.get().found["rows"] == 2


def test_more_than_was_announced_is_refused(world: World) -> None:
    client = world.signed_in("rep")
    address = announce(client, "days.csv", 10).json()["address"]
    answer = part(client, address, b"x" * 11)
    assert (answer.status_code, "More came" in answer.json()["error"]) == (409, True)
    for query in ("file=1&at=0", "file=-1&at=0", "file=x&at=0", "at=0", "file=0"):
        wrong = client.post(f"{address}part/?{query}", b"x", "application/octet-stream")
        assert wrong.status_code in (200, 409)
        assert wrong.json().get("at", 0) == 0


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("a.zip", 2 * 1024**3 + 1, "larger than 2 GB"),
        ("a.zip", 0, "is empty"),
        ("a.zip", -5, "is empty"),
        ("a.zip", "many", "is empty"),
    ],
)
def test_files_too_large_or_empty_are_refused_before_the_upload(
    world: World, name: str, size: object, sentence: str
) -> None:
    answer = announce(world.signed_in("rep"), name, size)
    assert (answer.status_code, sentence in answer.json()["error"]) == (422, True)
    plain = world.signed_in("rep").post("/imports/", {})
    assert (plain.status_code, "Choose a file first." in plain.content.decode()) == (422, True)


def test_the_number_of_unfinished_uploads_is_limited(world: World) -> None:
    client = world.signed_in("rep")
    for _ in range(upload.MAX_OPEN_IMPORTS):
        assert announce(client, "a.csv", 5).status_code == 201
    assert "still on their way" in announce(client, "a.csv", 5).json()["error"]


def test_a_file_name_with_a_path_is_never_used_as_a_path(world: World) -> None:
    client = world.signed_in("rep")
    announce(client, "../../etc/pass\x00wd\n", 5)
    with world.scope():
        assert Import.objects.get().files == [{"name": "pass wd ", "size": 5}]
    assert {path.name for path in settings.UPLOAD_DIR.iterdir()} == {
        str(pk) for pk in _all_imports(world)
    }


def _all_imports(world: World) -> list[int]:
    with world.scope():
        return list(Import.objects.values_list("pk", flat=True))


def test_messages_are_read_only_if_ticked(world: World) -> None:
    files = {
        "Shares.csv": shares(8),
        "Profile.csv": table("Profile", [{"First Name": "Ada", "Last Name": "Osei"}]),
        "messages.csv": table("messages", [message_row("a", "2026-03-08 10:00:00 UTC")]),
    }
    assert "conversations" not in upload_files(world, archive(files)).found["inputs"]
    ticked = upload_files(
        world, archive(files), ticked=["messages", "Profile", "Shares", "nonsense"]
    )
    assert ticked.found["inputs"]["conversations"]["sum"] == 1


def test_other_peoples_messages_are_neither_stored_nor_shown(world: World) -> None:
    files = {
        "Profile.csv": table("Profile", [{"First Name": "Ada", "Last Name": "Osei"}]),
        "messages.csv": table(
            "messages",
            [
                message_row("a", "2026-03-08 10:00:00 UTC", "Bo Secret"),
                message_row("a", "2026-03-08 11:00:00 UTC"),
                message_row("a", "no date", "Bo Secret", CONTENT="hush hush"),
            ],
        ),
    }
    imported = upload_files(world, archive(files), ticked=["messages", "Profile"])
    text = page(world, imported) + repr(vars(imported))
    assert imported.found["unread"] == 1 and "messages.csv, line 4" in text
    assert not {
        word for word in ("Bo Secret", "hush", "secret words", "https://x/") if word in text
    }


def test_a_table_with_a_bad_row_is_imported_only_without_it(world: World) -> None:
    rows = f"date,email,posts\n2026-03-08,{world.rep.email},1\n2026-03-09,{world.rep.email},x\n"
    imported = upload_files(world, {"days.csv": rows.encode()})
    text = page(world, imported)
    assert "1 row can’t be taken in" in text and "line 3, posts" in text
    client = world.signed_in("rep")
    answer = client.post(f"/imports/{imported.pk}/apply/", follow=True)
    assert "Mend its bad rows first" in answer.content.decode()
    client.post(f"/imports/{imported.pk}/apply/", {"skip": "1"})
    with world.scope():
        worker.perform_step(imported.pk)
        assert known_by_day(world.rep) == {8: {"posts": 1}}


def test_a_rep_imports_only_their_own_rows_and_an_admin_all_rows(world: World) -> None:
    both = (world.rep, world.rep_other)
    rows = "date,email,posts\n" + "".join(f"2026-03-08,{each.email},1\n" for each in both)
    mine = upload_files(world, {"days.csv": rows.encode()})
    assert (mine.found["rows"], mine.found["unread"]) == (1, 1)
    assert "is not you; rows of others an admin takes in" in page(world, mine)
    imported = apply_import(world, upload_files(world, {"days.csv": rows.encode()}, person="admin"))
    assert (imported.found["reps"], imported.changed) == (2, 2)


def test_an_archive_is_imported_only_by_its_rep(world: World) -> None:
    imported = upload_files(world, archive({"Shares.csv": shares(8)}), person="admin")
    assert "each rep brings their own" in page(world, imported, person="admin")


def test_a_discarded_import_changes_nothing(world: World) -> None:
    imported = upload_files(world, archive({"Shares.csv": shares(8)}))
    world.signed_in("rep").post(f"/imports/{imported.pk}/discard/")
    assert "Discarded: nothing of it counts." in page(world, imported)
    world.signed_in("rep").post(f"/imports/{imported.pk}/apply/")
    with world.scope():
        assert not DailyLog.objects.exists()


def test_undoing_twice_undoes_once(world: World) -> None:
    imported = apply_import(world, upload_files(world, archive({"Shares.csv": shares(8)})))
    client = world.signed_in("rep")
    for _ in range(2):
        client.post(f"/imports/{imported.pk}/undo/")
        with world.scope():
            worker.perform_step(imported.pk)
    with world.scope():
        assert Import.objects.get().state == S.UNDONE
        assert not DailyLog.objects.exists()


def test_a_saved_ssi_page_becomes_todays_reading_after_the_preview(world: World) -> None:
    bars = "".join(
        f'<progress id="{name}__sub-score-bar" value="10.5" max="25"></progress>'
        for name in ("establish-brand", "find-people", "engage-with-insights",
                     "build-relationships")
    )  # fmt: skip
    imported = upload_files(world, {"SSI.html": f"<!doctype html>{bars}".encode()})
    assert "LinkedIn" in page(world, imported) and ">42<" in page(world, imported)
    apply_import(world, imported)
    with world.scope():
        reading = OfficialReading.objects.of(world.rep).get()
        assert (reading.total, reading.how, reading.entered_by) == (
            42, "html", world.users["rep"],
        )  # fmt: skip


def test_a_user_who_lost_the_role_imports_nothing(world: World) -> None:
    rows = f"date,email,posts\n2026-03-08,{world.rep.email},1\n".encode()
    client = world.signed_in("admin")
    address = announce(client, "days.csv", len(rows)).json()["address"]
    part(client, address, rows)
    with world.scope():
        world.users["admin"].roles.all().delete()
        imported = Import.objects.get()
        worker.perform_step(imported.pk)
        imported.refresh_from_db()
        assert (imported.state, "no role here" in imported.error) == (S.FAILED, True)


@pytest.mark.parametrize("name", ["activity.csv", "activity.xlsx", "readings.csv", "readings.xlsx"])
@time_machine.travel("2026-05-06T12:00Z", tick=False)
def test_a_table_template_can_be_uploaded_unchanged(world: World, name: str) -> None:
    client = world.signed_in("rep")
    table = client.get(f"/imports/templates/{name}/")
    assert table.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    imported = upload_files(world, {name: table.content})
    assert imported.kind == name.partition(".")[0]
    assert "line 2, email: mona@example.com is not you" in imported.found["faults"][0]
    assert client.get("/imports/templates/other.csv/").status_code == 404
