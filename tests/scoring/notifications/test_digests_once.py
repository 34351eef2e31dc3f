"""Digests are sent exactly once a week, despite failures, killed workers and clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.test import override_settings

from scoring.notifications.send_digests import send_digests
from scoring.notifications.tasks import queue_notifications, send_notifications_of
from teams.models import Digest, Rep, Role, Sent, User
from teams.notifications.subscriptions import is_due, record_digest_week, record_message, week_of
from tests.scoring.daily.test_time_zones import LEAP_DAYS, ZONES, offset_changes
from tests.scoring.notifications.digest_world import (
    MONDAY,
    WEDNESDAY,
    address,
    create_team_scores,
    run_digests,
    subscribe_digest,
)
from tests.teams.notifications.test_reminder_clocks import local_tick_times
from tests.teams.notifications.test_reminders_once import FlakyBackend
from tests.world import FIRST_DAY, World


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{MONDAY}T08:00Z", tick=False):
        yield


@pytest.fixture
def server() -> Iterator[type[FlakyBackend]]:
    """A mail server that can be made to fail."""
    FlakyBackend.plan, FlakyBackend.is_down = [], False
    with override_settings(
        EMAIL_BACKEND="tests.teams.notifications.test_reminders_once.FlakyBackend"
    ):
        yield FlakyBackend
    FlakyBackend.plan, FlakyBackend.is_down = [], False


def subscribe_two_people(world: World) -> list[str]:
    """Subscribes two people at the same hour; returns their addresses."""
    create_team_scores(world)
    subscribe_digest(world)
    subscribe_digest(world, "admin")
    return [*address(world), *address(world, "admin")]


def test_only_the_first_claim_of_a_week_succeeds(world: World) -> None:
    once = partial(record_message, organization=world.organization, to="user-1", what="digest")
    assert [once(about="2026-W10") for _ in range(3)] == [True, False, False]
    assert once(about="2026-W11")


def test_repeated_ticks_and_tasks_send_one_digest(world: World) -> None:
    create_team_scores(world)
    subscribe_digest(world)
    mail.outbox.clear()
    with time_machine.travel(datetime(2026, 3, 4, 7, tzinfo=UTC), tick=False) as now:
        for _ in range(3):
            queue_notifications()
            send_notifications_of(world.organization.pk)
            send_notifications_of(world.contoso.pk)
            now.shift(timedelta(minutes=5))
    assert [each.to for each in mail.outbox] == [address(world)]


def test_a_worker_killed_between_mails_sends_no_digest_twice(
    world: World, server: type[FlakyBackend]
) -> None:
    everybody = subscribe_two_people(world)
    server.plan = [KeyboardInterrupt()]  # as when a time limit is exceeded
    with pytest.raises(KeyboardInterrupt):
        run_digests(world, WEDNESDAY)
    assert mail.outbox == []
    assert run_digests(world, WEDNESDAY, 7, 5) == everybody[1:]
    assert run_digests(world, WEDNESDAY, 7, 10) == []


def test_digests_wait_while_the_mail_server_is_down(
    world: World, server: type[FlakyBackend], caplog: pytest.LogCaptureFixture
) -> None:
    everybody = subscribe_two_people(world)
    server.is_down = True
    assert run_digests(world, WEDNESDAY) == []
    assert "Digests wait" in caplog.text and not Sent.objects.exists()
    server.is_down = False
    assert run_digests(world, WEDNESDAY, 7, 5) == everybody


def test_digests_left_when_time_runs_out_are_sent_next_time(world: World) -> None:
    everybody = subscribe_two_people(world)
    mail.outbox.clear()
    with time_machine.travel(f"{WEDNESDAY}T07:00Z", tick=False):
        time_left = iter([True, False])
        assert not send_digests(world.organization, in_time=lambda: next(time_left))
        assert send_digests(world.organization)
    assert [each.to[0] for each in mail.outbox] == everybody


def test_a_digest_missed_for_a_whole_day_is_skipped(world: World) -> None:
    create_team_scores(world)
    subscribe_digest(world)
    assert run_digests(world, WEDNESDAY + timedelta(days=1)) == []


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_the_week_is_due_once_through_every_clock_change(zone: str) -> None:
    for change in [*offset_changes(zone), *LEAP_DAYS]:
        times = list(local_tick_times(zone, change))
        whole = {now.date() for now in times} - {times[0].date(), times[-1].date()}
        for hour in (2, 23):
            for day in whole:
                digest = Digest(weekday=day.weekday(), hour=hour)
                due = [now for now in times if is_due(digest, now)]
                # The ledger lets one a week through; the first is due on the day itself.
                first = {week_of(now.date()): now for now in reversed(due)}
                assert first[week_of(day)].date() == day, (zone, change, hour)


@pytest.mark.slow
def test_forty_zones_get_one_digest_each_as_european_clocks_go_forward(world: World) -> None:
    create_team_scores(world)
    users = User.objects.bulk_create(User(email=f"{n}@zones.example") for n in range(len(ZONES)))
    make = {"organization": world.organization}
    Role.objects.bulk_create(
        Role(user=user, kind="manager", team=world.north, since=FIRST_DAY, **make) for user in users
    )
    Rep.objects.bulk_create(
        Rep(user=user, name=zone, email=user.email, time_zone=zone, **make)
        for user, zone in zip(users, ZONES, strict=True)
    )
    Digest.objects.bulk_create(
        Digest(user=user, weekday=6, hour=at % 24, **make) for at, user in enumerate(users)
    )
    mail.outbox.clear()
    with time_machine.travel(datetime(2026, 3, 28, tzinfo=UTC), tick=False) as now:
        for _ in range(72):
            assert send_digests(world.organization)
            now.shift(timedelta(hours=1))
    assert sorted(each.to[0] for each in mail.outbox) == sorted(user.email for user in users)
    sunday = date(2026, 3, 29)
    assert set(Sent.objects.values_list("about", flat=True)) == {week_of(sunday)}
    assert not record_digest_week(Digest.objects.all()[0], sunday)
