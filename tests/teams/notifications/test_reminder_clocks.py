"""Reminders at clock changes: an hour that is skipped or repeated still gives one mail."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from teams.models import Organization, Reminder, Rep, Role, User
from teams.notifications.send_reminders import last_hour_begun, remind_reps
from tests.scoring.daily.test_time_zones import HOUR, LEAP_DAYS, ZONES, offset_changes
from tests.slow import sample_cases
from tests.world import FIRST_DAY, World

TICKS_PER_HOUR = 4
ALL_WEEK = [["0001-01-01", "1234567"]]


def local_tick_times(zone: str, change: datetime) -> Iterator[datetime]:
    """Local times of the ticks, from two days before a clock change to two days after."""
    for at in range(-48 * TICKS_PER_HOUR, 48 * TICKS_PER_HOUR):
        yield (change + at * HOUR / TICKS_PER_HOUR).astimezone(ZoneInfo(zone))


@pytest.mark.parametrize("zone", sample_cases(ZONES, 8))
def test_every_hour_comes_once_per_local_date_through_every_clock_change(zone: str) -> None:
    for change in [*offset_changes(zone), *LEAP_DAYS]:
        times = list(local_tick_times(zone, change))
        begun = [(now, last_hour_begun(now)) for now in times]
        whole = {now.date() for now in times} - {times[0].date(), times[-1].date()}
        for hour in range(24):
            came = handled_by_day(begun, hour)
            assert whole <= came.keys(), (zone, change, hour)
            for day in whole:
                assert is_on_time(came[day], hour, zone), (zone, change, hour, came[day])


def handled_by_day(begun: list[tuple[datetime, int]], hour: int) -> dict[date, datetime]:
    """Local time by day at which the reminder of that hour is handled, once a day as in `claim`."""
    came: dict[date, datetime] = {}
    last = date.min
    for now, last_hour in begun:
        if hour <= last_hour and last < now.date():
            last = now.date()
            came[last] = now
    return came


def is_on_time(came: datetime, hour: int, zone: str) -> bool:
    """Whether it came at its hour; if that is skipped, at a later one, or at the end of the day."""
    if came.hour == hour:
        return True
    wall = datetime(came.year, came.month, came.day, hour, tzinfo=ZoneInfo(zone))
    is_there = wall.astimezone(UTC).astimezone(ZoneInfo(zone)).hour == hour
    return not is_there and (came.hour > hour or hour == 23)


@pytest.fixture
def everywhere(world: World) -> Organization:
    """Northwind with a rep in each of forty time zones, reminded daily at different hours."""
    organization = world.organization
    organization.working_weeks = ALL_WEEK
    organization.save()
    users = User.objects.bulk_create(User(email=f"{n}@zones.example") for n in range(len(ZONES)))
    with world.scope():
        Role.objects.bulk_create(
            Role(organization=organization, user=user, kind="rep", since=FIRST_DAY)
            for user in users
        )
        reps = Rep.objects.bulk_create(
            Rep(organization=organization, user=user, name=zone, email=user.email, time_zone=zone)
            for user, zone in zip(users, ZONES, strict=True)
        )
        Reminder.objects.bulk_create(
            Reminder(organization=organization, rep=rep, every="day", hour=at % 24)
            for at, rep in enumerate(reps)
        )
    return organization


@pytest.mark.slow
def test_forty_zones_get_one_mail_per_rep_and_date_when_european_clocks_change(
    everywhere: Organization, world: World
) -> None:
    since = datetime(2026, 3, 28, tzinfo=UTC)
    mail.outbox.clear()
    with world.scope(), time_machine.travel(since, tick=False) as now:
        for _ in range(48):
            assert remind_reps(everywhere)
            now.shift(timedelta(hours=1))
    for at, zone in enumerate(ZONES):
        # Each mail names its day: no day twice, and all full days in between.
        days = [m.subject.split(":")[0] for m in mail.outbox if m.to == [f"{at}@zones.example"]]
        local = {(since + timedelta(hours=n)).astimezone(ZoneInfo(zone)).date() for n in range(48)}
        whole = sorted(local)[1:-1] if len(local) > 2 else []
        names = {f"{day:%A} {day.day} {day:%B}" for day in whole}
        assert len(days) == len(set(days)), zone
        assert names <= set(days), zone
        assert len(days) in (1, 2, 3), zone
