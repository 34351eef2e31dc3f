"""Subscribing to the digest on its page, and unsubscribing there or with one click."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core import signing
from django.test import Client

from teams.models import Digest
from teams.notifications.subscriptions import (
    digest_subscription,
    set_digest,
    stop_digest,
)
from teams.notifications.unsubscribe import SALT, MailKind, Subscription
from tests.scoring.notifications.digest_world import (
    MONDAY,
    subscribe_digest,
)
from tests.scoring.notifications.test_digests import send_digest
from tests.world import World


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{MONDAY}T08:00Z", tick=False):
        yield


def test_the_page_subscribes_shows_the_next_date_and_unsubscribes(world: World) -> None:
    client = world.signed_in("manager")
    form = {"every": "week", "weekday": "2", "hour": "8"}
    page = client.post("/watching/digest/", form, follow=True).content.decode()
    assert "Your digest comes every Wednesday at 08:00." in page
    assert "The next one comes on Wednesday 4 March." in page
    subscription = digest_subscription(world.users["manager"], world.organization)
    assert subscription and (subscription.weekday, subscription.hour) == (2, 8)
    assert "No more digests." in client.post("/watching/digest/", {}, follow=True).content.decode()
    assert not Digest.objects.exists()
    assert not stop_digest(user=world.users["manager"], organization=world.organization)


@pytest.mark.parametrize("said", [{"weekday": "7"}, {"hour": "24"}, {"every": "hour"}])
def test_an_invalid_time_is_refused(world: World, said: dict[str, str]) -> None:
    answer = world.signed_in("manager").post("/watching/digest/", {"every": "week"} | said)
    assert answer.status_code == 422 and "Select a valid choice" in answer.content.decode()
    assert not Digest.objects.exists()


def test_reps_have_no_digest_page(world: World) -> None:
    client = world.signed_in("rep")
    assert client.get("/watching/").status_code == 404
    assert client.post("/watching/digest/", {"every": "week"}).status_code == 404
    assert "What you are told" not in client.get("/log/").content.decode()
    assert "What you are told" in world.signed_in("manager").get("/teams/").content.decode()


def test_one_click_unsubscribe_stops_the_recipients_digest_only(world: World) -> None:
    letter, _, _ = send_digest(world)
    set_digest(user=world.users["admin"], organization=world.organization, weekday=1, hour=7)
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = (
        letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    )
    outside = Client(enforce_csrf_checks=True)
    for ask in (outside.get, outside.head):
        assert ask(path).status_code == 200
    assert Digest.objects.count() == 2
    page = outside.post(path, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200 and "No more digests" in page.content.decode()
    assert world.users["manager"].email not in page.content.decode()
    assert [each.user for each in Digest.objects.all()] == [world.users["admin"]]


def test_an_invalid_token_unsubscribes_no_one(world: World) -> None:
    subscribe_digest(world)
    pk = [world.users["manager"].pk, world.organization.pk]
    good = Subscription(MailKind.DIGEST, tuple(pk)).link.split("/")[-2]
    wrong = ["x", good[:-1], f"{good}x", signing.dumps(["digest", *pk]),
             signing.dumps(pk[0], salt="teams.reminders.stop"),
             signing.dumps(["digest", *pk], salt=f"{SALT}.other")]  # fmt: skip
    for token in wrong:
        for ask in (Client().get, Client().post):
            assert ask(f"/watching/stop/{token}/").status_code == 404
    assert Digest.objects.count() == 1
