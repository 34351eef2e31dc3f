"""Unsubscribe links in mails; they work without sign-in.

Its token names one kind of mail to one person. It is signed and good for nothing else, until the
secret key changes. The address says where these mails are chosen, and token and address must agree.
"""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.core import signing
from django.urls import reverse
from django_scopes import scopes_disabled

from teams.models import Digest, Reminder, ReportSchedule, Watch
from teams.notifications.mail import absolute_url

# Salts of links in mails already sent, which stay good; new links use the first.
SALT: Final = "teams.telling.stop"
REMINDER_SALT: Final = "teams.reminders.stop"
REPORT_SALT: Final = "teams.report_schedules.stop"


class MailKind(StrEnum):
    """Kinds of mail that a link can stop."""

    DIGEST = "digest"
    ALERTS = "alerts"
    REMINDERS = "reminders"
    REPORT = "report"

    @property
    def place(self) -> str:
        """The first part of the address, before `stop/`."""
        return PLACES[self]


PLACES: Final = {
    MailKind.DIGEST: "watching",
    MailKind.ALERTS: "watching",
    MailKind.REMINDERS: "reminders",
    MailKind.REPORT: "progress/schedules",
}


@dataclass(frozen=True)
class Subscription:
    """Mails to one person.

    `ids` are those of user and organisation (digest, alerts), rep (reminders), or schedule and user
    (report).
    """

    mails: MailKind
    ids: tuple[int, ...]

    @property
    def link(self) -> str:
        """The absolute address to put into the mail."""
        token = signing.dumps([self.mails, *self.ids], salt=SALT)
        return absolute_url(
            reverse("unsubscribe", kwargs={"place": self.mails.place, "token": token})
        )

    def stop(self) -> None:
        """Stops them; nothing happens if they were stopped before."""
        with scopes_disabled():
            match self.mails:
                case MailKind.DIGEST:
                    Digest.objects.filter(**self._named("user", "organization")).delete()
                case MailKind.ALERTS:
                    watches = Watch.objects.filter(**self._named("user", "organization"))
                    watches.update(by_mail=False)
                case MailKind.REMINDERS:
                    Reminder.objects.filter(**self._named("rep")).delete()
                case MailKind.REPORT:
                    ReportSchedule.objects.filter(**self._named("pk", "by")).delete()

    def _named(self, *names: str) -> dict[str, int]:
        return dict(zip(names, self.ids, strict=True))


def find_subscription(place: str, token: str) -> Subscription | None:
    """The mails that this address stops; None if the token is not one of ours."""
    for salt in (SALT, REMINDER_SALT, REPORT_SALT):
        with suppress(signing.BadSignature):
            subscription = _read(salt, signing.loads(token, salt=salt))
            return subscription if subscription.mails.place == place else None
    return None


def _read(salt: str, payload: Any) -> Subscription:
    if salt == REMINDER_SALT:
        return Subscription(MailKind.REMINDERS, (payload,))
    if salt == REPORT_SALT:
        return Subscription(MailKind.REPORT, tuple(payload))
    mails, *ids = payload
    return Subscription(MailKind(mails), tuple(ids))
