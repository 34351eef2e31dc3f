"""Sends weekly digests to users whose hour has come, once a week.

Runs every few minutes. The week is claimed in the ledger (`Sent`) before the mail is made, so that
two beats, a doubled message or a killed worker never send a second one; a mail that fails after the
claim is lost, and a missed day is skipped. What a user looks after is checked at that moment.
"""

from collections.abc import Callable

from scoring.notifications.digest import DigestMail as Letter
from scoring.notifications.digest import build_digest
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
            for chosen, zone in due:
                if not in_time():
                    return False
                today = clock.today_in(zone)
                if record_digest_week(chosen, today) and (found := _build_mail(chosen, zone)):
                    send_mail(found.mail(), server, "a digest")
    except MailDownError:
        return True
    return True


def _due(organization: Organization) -> list[tuple[Digest, str]]:
    """Digests whose hour has come and whose week is not claimed yet, each with its time zone."""
    zones = zones_of(organization)
    found = []
    for each in Digest.objects.select_related("user", "organization").order_by("pk"):
        zone = zones.get(each.user_id, organization.time_zone)
        now = clock.now_in(zone)
        if is_due(each, now):
            found.append((each, zone, week_of(now.date())))
    told = set(
        Sent.objects.filter(what=DIGEST, about__in={week for *_, week in found})
        .order_by()
        .values_list("to", "about")
    )
    return [
        (each, zone) for each, zone, week in found if (recipient_key(each.user), week) not in told
    ]


def _build_mail(chosen: Digest, zone: str) -> Letter | None:
    """The digest's mail; None if the user no longer looks after anybody there."""
    viewer = viewer_of(chosen.user, chosen.organization_id)
    asked = f"{every_words(WEEKDAYS[chosen.weekday], chosen.hour)} ({zone})"
    return build_digest(viewer, asked) if viewer else None
