"""Each reminder is sent once, despite failures, killed workers, duplicate ticks and long runs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings

from teams.models import Reminder, Rep, Role, User
from teams.notifications.reminder_settings import set_reminder
from teams.notifications.send_reminders import BATCH_REMINDERS, remind_reps
from teams.notifications.tasks import queue_reminders, send_reminders_of
from tests.scoring.core.histories import day
from tests.teams.notifications.reminder_world import (
    MONDAY,
    WEDNESDAY,
    remind_daily,
    rep_addresses,
    run_reminders,
)
from tests.world import FIRST_DAY, World, add_rep


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{MONDAY}T08:00Z", tick=False):
        yield


# No duplicates ------------------------------------------------------------------------------------
def test_a_reminder_can_be_claimed_once_a_day(world: World) -> None:
    reminder = remind_daily(world)
    assert [Reminder.objects.claim([reminder.pk], WEDNESDAY) for _ in range(3)] == [1, 0, 0]
    assert Reminder.objects.claim([reminder.pk], day(58)) == 0  # an earlier day


class FlakyBackend(EmailBackend):
    """A mail backend that handles each message according to `plan`."""

    plan: list[BaseException | None] = []
    is_down = False

    def open(self) -> bool:
        if type(self).is_down:
            raise ConnectionRefusedError("nobody there")
        return True

    def send_messages(self, messages: Any) -> int:
        problem = self.plan.pop(0) if self.plan else None
        if problem:
            raise problem
        return super().send_messages(messages)


@pytest.fixture
def server() -> Iterator[type[FlakyBackend]]:
    """A mail backend that can be made to fail."""
    FlakyBackend.plan, FlakyBackend.is_down = [], False
    with override_settings(EMAIL_BACKEND=f"{__name__}.FlakyBackend"):
        from django.utils.module_loading import import_string  # noqa: PLC0415

        yield import_string(f"{__name__}.FlakyBackend")


def create_three_reps(world: World) -> list[str]:
    """Three reps with reminders; returns their addresses in the order of sending."""
    for name in ("Ann", "Ben"):
        user = User.objects.create_user(f"{name.lower()}@example.com", name=name)
        Role.objects.create(
            organization=world.organization, user=user, kind=Role.Kind.REP, since=FIRST_DAY
        )
        set_reminder(rep=add_rep(world.north, name, user), every="day", hour=17)
    remind_daily(world)
    return ["ann@example.com", "ben@example.com", *rep_addresses(world)]


def test_a_refused_mail_is_not_resent_and_the_others_are_sent(
    world: World, server: type[FlakyBackend], caplog: pytest.LogCaptureFixture
) -> None:
    everybody = create_three_reps(world)
    server.plan = [SMTPRecipientsRefused({})]
    assert run_reminders(world, WEDNESDAY) == everybody[1:]
    assert "refused by the mail server" in caplog.text
    assert run_reminders(world, WEDNESDAY, 18) == []


def test_a_disconnecting_mail_server_loses_one_mail_and_sends_none_twice(
    world: World, server: type[FlakyBackend], caplog: pytest.LogCaptureFixture
) -> None:
    everybody = create_three_reps(world)
    server.plan = [None, SMTPServerDisconnected("gone")]
    assert run_reminders(world, WEDNESDAY) == everybody[:1]
    assert "A reminder was lost" in caplog.text
    assert run_reminders(world, WEDNESDAY, 17, 5) == everybody[2:]
    assert run_reminders(world, WEDNESDAY, 17, 10) == []


def test_reminders_are_not_claimed_while_the_mail_server_is_down(
    world: World, server: type[FlakyBackend], caplog: pytest.LogCaptureFixture
) -> None:
    remind_daily(world)
    server.is_down = True
    assert run_reminders(world, WEDNESDAY) == []
    assert "Reminders wait" in caplog.text
    server.is_down = False
    assert run_reminders(world, WEDNESDAY, 17, 5) == rep_addresses(world)


def test_a_killed_worker_sends_no_reminder_twice(world: World, server: type[FlakyBackend]) -> None:
    everybody = create_three_reps(world)
    server.plan = [None, KeyboardInterrupt()]  # like a time limit that has expired
    with pytest.raises(KeyboardInterrupt):
        run_reminders(world, WEDNESDAY)
    assert [each.to[0] for each in mail.outbox] == everybody[:1]
    assert run_reminders(world, WEDNESDAY, 17, 5) == everybody[2:]


# Large organisations ------------------------------------------------------------------------------
def create_many_reps(world: World, number: int) -> None:
    organization = world.organization
    users = User.objects.bulk_create(User(email=f"u{n}@example.com") for n in range(number))
    Role.objects.bulk_create(
        Role(organization=organization, user=user, kind="rep", since=FIRST_DAY) for user in users
    )
    reps = Rep.objects.bulk_create(
        Rep(organization=organization, user=user, name=user.email, email=user.email)
        for user in users
    )
    Reminder.objects.bulk_create(
        Reminder(organization=organization, rep=rep, every="day", hour=17) for rep in reps
    )


def test_each_of_many_reps_gets_one_reminder(world: World) -> None:
    create_many_reps(world, 2 * BATCH_REMINDERS + 50)
    sent = run_reminders(world, WEDNESDAY)
    assert len(sent) == len(set(sent)) == 2 * BATCH_REMINDERS + 50
    assert run_reminders(world, WEDNESDAY, 17, 5) == []


def test_reminders_left_when_time_runs_out_are_sent_next_time(world: World) -> None:
    create_many_reps(world, 5)
    mail.outbox.clear()
    with time_machine.travel(f"{WEDNESDAY}T17:00Z", tick=False):
        time_left = iter([True, True, True, True, False, False])
        assert not remind_reps(world.organization, has_time=lambda: next(time_left))
        assert len(mail.outbox) == 3
        assert remind_reps(world.organization)
    assert len({each.to[0] for each in mail.outbox}) == len(mail.outbox) == 5


def test_handled_reminders_are_no_longer_waiting(world: World) -> None:
    create_many_reps(world, 20)
    with time_machine.travel(f"{WEDNESDAY}T17:00Z", tick=False):
        assert remind_reps(world.organization)
        assert list(Reminder.objects.waiting(WEDNESDAY, 17)) == []


def test_duplicate_ticks_send_one_reminder(world: World) -> None:
    remind_daily(world)
    mail.outbox.clear()
    with time_machine.travel(datetime(2026, 3, 4, 17, tzinfo=UTC), tick=False) as now:
        for _ in range(3):
            queue_reminders()
            send_reminders_of(world.organization.pk)
            send_reminders_of(world.contoso.pk)
            now.shift(timedelta(minutes=5))
    assert [each.to for each in mail.outbox] == [rep_addresses(world)]
