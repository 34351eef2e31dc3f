"""Reps' reminder settings: every working day or weekly, at an hour of their time zone."""

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Reminder, Rep
from teams.notifications.send_reminders import last_hour_begun

FRIDAY = 4


def reminder_of(rep: Rep) -> Reminder | None:
    """Returns the rep's reminder, or None for never."""
    reminder: Reminder | None = Reminder.objects.of(rep).first()
    return reminder


@transaction.atomic
def set_reminder(*, rep: Rep, every: str, hour: int, weekday: int = FRIDAY) -> Reminder:
    """Saves the rep's schedule; if today's hour has already begun, it starts the next time.

    Raises ValidationError for an invalid rhythm, hour or weekday, and for an erased rep.
    """
    rep.lock()
    if rep.erased_on:
        raise ValidationError("Nobody is here to be reminded.")
    reminder = reminder_of(rep) or Reminder(organization_id=rep.organization_id, rep=rep)
    reminder.every, reminder.hour, reminder.weekday = every, hour, weekday
    reminder.full_clean(exclude=["organization", "rep"])
    now = rep.now()
    if hour <= last_hour_begun(now):
        reminder.seen_on = max(reminder.seen_on or now.date(), now.date())
    reminder.save()
    return reminder


@transaction.atomic
def stop_reminder(*, rep: Rep) -> bool:
    """Deletes the reminder; returns False if there was none."""
    return bool(Reminder.objects.of(rep).delete()[0])
