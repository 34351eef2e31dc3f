"""Helpers for reminder tests: sets reminders and sends those due at a given time."""

from datetime import date

import time_machine
from django.core import mail

from teams.models import Reminder
from teams.notifications.reminder_settings import set_reminder
from teams.notifications.send_reminders import remind_reps
from tests.scoring.core.histories import day
from tests.world import World

MONDAY = day(57)  # 2 March 2026
WEDNESDAY, FRIDAY, SATURDAY = day(59), day(61), day(62)


def run_reminders(world: World, when: date, hour: int = 17, minute: int = 0) -> list[str]:
    """Sends the reminders due at this time in UTC; returns the recipients."""
    mail.outbox.clear()
    with time_machine.travel(f"{when}T{hour:02}:{minute:02}Z", tick=False):
        assert remind_reps(world.organization)
    return [address for letter in mail.outbox for address in letter.to]


def remind_daily(world: World, hour: int = 17) -> Reminder:
    return set_reminder(rep=world.rep, every="day", hour=hour)


def remind_weekly(world: World, hour: int = 17, weekday: int = 4) -> Reminder:
    return set_reminder(rep=world.rep, every="week", hour=hour, weekday=weekday)


def rep_addresses(world: World) -> list[str]:
    return [world.users["rep"].email]
