"""One link stops any kind of mail, in mails of today and in those sent long ago."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from teams.models import Digest, Reminder, ReportSchedule, Watch
from teams.notifications.reminder_settings import set_reminder
from teams.notifications.subscriptions import set_digest
from teams.notifications.unsubscribe import MailKind, Subscription
from teams.reports.schedules import create_schedule
from tests.world import World

KINDS = list(MailKind)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
QUESTION_BY_KIND = {
    MailKind.DIGEST: "Stop the weekly digests?",
    MailKind.ALERTS: "Stop the alerts by mail?",
    MailKind.REMINDERS: "Stop the reminders?",
    MailKind.REPORT: "Stop this report?",
}
ANSWER_BY_KIND = {
    MailKind.DIGEST: "No more digests",
    MailKind.ALERTS: "No more alerts by mail",
    MailKind.REMINDERS: "No more reminders",
    MailKind.REPORT: "This report comes no more",
}
IS_SUBSCRIBED: dict[MailKind, Callable[[], bool]] = {
    MailKind.DIGEST: Digest.objects.exists,
    MailKind.ALERTS: lambda: Watch.objects.filter(by_mail=True).exists(),
    MailKind.REMINDERS: Reminder.objects.exists,
    MailKind.REPORT: ReportSchedule.objects.exists,
}


@pytest.fixture(autouse=True)
def _everything_is_wanted(world: World) -> Iterator[None]:
    admin, ours = world.users["admin"], world.organization
    with world.scope():
        set_digest(user=admin, organization=ours, weekday=1, hour=7)
        Watch.objects.create(organization=ours, user=admin, team=world.north, by_mail=True)
        set_reminder(rep=world.rep, every="day", hour=17)
        asked: dict[str, Any] = {"kind": "team", "pk": world.north.pk}
        create_schedule(user=admin, organization=ours, asked=asked, how={}, every="month")
        yield


def ids(world: World, mails: MailKind) -> tuple[int, ...]:
    user = world.users["admin"].pk
    if mails == MailKind.REMINDERS:
        return (world.rep.pk,)
    if mails == MailKind.REPORT:
        return (ReportSchedule.objects.get().pk, user)
    return (user, world.organization.pk)


def address(world: World, mails: MailKind) -> str:
    return Subscription(mails, ids(world, mails)).link.removeprefix(settings.SITE_URL)


def old_address(world: World, mails: MailKind) -> str:
    """As mails had it when each kind had a link and a view of its own."""
    about = ids(world, mails)
    if mails == MailKind.REMINDERS:
        token = signing.dumps(about[0], salt="teams.reminders.stop")
        return f"/reminders/stop/{token}/"
    if mails == MailKind.REPORT:
        token = signing.dumps(list(about), salt="teams.report_schedules.stop")
        return f"/progress/schedules/stop/{token}/"
    token = signing.dumps([str(mails), *about], salt="teams.telling.stop")
    return f"/watching/stop/{token}/"


def subscribed_kinds() -> set[MailKind]:
    return {mails for mails, is_wanted in IS_SUBSCRIBED.items() if is_wanted()}


@pytest.mark.parametrize("of", [address, old_address])
@pytest.mark.parametrize("mails", KINDS)
def test_the_link_asks_first_and_one_click_stops_its_mails_and_no_others(
    world: World, mails: MailKind, of: Callable[[World, MailKind], str]
) -> None:
    path, mail_program = of(world, mails), Client(enforce_csrf_checks=True)
    assert QUESTION_BY_KIND[mails] in mail_program.get(path).content.decode()
    assert subscribed_kinds() == set(KINDS)
    for _ in range(2):  # a second click changes nothing and says the same
        assert ANSWER_BY_KIND[mails] in mail_program.post(path, ONE_CLICK).content.decode()
        assert subscribed_kinds() == set(KINDS) - {mails}


@pytest.mark.parametrize("mails", KINDS)
def test_a_token_is_good_at_its_own_address_alone(world: World, mails: MailKind) -> None:
    for path in (address(world, mails), old_address(world, mails)):
        token = path.split("/")[-2]
        others = {each.place for each in KINDS} - {mails.place}
        for place in others:
            assert Client().post(f"/{place}/stop/{token}/").status_code == 404
    assert subscribed_kinds() == set(KINDS)


@pytest.mark.parametrize(
    ("place", "page"),
    [
        ("reminders", "on the page Your week"),
        ("watching", "on the page What you are told"),
        ("progress/schedules", "on the page What you are told"),
    ],
)
def test_a_link_that_was_cut_off_says_where_else_they_are_stopped(place: str, page: str) -> None:
    answer = Client().get(f"/{place}/stop/x/")
    assert answer.status_code == 404 and page in answer.content.decode()
