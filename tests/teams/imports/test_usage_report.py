"""A team's Sales Navigator usage report: columns confirmed once, totals spread over its days."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from teams.base.sources import Source
from teams.imports import upload, worker
from teams.models import Import, OfficialReading, Organization
from tests.scoring.facts import save_inputs
from tests.teams.importers.archives import march_day
from tests.teams.imports.run_imports import apply_import, known_by_day, upload_files
from tests.world import World

S = Import.State
HEAD = "Seat holder,Email,Searches Performed,Leads saved,Mood\n"
PERIOD = {"first": "2026-03-02", "last": "2026-03-06"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-03-10T12:00Z", tick=False):
        yield


def report(*rows: str, head: str = HEAD) -> dict[str, bytes]:
    return {"usage.csv": (head + "".join(f"{row}\n" for row in rows)).encode()}


def answer(client: Client, imported: Import, **more: Any) -> Any:
    """Submits the guessed columns and the period."""
    columns = {f"column-{n}": said for n, (_, said) in enumerate(imported.found["columns"])}
    return client.post(f"/imports/{imported.pk}/answer/", {**columns, **PERIOD, **more})


def read_again(world: World, imported: Import) -> Import:
    with world.scope():
        worker.perform_step(imported.pk)
        return Import.objects.get(pk=imported.pk)


def test_a_report_is_confirmed_and_spread_where_nothing_more_exact_is_known(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {march_day(3): {"searches": 9}})
    imported = upload_files(world, report(f"Rep,{world.rep.email},12,4,good"), person="admin")
    assert imported.state == S.ASKING
    client = world.signed_in("admin")
    text = client.get(f"/imports/{imported.pk}/answer/").content.decode()
    assert "Mood" in text and 'value="searches" selected' in text
    assert answer(client, imported).status_code == 302
    imported = apply_import(world, read_again(world, imported))
    with world.scope():
        found = known_by_day(world.rep)
        assert [found[day]["searches"] for day in range(2, 7)] == [2, 9, 3, 2, 3]
        assert [found[day]["leads_saved"] for day in range(2, 7)] == [0, 1, 1, 1, 1]
        assert world.rep.days.get(day=march_day(2)).source == Source.NAVIGATOR
        assert imported.found["inputs"]["searches"]["verdicts"] == {"new": 4, "kept": 1}


def test_confirmed_columns_are_remembered_for_the_next_report(world: World) -> None:
    head = "Seat holder,Email,Suchen,Searches Performed,Leads saved\n"
    client = world.signed_in("admin")
    first = upload_files(world, report(f"Rep,{world.rep.email},5,7,1", head=head), person="admin")
    answer(client, first, **{"column-2": "searches", "column-3": ""})
    assert read_again(world, first).found["inputs"]["searches"]["sum"] == 5
    second = upload_files(world, report(f"Rep,{world.rep.email},6,7,1", head=head), person="admin")
    assert second.found["columns"][2:4] == [["Suchen", "searches"], ["Searches Performed", ""]]
    assert "Suchen" in client.get("/settings/imports/").content.decode()
    client.post("/settings/imports/forget/")
    assert Organization.objects.get(slug="northwind").navigator_columns == {}


def test_unknown_people_are_matched_manually_or_left_out(
    world: World,
) -> None:
    rows = ("Rep R.,private@example.com,5,,", "Ora,,10,,", "Nobody Here,,99,,")
    imported = upload_files(world, report(*rows), person="admin")
    client = world.signed_in("admin")
    answer(client, imported)
    imported = read_again(world, imported)
    assert imported.state == S.ASKING
    assert imported.found["strangers"] == ["private@example.com", "Ora", "Nobody Here"]
    wrong = answer(client, imported, **{"person-0": "x@example.com"})
    assert (wrong.status_code, "is no rep here" in wrong.content.decode()) == (422, True)
    answer(client, imported, **{"person-0": world.rep.email, "person-1": world.rep_other.email})
    apply_import(world, read_again(world, imported))
    with world.scope():
        assert known_by_day(world.rep)[2] == {"searches": 1}
        assert known_by_day(world.rep_other)[2] == {"searches": 2}
        assert Import.objects.get(pk=imported.pk).found["reps"] == 2
    assert not upload.folder_of(imported).exists()


def test_the_reports_ssi_becomes_a_reading_on_its_last_day(world: World) -> None:
    head = (
        "Email,Searches Performed,SSI,Establish your professional brand,Find the right people,"
        "Engage with insights,Build relationships\n"
    )
    imported = upload_files(
        world, report(f"{world.rep.email},5,40,10,10,10,10", head=head), person="admin"
    )
    answer(world.signed_in("admin"), imported)
    apply_import(world, read_again(world, imported))
    with world.scope():
        reading = OfficialReading.objects.of(world.rep).get()
        assert (reading.day, reading.total, reading.how) == (march_day(6), 40, "navigator")


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ({"first": "2026-03-06", "last": "2026-03-02"}, "before the first"),
        ({"first": "", "last": "2026-03-02"}, "required"),
        ({"first": "2026-02-30", "last": "2026-03-02"}, "valid date"),
    ],
)
def test_an_invalid_period_is_explained(
    world: World, period: dict[str, str], sentence: str
) -> None:
    imported = upload_files(world, report(f"Rep,{world.rep.email},5,7,1"), person="admin")
    refused = answer(world.signed_in("admin"), imported, **period)
    assert (refused.status_code, sentence in refused.content.decode()) == (422, True)


def test_a_period_without_working_days_is_explained_on_the_page(world: World) -> None:
    imported = upload_files(world, report(f"Rep,{world.rep.email},5,7,1"), person="admin")
    answer(world.signed_in("admin"), imported, first="2026-03-07", last="2026-03-08")
    failed = read_again(world, imported)
    assert (failed.state, "no working day" in failed.error) == (S.FAILED, True)
