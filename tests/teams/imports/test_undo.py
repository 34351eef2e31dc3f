"""Undoing an import restores what it changed, and nothing else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from teams.base.sources import Source
from teams.facts.manual_entry import log_day
from teams.imports.actions import discard_abandoned_imports, request_undo
from teams.models import Action, AuditEntry, Import, ImportedDay, OfficialReading, Rep
from tests.scoring.facts import save_inputs, save_reading
from tests.teams.importers.archives import march_day, shares
from tests.teams.imports.run_imports import (
    apply_import,
    archive,
    known_by_day,
    log_columns,
    undo_import,
    upload_files,
)
from tests.world import World

S = Import.State
HEAD = "date,email,posts,comments\n"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-03-10T12:00Z", tick=False):
        yield


def rows(world: World, *lines: str) -> dict[str, bytes]:
    text = "".join(f"{line.replace('ME', world.rep.email)}\n" for line in lines)
    return {"days.csv": (HEAD + text).encode()}


def test_an_undone_import_leaves_no_values_behind(world: World) -> None:
    imported = apply_import(world, upload_files(world, archive({"Shares.csv": shares(8)})))
    with world.scope():
        assert known_by_day(world.rep) == {
            8: {"posts": 1, "shares": 0},
            9: {"posts": 0, "shares": 0},
        }
        assert imported.changed == 2
    assert undo_import(world, imported).state == S.UNDONE
    with world.scope():
        assert log_columns(world.rep) == []
        assert Rep.objects.get(pk=world.rep.pk).changed_from == march_day(8)
        assert not ImportedDay.objects.exists()
        actions = list(AuditEntry.objects.values_list("action", flat=True))
        assert actions == [Action.IMPORT_UNDONE, Action.ACTIVITY_IMPORTED]


def test_undo_restores_values_of_other_sources_exactly(world: World) -> None:
    with world.scope():
        save_inputs(
            world.rep, {march_day(8): {"posts": 5, "meetings": 1}, march_day(9): {"posts": 2}}
        )
        log_day(rep=world.rep, day=march_day(9), values={"posts": 4}, by=world.users["rep"])
        before = log_columns(world.rep)
    imported = apply_import(world, upload_files(world, archive({"Shares.csv": shares(7, 8)})))
    with world.scope():
        assert known_by_day(world.rep)[8]["posts"] == 1
        assert known_by_day(world.rep)[9]["posts"] == 4  # a manual correction stays
    undo_import(world, imported)
    with world.scope():
        assert log_columns(world.rep) == before


def test_undo_restores_values_of_an_older_export(world: World) -> None:
    first = apply_import(world, upload_files(world, {"Shares_2026.csv": shares(5, 5, 5, 9)}))
    with world.scope():
        before = log_columns(world.rep)
    second = apply_import(world, upload_files(world, archive({"Shares.csv": shares(5)})))
    with world.scope():
        assert known_by_day(world.rep)[5]["posts"] == 1
    undo_import(world, second)
    with world.scope():
        assert log_columns(world.rep) == before
    undo_import(world, first)
    with world.scope():
        assert log_columns(world.rep) == []


def test_undo_keeps_values_saved_since(world: World) -> None:
    first = apply_import(
        world, upload_files(world, rows(world, "2026-03-08,ME,1,1", "2026-03-09,ME,1,"))
    )
    apply_import(world, upload_files(world, rows(world, "2026-03-08,ME,7,")))
    with world.scope():
        log_day(rep=world.rep, day=march_day(9), values={"posts": 3}, by=world.users["rep"])
    undo_import(world, first)
    with world.scope():
        assert known_by_day(world.rep) == {8: {"posts": 7}, 9: {"posts": 3}}


def test_undo_restores_a_reading_with_its_author_and_source(world: World) -> None:
    with world.scope():
        save_reading(world.rep, march_day(9), 1, 2, 3, 4)
    table = (
        f"date,email,brand,people,insights,relationships\n2026-03-09,{world.rep.email},9,9,9,9\n"
    )
    imported = apply_import(world, upload_files(world, {"r.csv": table.encode()}))
    with world.scope():
        stands = OfficialReading.objects.of(world.rep).get()
        assert (stands.total, stands.how, imported.changed) == (36, "csv", 1)
    undo_import(world, imported)
    with world.scope():
        stands = OfficialReading.objects.of(world.rep).get()
        assert (stands.total, stands.how, stands.entered_by) == (10, "typed", None)


def test_undo_deletes_an_imported_reading_unless_it_was_replaced_since(world: World) -> None:
    def table(day: int) -> dict[str, bytes]:
        row = f"2026-03-0{day},{world.rep.email},9,9,9,9\n"
        return {"r.csv": f"date,email,brand,people,insights,relationships\n{row}".encode()}

    gone, stays = (apply_import(world, upload_files(world, table(day))) for day in (7, 8))
    with world.scope():
        save_reading(world.rep, march_day(8), 1, 1, 1, 1)
    undo_import(world, gone)
    undo_import(world, stays)
    with world.scope():
        assert [each.total for each in OfficialReading.objects.of(world.rep)] == [4]


def test_an_import_can_be_undone_for_thirty_days(world: World) -> None:
    imported = apply_import(world, upload_files(world, archive({"Shares.csv": shares(8)})))
    with (
        world.scope(),
        time_machine.travel(timezone.now() + timedelta(days=30, minutes=1), tick=False),
    ):
        with pytest.raises(ValidationError, match="more than 30 days"):
            request_undo(imported)
        discard_abandoned_imports()
        assert not ImportedDay.objects.exists()
        assert known_by_day(world.rep)[8] == {"posts": 1, "shares": 0}


def test_unchanged_values_are_not_recorded_as_changes(world: World) -> None:
    files = archive({"Shares.csv": shares(8)})
    apply_import(world, upload_files(world, files))
    again = upload_files(world, files)
    text = world.signed_in("rep").get(f"/imports/{again.pk}/").content.decode()
    assert "The same file was taken in on 10 March 2026: nothing will change." in text
    assert apply_import(world, again).changed == 0
    with world.scope():
        assert not ImportedDay.objects.of(again).exists()
        assert set(world.rep.days.get(day=march_day(8)).sources().values()) == {Source.ARCHIVE}
