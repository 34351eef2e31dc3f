"""Reminders as reps choose them: every working day or once a week, at an hour of their clock."""

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Reminder, Rep
from teams.reminding import hours_begun

FRIDAY = 4


def reminder_of(rep: Rep) -> Reminder | None:
    """What the rep has chosen; None: never."""
    found: Reminder | None = Reminder.objects.of(rep).first()
    return found


@transaction.atomic
def set_reminder(*, rep: Rep, every: str, hour: int, weekday: int = FRIDAY) -> Reminder:
    """Reminds the rep from the next time on that hour comes; one that has begun is let be.

    Raises ValidationError for what is no rhythm, hour or weekday, and of who was erased.
    """
    rep.hold()
    if rep.erased_on:
        raise ValidationError("Nobody is here to be reminded.")
    reminder = reminder_of(rep) or Reminder(organization_id=rep.organization_id, rep=rep)
    reminder.every, reminder.hour, reminder.weekday = every, hour, weekday
    reminder.full_clean(exclude=["organization", "rep"])
    now = rep.now()
    if hour <= hours_begun(now):
        reminder.seen_on = max(reminder.seen_on or now.date(), now.date())
    reminder.save()
    return reminder


@transaction.atomic
def stop_reminder(*, rep: Rep) -> bool:
    """No mails any more; False where there were none."""
    return bool(Reminder.objects.of(rep).delete()[0])
