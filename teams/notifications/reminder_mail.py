"""Text of reminder mails.

A reminder mentions only the rep's own day or week.
"""

from dataclasses import dataclass
from datetime import date

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from teams.base.formatting import WEEKDAYS, every_words
from teams.models import Organization, Reminder
from teams.notifications.mail import absolute_url, build_mail
from teams.notifications.unsubscribe import MailKind, Subscription


@dataclass(frozen=True)
class ReminderMail:
    """The contents of a reminder mail; `schedule` describes the schedule, `zone` its time zone."""

    to: str
    name: str
    day: date
    is_weekly: bool
    schedule: str
    zone: str
    link: str
    settings: str
    stop: str

    @property
    def day_words(self) -> str:
        """The date in words, such as `Friday 4 December`."""
        return f"{self.day:%A} {self.day.day} {self.day:%B}"

    @property
    def subject(self) -> str:
        if self.is_weekly:
            return "Your week: your LinkedIn score takes a minute"
        return f"{self.day_words}: ten seconds for your log"

    @property
    def text(self) -> str:
        return render_to_string("emails/reminder.txt", {"letter": self})

    @property
    def html(self) -> str:
        return render_to_string("emails/reminder.html", {"letter": self})

    def mail(self) -> EmailMultiAlternatives:
        """Returns the mail, ready to send."""
        return build_mail(
            to=self.to, subject=self.subject, text=self.text, html=self.html, stop=self.stop
        )


def build_reminder_mail(
    reminder: Reminder, organization: Organization, today: date
) -> ReminderMail:
    """Returns the reminder mail for a day; the rep must have a user account."""
    rep, is_weekly = reminder.rep, reminder.every == Reminder.Every.WEEK
    return ReminderMail(
        to=rep.user.email if rep.user else "",
        name=rep.user.name if rep.user else "",
        day=today,
        is_weekly=is_weekly,
        schedule=schedule_words(reminder),
        zone=rep.time_zone or organization.time_zone,
        link=absolute_url(reverse("reading") if is_weekly else reverse("log_day", args=[today])),
        settings=absolute_url(reverse("my_week")),
        stop=Subscription(MailKind.REMINDERS, (rep.pk,)).link,
    )


def schedule_words(reminder: Reminder) -> str:
    """Describes the schedule: `every working day at 17:00`, `every Friday at 09:00`."""
    is_daily = reminder.every == Reminder.Every.DAY
    day_name = "working day" if is_daily else WEEKDAYS[reminder.weekday]
    return every_words(day_name, reminder.hour)
