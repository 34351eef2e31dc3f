"""Reminders where clocks are changed: an hour that is not there or there twice gives one mail."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from teams.models import Organization, Reminder, Rep, Role, User
from teams.reminding import hours_begun, remind
from tests.scoring.test_clocks import HOUR, LEAP_DAYS, ZONES, changes
from tests.slow import some
from tests.world import SINCE, World

BEATS_AN_HOUR = 4
ALL_WEEK = [["0001-01-01", "1234567"]]


def beats(zone: str, change: datetime) -> Iterator[datetime]:
    """The local time at each beat, for some days around a change of clocks."""
    for at in range(-48 * BEATS_AN_HOUR, 48 * BEATS_AN_HOUR):
        yield (change + at * HOUR / BEATS_AN_HOUR).astimezone(ZoneInfo(zone))


@pytest.mark.parametrize("zone", some(ZONES, 8))
def test_every_hour_comes_once_on_every_local_date_through_every_change(zone: str) -> None:
    for change in [*changes(zone), *LEAP_DAYS]:
        times = list(beats(zone, change))
        begun = [(now, hours_begun(now)) for now in times]
        whole = {now.date() for now in times} - {times[0].date(), times[-1].date()}
        for hour in range(24):
            came = looked_after(begun, hour)
            assert whole <= came.keys(), (zone, change, hour)
            for day in whole:
                assert on_time(came[day], hour, zone), (zone, change, hour, came[day])


def looked_after(begun: list[tuple[datetime, int]], hour: int) -> dict[date, datetime]:
    """When the reminder of that hour was looked after, by day: as the claim does, once a day."""
    came: dict[date, datetime] = {}
    last = date.min
    for now, last_hour in begun:
        if hour <= last_hour and last < now.date():
            last = now.date()
            came[last] = now
    return came


def on_time(came: datetime, hour: int, zone: str) -> bool:
    """At its hour; where that is not there, at the next, or at the day's last."""
    if came.hour == hour:
        return True
    wall = datetime(came.year, came.month, came.day, hour, tzinfo=ZoneInfo(zone))
    is_there = wall.astimezone(UTC).astimezone(ZoneInfo(zone)).hour == hour
    return not is_there and (came.hour > hour or hour == 23)


@pytest.fixture
def everywhere(world: World) -> Organization:
    """A rep in each of forty zones, reminded each day at an hour of their own."""
    organization = world.organization
    organization.working_weeks = ALL_WEEK
    organization.save()
    users = User.objects.bulk_create(User(email=f"{n}@zones.example") for n in range(len(ZONES)))
    with world.scope():
        Role.objects.bulk_create(
            Role(organization=organization, user=user, kind="rep", since=SINCE) for user in users
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
def test_forty_zones_get_a_mail_a_rep_and_local_date_while_europe_puts_clocks_forward(
    everywhere: Organization, world: World
) -> None:
    since = datetime(2026, 3, 28, tzinfo=UTC)
    mail.outbox.clear()
    with world.scope(), time_machine.travel(since, tick=False) as now:
        for _ in range(48):
            assert remind(everywhere)
            now.shift(timedelta(hours=1))
    for at, zone in enumerate(ZONES):
        # Each mail names its day: none twice, and the whole days in between all there.
        days = [m.subject.split(":")[0] for m in mail.outbox if m.to == [f"{at}@zones.example"]]
        local = {(since + timedelta(hours=n)).astimezone(ZoneInfo(zone)).date() for n in range(48)}
        whole = sorted(local)[1:-1] if len(local) > 2 else []
        names = {f"{day:%A} {day.day} {day:%B}" for day in whole}
        assert len(days) == len(set(days)), zone
        assert names <= set(days), zone
        assert len(days) in (1, 2, 3), zone
