"""What a reminder's mail says, how it leaves, and the link in it that stops the next ones.

It speaks of the rep's own day or week and of nobody else.
"""

import logging
from calendar import day_name
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from teams.models import Organization, Reminder

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds a mail server may be silent for
SALT = "teams.reminders.stop"
REFUSED = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)  # this letter; others may go


class MailDownError(Exception):
    """The mail server can't be reached: no other letter would leave either."""


@dataclass(frozen=True)
class ReminderLetter:
    """A reminder's mail; `asked` says what was asked for, `zone` by whose clock."""

    to: str
    name: str
    day: date
    is_weekly: bool
    asked: str
    zone: str
    link: str
    settings: str
    stop: str

    @property
    def day_words(self) -> str:
        """`Friday 4 December`."""
        return f"{self.day:%A} {self.day.day} {self.day:%B}"

    @property
    def subject(self) -> str:
        if self.is_weekly:
            return "Your week: LinkedIn’s number takes a minute"
        return f"{self.day_words}: ten seconds for your log"

    @property
    def text(self) -> str:
        return render_to_string("emails/reminder.txt", {"letter": self})

    @property
    def html(self) -> str:
        return render_to_string("emails/reminder.html", {"letter": self})

    def mail(self) -> EmailMultiAlternatives:
        """A program wrote it (RFC 3834); a mail program may stop it with one click (RFC 8058)."""
        headers = {
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{self.stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        mail = EmailMultiAlternatives(self.subject, self.text, to=[self.to], headers=headers)
        mail.attach_alternative(self.html, "text/html")
        return mail


def letter_of(reminder: Reminder, organization: Organization, today: date) -> ReminderLetter:
    """The mail for that day; the rep has a user."""
    rep, is_weekly = reminder.rep, reminder.every == Reminder.Every.WEEK
    return ReminderLetter(
        to=rep.user.email if rep.user else "",
        name=rep.user.name if rep.user else "",
        day=today,
        is_weekly=is_weekly,
        asked=words_of(reminder),
        zone=rep.time_zone or organization.time_zone,
        link=_absolute(reverse("reading") if is_weekly else reverse("log_day", args=[today])),
        settings=_absolute(reverse("my_week")),
        stop=_absolute(reverse("stop_reminders", args=[stop_token(reminder)])),
    )


def words_of(reminder: Reminder) -> str:
    """`every working day at 17:00`, `every Friday at 09:00`."""
    often = reminder.every == Reminder.Every.DAY
    when = "working day" if often else day_name[reminder.weekday]
    return f"every {when} at {reminder.hour:02}:00"


def _absolute(path: str) -> str:
    """A worker has no request to take the host from."""
    return f"{settings.SITE_URL}{path}"


# The link that stops them -------------------------------------------------------------------------


def stop_token(reminder: Reminder) -> str:
    """Says whose reminders are to stop; good for that and nothing else, until the key changes."""
    return signing.dumps(reminder.rep_id, salt=SALT)


def rep_stopping(token: str) -> int | None:
    """The id of the rep whose token it is; None where it is nobody's."""
    try:
        found: int = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return found


# How it leaves ------------------------------------------------------------------------------------


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend]:
    """One connection for some letters. Raises MailDownError where there is none."""
    server = get_connection(timeout=PATIENCE)
    try:
        server.open()
    except OSError as error:
        log.warning("Reminders wait: the mail server can't be reached (%s).", error)
        raise MailDownError from error
    try:
        yield server
    finally:
        with suppress(OSError):
            server.close()


def post(mail: EmailMultiAlternatives, server: BaseEmailBackend) -> None:
    """Sends it, once: what the server refuses is logged. Raises MailDownError where it is gone."""
    try:
        server.send_messages([mail])
    except REFUSED:
        log.warning("A reminder was refused by the mail server.", exc_info=True)
    except OSError as error:
        log.warning("A reminder was lost: the mail server is gone.", exc_info=True)
        raise MailDownError from error
