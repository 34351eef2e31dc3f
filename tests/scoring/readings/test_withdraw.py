"""Withdrawing a LinkedIn score: removed from the score, kept in the audit log, restorable."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from teams.facts.retention import delete_facts
from teams.models import AuditEntry, OfficialReading
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through
from tests.scoring.readings.test_history import CLOSE, TODAY, create_scores, load_history, page
from tests.world import World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def withdraw(client: Client, number: int, **more: Any) -> Any:
    return client.post(f"/reading/history/{day(number)}/withdraw/", **more)


def test_a_withdrawn_reading_no_longer_counts_and_is_audited(world: World) -> None:
    create_scores(world)
    client = world.signed_in("rep")
    assert withdraw(client, 52).headers["Location"] == "/reading/history/"
    text = page(world, client=client)
    assert "60.0 of 25 February withdrawn; the audit log keeps it." in text
    assert text.count("Withdraw the number") == 1
    with world.scope():
        world.rep.refresh_from_db()
        assert world.rep.changed_from == day(52)
        assert AuditEntry.objects.filter(rep=world.rep).latest("pk").details["brand"] == 15
    me = client.get(f"/reps/{world.rep.pk}/").content.decode()
    assert "LinkedIn score 40 on 31 January" in me


def test_undo_restores_the_reading(world: World) -> None:
    create_scores(world)
    client = world.signed_in("rep")
    with world.scope():
        stored = OfficialReading.objects.of(world.rep).get(day=day(52))
    withdraw(client, 52)
    token = page(world, client=client).split('name="said" value="')[1].split('"')[0]
    assert client.post("/reading/history/restore/", {"said": token}).status_code == 302
    with world.scope():
        again = OfficialReading.objects.of(world.rep).get(day=day(52))
    assert (again.pillars, again.how) == (stored.pillars, stored.how)
    assert again.entered_by == world.users["rep"]


def test_undo_is_offered_once_and_refuses_forged_values(world: World) -> None:
    create_scores(world)
    client = world.signed_in("rep")
    withdraw(client, 52)
    token = page(world, client=client).split('name="said" value="')[1].split('"')[0]
    assert "Undo" not in page(world, client=client)
    other = world.signed_in("rep_other")
    for browser, said in ((client, ""), (client, token[:-2]), (other, token)):
        answer = browser.post("/reading/history/restore/", {"said": said}, follow=True)
        assert "It can’t be put back any more" in answer.content.decode()
    with time_machine.travel(f"{day(TODAY)}T14:00Z", tick=False):
        client.post("/reading/history/restore/", {"said": token})
    with world.scope():
        assert OfficialReading.objects.count() == 1


def test_a_missing_reading_cannot_be_withdrawn(world: World) -> None:
    create_scores(world)
    assert withdraw(world.signed_in("rep"), 51).status_code == 404
    assert world.signed_in("rep").get(f"/reading/history/{day(52)}/withdraw/").status_code == 405


def test_a_reading_before_the_retention_limit_cannot_be_restored(world: World) -> None:
    create_scores(world)
    client = world.signed_in("rep")
    withdraw(client, 27)
    token = page(world, client=client).split('name="said" value="')[1].split('"')[0]
    with world.scope():
        close_through(world.organization, CLOSE)
        delete_facts(organization=world.organization, reps=[world.rep.pk], before=day(28))
    client.post("/reading/history/restore/", {"said": token})
    assert [each.reading.day for each in load_history(world).entries] == [day(52)]
