"""Digest subscriptions, and the log of sent messages that prevents sending twice."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from teams.base import clock
from teams.models import Digest, Organization, Rep, Sent, User
from teams.notifications.send_reminders import last_hour_begun

DIGEST = "digest"
ALERTS_EVALUATED = "looked"  # a team's alerts were evaluated up to that close
RECORD_LIFETIME = timedelta(days=396)  # 13 months
MONDAY, MORNING = 0, 7


def record_message(*, organization: Organization, to: str, what: str, about: str) -> bool:
    """Records a message before it is sent; returns False if it was already recorded.

    Of two concurrent claims one returns False: the row is unique.
    """
    _, is_new = Sent.objects.get_or_create(organization=organization, to=to, what=what, about=about)
    return bool(is_new)


def delete_old_messages(organization: Organization, now: datetime) -> int:
    """Deletes records older than 13 months; returns how many.

    Nothing is sent twice because of it: a digest is about this week, an alert about the last
    closes. The latest `ALERTS_EVALUATED` record of each team is read again later, and therefore
    kept.
    """
    old = Sent.objects.filter(organization=organization, at__lt=now - RECORD_LIFETIME)
    newer = Sent.objects.filter(
        organization=organization,
        to=OuterRef("to"),
        what=ALERTS_EVALUATED,
        about__gt=OuterRef("about"),
    )
    deleted, _ = old.filter(~Q(what=ALERTS_EVALUATED) | Exists(newer)).delete()
    return deleted


def recipient_key(user: User) -> str:
    """Returns the key of a user in the log of sent messages."""
    return f"user-{user.pk}"


# Digests ------------------------------------------------------------------------------------------


def digest_subscription(user: User, organization: Organization) -> Digest | None:
    """Returns the user's digest subscription in the organisation, or None."""
    digest: Digest | None = Digest.objects.filter(user=user, organization=organization).first()
    return digest


@transaction.atomic
def set_digest(*, user: User, organization: Organization, weekday: int, hour: int) -> Digest:
    """Saves the weekly digest; if this week's hour has already begun, it starts next week.

    Raises ValidationError for an invalid weekday or hour.
    """
    digest = digest_subscription(user, organization) or Digest(organization=organization, user=user)
    digest.weekday, digest.hour = weekday, hour
    digest.full_clean(exclude=["organization", "user"], validate_unique=False)
    digest.save()
    now = clock.now_in(zone_of(user, organization))
    if is_due(digest, now):
        record_digest_week(digest, now.date())
    return digest


@transaction.atomic
def stop_digest(*, user: User, organization: Organization) -> bool:
    """Deletes the digest subscription; returns False if there was none."""
    return bool(Digest.objects.filter(user=user, organization=organization).delete()[0])


def zone_of(user: User, organization: Organization) -> str:
    """Returns the user's time zone: their own as a rep, else the organisation's."""
    rep: Rep | None = Rep.objects.filter(organization=organization, user=user).first()
    return rep.time_zone if rep and rep.time_zone else organization.time_zone


def zones_of(organization: Organization) -> dict[int, str]:
    """Returns the time zones of users with their own, by user id."""
    rep_zones = Rep.objects.filter(organization=organization, user__isnull=False).exclude(
        time_zone=""
    )
    return dict(rep_zones.values_list("user_id", "time_zone"))


def is_due(digest: Digest, now: datetime) -> bool:
    """Whether the digest's hour has come on its weekday, at this local time."""
    return now.weekday() == digest.weekday and last_hour_begun(now) >= digest.hour


def week_of(day: date) -> str:
    """Returns the ISO week of a digest: `2026-W48`. One digest a week, whatever its weekday."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def record_digest_week(digest: Digest, day: date) -> bool:
    """Records the week's digest as sent; returns False if it already was."""
    return record_message(
        organization=digest.organization,
        to=recipient_key(digest.user),
        what=DIGEST,
        about=week_of(day),
    )


def next_digest(digest: Digest, now: datetime) -> date:
    """Returns the date of the next digest."""
    sent = Sent.objects.filter(to=recipient_key(digest.user), what=DIGEST)
    weeks = set(sent.order_by().values_list("about", flat=True))
    day = now.date() + timedelta(days=(digest.weekday - now.weekday()) % 7)
    while week_of(day) in weeks:
        day += timedelta(days=7)
    return day
