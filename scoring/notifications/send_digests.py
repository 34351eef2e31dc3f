"""Sends weekly digests to users at the hour they chose, once a week.

Runs every few minutes. The week is claimed in the ledger (`Sent`) before the mail is built, so that
two beats, a duplicate message or a killed worker never send it twice; a mail that fails after the
claim is lost, and a missed day is skipped. What a user looks after is checked at that moment.
"""

from collections.abc import Callable

from scoring.notifications.digest import DigestMail, build_digest
from teams.access.viewer import viewer_of
from teams.base import clock
from teams.base.formatting import WEEKDAYS, every_words
from teams.models import Digest, Organization, Sent
from teams.notifications.mail import MailDownError, mail_server, send_mail
from teams.notifications.subscriptions import (
    DIGEST,
    is_due,
    recipient_key,
    record_digest_week,
    week_of,
    zones_of,
)

HasTimeLeft = Callable[[], bool]


def send_digests(organization: Organization, in_time: HasTimeLeft = lambda: True) -> bool:
    """Sends the digests that are due; False if time ran out first.

    If no mail server can be reached, nothing is claimed and the next call tries again.
    """
    due = _due(organization)
    if not due:
        return True
    try:
        with mail_server("digests") as server:
            for digest, zone in due:
                if not in_time():
                    return False
                today = clock.today_in(zone)
                if record_digest_week(digest, today) and (mail := _build_mail(digest, zone)):
                    send_mail(mail.mail(), server, "a digest")
    except MailDownError:
        return True
    return True


def _due(organization: Organization) -> list[tuple[Digest, str]]:
    """Digests that are due and not claimed for this week yet, each with its time zone."""
    zones = zones_of(organization)
    due = []
    for each in Digest.objects.select_related("user", "organization").order_by("pk"):
        zone = zones.get(each.user_id, organization.time_zone)
        now = clock.now_in(zone)
        if is_due(each, now):
            due.append((each, zone, week_of(now.date())))
    sent = set(
        Sent.objects.filter(what=DIGEST, about__in={week for *_, week in due})
        .order_by()
        .values_list("to", "about")
    )
    return [
        (each, zone) for each, zone, week in due if (recipient_key(each.user), week) not in sent
    ]


def _build_mail(digest: Digest, zone: str) -> DigestMail | None:
    """The digest's mail; None if the user looks after no team there any more."""
    viewer = viewer_of(digest.user, digest.organization_id)
    schedule = f"{every_words(WEEKDAYS[digest.weekday], digest.hour)} ({zone})"
    return build_digest(viewer, schedule) if viewer else None
