"""Sending due reminders to reps who have logged nothing.

Runs every few minutes. Each reminder is handled once a day, at the first run after its hour: its
row is claimed before the mail is sent, so that two schedulers, a repeated message or a killed
worker never send a second one. What fails after the claim is lost, and a missed day is skipped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from teams.base import clock
from teams.models import DailyLog, OfficialReading, Organization, Reminder, Role, WeeklyCard
from teams.notifications.mail import MailDownError, mail_server, send_mail
from teams.notifications.reminder_mail import build_reminder_mail

BATCH_REMINDERS = 100  # reminders per batch
HOUR = timedelta(hours=1)
InTime = Callable[[], bool]


def last_hour_begun(now: datetime) -> int:
    """Returns the last local hour that has begun today; 23 throughout the day's last hour.

    When clocks go forward across midnight, hour 23 does not occur, and the last hour stands for it.
    """
    in_an_hour = (now.astimezone(UTC) + HOUR).astimezone(now.tzinfo)
    return now.hour if in_an_hour.date() == now.date() else 23


def remind_reps(organization: Organization, has_time: InTime = lambda: True) -> bool:
    """Sends all due reminders; returns False if it ran out of time.

    Without a mail server no reminder is claimed: the next run tries again.
    """
    try:
        zones = sorted(Reminder.objects.zones(organization))
        return all(_send_in_zone(organization, zone, has_time) for zone in zones)
    except MailDownError:
        return True


def _send_in_zone(organization: Organization, zone: str, has_time: InTime) -> bool:
    """Handles due reminders in batches; those already handled are not selected again."""
    while has_time():
        now = clock.now_in(zone)
        due = Reminder.objects.in_zone(organization, zone)
        due = due.waiting(now.date(), last_hour_begun(now)).select_related("rep__user")
        batch = list(due.order_by("pk")[:BATCH_REMINDERS])
        if not batch:
            return True
        _send_batch(organization, batch, now.date(), has_time)
    return False


def _send_batch(
    organization: Organization, reminders: Sequence[Reminder], today: date, has_time: InTime
) -> None:
    status = _load_batch_status(organization, reminders, today)
    needed = [each for each in reminders if status.wants(each)]
    skipped = [each.pk for each in reminders if each not in needed]
    Reminder.objects.claim(skipped, today)
    if not needed:
        return
    with mail_server("reminders") as server:
        for reminder in needed:
            if not has_time():
                return
            mail = build_reminder_mail(reminder, organization, today).mail()
            if Reminder.objects.claim([reminder.pk], today):
                send_mail(mail, server, "a reminder")


@dataclass(frozen=True)
class _BatchStatus:
    """What is known of a batch of reps today and this week, and who can still sign in."""

    is_working_day: bool
    active: frozenset[int]
    off: frozenset[int]
    known_today: frozenset[int]
    known_this_week: frozenset[int]

    def wants(self, reminder: Reminder) -> bool:
        """Whether a mail has to be sent."""
        rep = reminder.rep_id
        if rep not in self.active or rep in self.off:
            return False
        if reminder.every == Reminder.Every.DAY:
            return self.is_working_day and rep not in self.known_today
        return rep not in self.known_this_week


def _load_batch_status(
    organization: Organization, reminders: Sequence[Reminder], today: date
) -> _BatchStatus:
    reps = [each.rep_id for each in reminders]
    monday = today - timedelta(days=today.weekday())
    logs = DailyLog.objects.between(monday, today).filter(rep__in=reps)
    known = _ids(logs.with_known_inputs(), "rep", "day")
    readings = OfficialReading.objects.between(monday, today).filter(rep__in=reps)
    cards = WeeklyCard.objects.until(today).filter(rep__in=reps, day__gte=monday)
    return _BatchStatus(
        is_working_day=organization.works_on(today),
        active=_active_reps(organization, reminders),
        off=frozenset(rep for (rep,) in _ids(logs.filter(day=today, off=True), "rep")),
        known_today=frozenset(rep for rep, day in known if day == today),
        known_this_week=frozenset(
            rep for rep, *_ in known | _ids(readings, "rep") | _ids(cards, "rep")
        ),
    )


def _active_reps(organization: Organization, reminders: Sequence[Reminder]) -> frozenset[int]:
    """Returns ids of reps with an active account who still hold the role of a rep."""
    users = {each.rep.user_id: each.rep_id for each in reminders if each.rep.user_id}
    active = {each.rep.user_id for each in reminders if each.rep.user and each.rep.user.is_active}
    roles = Role.objects.filter(organization=organization, kind=Role.Kind.REP, user__in=active)
    today = organization.today()
    return frozenset(users[role.user_id] for role in roles if role.held_on(today))


def _ids(rows: Any, *fields: str) -> set[tuple[Any, ...]]:
    return set(rows.order_by().values_list(*fields))
