"""Rules for alerts on their page, and unsubscribing with one click."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.test import Client

from teams.models import User, Watch
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through
from tests.scoring.notifications.test_alerts import (
    CLOSE,
    make_rep_slip,
    run_alerts,
    subscribe_alerts,
)
from tests.world import World


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T06:00Z", tick=False):
        yield


def test_the_page_sets_and_clears_rules_per_team(world: World) -> None:
    client = world.signed_in("manager")
    field = f"rules_{world.north.pk}"
    page = client.post(
        "/watching/alerts/", {field: ["drop", "waiting"], "by_mail": "on"}, follow=True
    ).content.decode()
    assert "you are told after the close" in page and page.count("checked") == 4
    (watch,) = Watch.objects.all()
    assert (watch.team, watch.milestone, watch.drop, watch.waiting) == (
        world.north, False, True, True
    )  # fmt: skip
    assert "No alerts." in client.post("/watching/alerts/", {}, follow=True).content.decode()
    assert not Watch.objects.exists()


def test_a_team_the_user_does_not_look_after_cannot_be_watched(world: World) -> None:
    client = world.signed_in("manager")
    field = f"rules_{world.south.pk}"
    assert field not in client.get("/watching/").content.decode()
    client.post("/watching/alerts/", {field: ["drop"], "by_mail": "on"})
    assert not Watch.objects.exists()


def test_one_click_unsubscribe_stops_mails_and_keeps_the_rules(world: World) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    subscribe_alerts(world, person="admin")
    close_through(world.organization, CLOSE)
    run_alerts(world)
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    page = Client(enforce_csrf_checks=True).post(
        stop.removeprefix("http://127.0.0.1:8000"), {"List-Unsubscribe": "One-Click"}
    )
    assert "No more alerts by mail" in page.content.decode()
    by_mail = {each.user: each.by_mail for each in Watch.objects.all()}
    assert sorted(by_mail.values()) == [False, True]
    assert User.objects.get(email=mail.outbox[0].to[0]) in [
        user for user, on in by_mail.items() if not on
    ]
