"""The link that stops reminders: it asks first, needs nobody signed in, and tells nothing."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from teams.models import Reminder
from teams.notifications.unsubscribe import REMINDER_SALT, Mails, Subscription
from teams.reminders import reminder_of, set_reminder
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
    """As it stands in the rep's mail."""
    return Subscription(Mails.REMINDERS, (world.rep.pk,)).link.removeprefix(settings.SITE_URL)


def outside() -> Client:
    """A browser, or a mail program, in which nobody signed in and that keeps no cookies."""
    return Client(enforce_csrf_checks=True)


def test_to_open_it_stops_nothing(world: World, link: str) -> None:
    for answer in (outside().get(link), outside().head(link), world.signed_in("rep").get(link)):
        assert answer.status_code == 200
    assert "Stop the reminders?" in outside().get(link).content.decode()
    assert Reminder.objects.count() == 2


def test_a_mail_program_stops_it_with_one_click_and_again_changes_nothing(
    world: World, link: str
) -> None:
    for _ in range(2):
        answer = outside().post(link, ONE_CLICK)
        assert answer.status_code == 200 and "No more reminders" in answer.content.decode()
    assert reminder_of(world.rep) is None and reminder_of(world.rep_other)


def test_the_button_of_the_page_does_it_whoever_is_signed_in(world: World, link: str) -> None:
    assert world.signed_in("outsider").post(link).status_code == 200
    assert reminder_of(world.rep) is None


def test_it_can_be_turned_on_again(world: World, link: str) -> None:
    outside().post(link)
    answer = world.signed_in("rep").post("/me/week/reminder/", {"every": "day", "hour": "9"})
    assert answer.status_code == 302 and reminder_of(world.rep)


def test_every_token_that_is_nobodys_gets_the_same_answer_and_stops_nothing(
    world: World, link: str
) -> None:
    good = link.split("/")[-2]
    wrong = [
        "x", "1", good[:-1], f"{good}x", good.swapcase(), good.replace(":", ";"),
        signing.dumps(world.rep.pk), signing.dumps(world.rep.pk, salt=f"{REMINDER_SALT}.other"),
    ]  # fmt: skip
    bodies = set()
    for token in wrong:
        for ask in (outside().get, outside().post):
            answer = ask(f"/reminders/stop/{token}/")
            assert answer.status_code == 404
            bodies.add(re.sub(r'(csrfmiddlewaretoken" value=|value=)"[^"]*', "",
                              answer.content.decode()))  # fmt: skip
    assert len(bodies) == 1
    assert Reminder.objects.count() == 2


def test_the_page_says_nothing_of_whose_it_is(world: World, link: str) -> None:
    for page in (outside().get(link), outside().post(link)):
        said = page.content.decode()
        for name in (world.rep.name, world.rep.email, world.organization.name, "17:00"):
            assert name not in said


def test_other_methods_are_refused(link: str) -> None:
    assert [outside().generic(m, link).status_code for m in ("PUT", "DELETE", "PATCH")] == [405] * 3
