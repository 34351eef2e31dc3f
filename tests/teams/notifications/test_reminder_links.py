"""Unsubscribe links in reminder mails: ask for confirmation, need no sign-in, reveal nothing."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from teams.models import Reminder
from teams.notifications.reminder_settings import reminder_of, set_reminder
from teams.notifications.unsubscribe import REMINDER_SALT, MailKind, Subscription
from tests.world import World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        for rep in (world.rep, world.rep_other):
            set_reminder(rep=rep, every="day", hour=17)
        yield


@pytest.fixture
def link(world: World) -> str:
    """The unsubscribe link in the rep's mail."""
    return Subscription(MailKind.REMINDERS, (world.rep.pk,)).link.removeprefix(settings.SITE_URL)


def anonymous_client() -> Client:
    """A browser or mail client that is not signed in and keeps no cookies."""
    return Client(enforce_csrf_checks=True)


def test_opening_the_link_stops_nothing(world: World, link: str) -> None:
    for answer in (
        anonymous_client().get(link),
        anonymous_client().head(link),
        world.signed_in("rep").get(link),
    ):
        assert answer.status_code == 200
    assert "Stop the reminders?" in anonymous_client().get(link).content.decode()
    assert Reminder.objects.count() == 2


def test_one_click_unsubscribe_works_and_repeating_it_changes_nothing(
    world: World, link: str
) -> None:
    for _ in range(2):
        answer = anonymous_client().post(link, ONE_CLICK)
        assert answer.status_code == 200 and "No more reminders" in answer.content.decode()
    assert reminder_of(world.rep) is None and reminder_of(world.rep_other)


def test_the_button_unsubscribes_whichever_user_is_signed_in(world: World, link: str) -> None:
    assert world.signed_in("outsider").post(link).status_code == 200
    assert reminder_of(world.rep) is None


def test_a_stopped_reminder_can_be_turned_on_again(world: World, link: str) -> None:
    anonymous_client().post(link)
    answer = world.signed_in("rep").post("/me/week/reminder/", {"every": "day", "hour": "9"})
    assert answer.status_code == 302 and reminder_of(world.rep)


def test_all_invalid_tokens_get_one_answer_and_stop_nothing(world: World, link: str) -> None:
    good = link.split("/")[-2]
    wrong = [
        "x", "1", good[:-1], f"{good}x", good.swapcase(), good.replace(":", ";"),
        signing.dumps(world.rep.pk), signing.dumps(world.rep.pk, salt=f"{REMINDER_SALT}.other"),
    ]  # fmt: skip
    bodies = set()
    for token in wrong:
        for ask in (anonymous_client().get, anonymous_client().post):
            answer = ask(f"/reminders/stop/{token}/")
            assert answer.status_code == 404
            bodies.add(re.sub(r'(csrfmiddlewaretoken" value=|value=)"[^"]*', "",
                              answer.content.decode()))  # fmt: skip
    assert len(bodies) == 1
    assert Reminder.objects.count() == 2


def test_the_unsubscribe_page_does_not_reveal_the_rep(world: World, link: str) -> None:
    for page in (anonymous_client().get(link), anonymous_client().post(link)):
        said = page.content.decode()
        for name in (world.rep.name, world.rep.email, world.organization.name, "17:00"):
            assert name not in said


def test_other_methods_are_refused_by_the_unsubscribe_page(link: str) -> None:
    assert [
        anonymous_client().generic(m, link).status_code for m in ("PUT", "DELETE", "PATCH")
    ] == [405] * 3
