"""Who wants to be told what, and the ledger by which nobody is told twice."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from teams import clock
from teams.models import Digest, Organization, Rep, Sent, User
from teams.reminding import hours_begun

DIGEST = "digest"
LOOKED = "looked"  # at a team, up to the close it is about
KEPT = timedelta(days=396)  # 13 months
MONDAY, MORNING = 0, 7


def claim(*, organization: Organization, to: str, what: str, about: str) -> bool:
    """Says that it is told, before it is; False where somebody said so already.

    Of two who claim at the same time one is told False: the row is unique.
    """
    _, is_new = Sent.objects.get_or_create(organization=organization, to=to, what=what, about=about)
    return bool(is_new)


def tidy(organization: Organization, now: datetime) -> int:
    """Forgets what was told more than 13 months before; returns how much it was.

    Nothing goes twice for it: a digest is of this week, an alert of the last closes. The one entry
    that is read again later is up to which close a team was looked at, so the last of those stays.
    """
    old = Sent.objects.filter(organization=organization, at__lt=now - KEPT)
    newer = Sent.objects.filter(
        organization=organization, to=OuterRef("to"), what=LOOKED, about__gt=OuterRef("about")
    )
    gone, _ = old.filter(~Q(what=LOOKED) | Exists(newer)).delete()
    return gone


def receiver(user: User) -> str:
    """Somebody as the ledger names them."""
    return f"user-{user.pk}"


# Digests ------------------------------------------------------------------------------------------


def digest_of(user: User, organization: Organization) -> Digest | None:
    """What the user has chosen there; None: no digest."""
    found: Digest | None = Digest.objects.filter(user=user, organization=organization).first()
    return found


@transaction.atomic
def set_digest(*, user: User, organization: Organization, weekday: int, hour: int) -> Digest:
    """Sends one a week from the next time on that hour comes; one that has begun is let be.

    Raises ValidationError for what is no weekday or hour.
    """
    digest = digest_of(user, organization) or Digest(organization=organization, user=user)
    digest.weekday, digest.hour = weekday, hour
    digest.full_clean(exclude=["organization", "user"], validate_unique=False)
    digest.save()
    now = clock.now_in(zone_of(user, organization))
    if is_due(digest, now):
        claim_week(digest, now.date())
    return digest


@transaction.atomic
def stop_digest(*, user: User, organization: Organization) -> bool:
    """None any more; False where there were none."""
    return bool(Digest.objects.filter(user=user, organization=organization).delete()[0])


def zone_of(user: User, organization: Organization) -> str:
    """By whose clock the user is told: their own as a rep, else the organisation's."""
    mine: Rep | None = Rep.objects.filter(organization=organization, user=user).first()
    return mine.time_zone if mine and mine.time_zone else organization.time_zone


def zones_of(organization: Organization) -> dict[int, str]:
    """The same of everybody who has a zone of their own, by the user's id."""
    own = Rep.objects.filter(organization=organization, user__isnull=False).exclude(time_zone="")
    return dict(own.values_list("user_id", "time_zone"))


def is_due(digest: Digest, now: datetime) -> bool:
    """Whether its hour has come, on its day, by that local time."""
    return now.weekday() == digest.weekday and hours_begun(now) >= digest.hour


def week_of(day: date) -> str:
    """The week a digest is of: `2026-W48`. One a week, whatever day it is put off to."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def claim_week(digest: Digest, day: date) -> bool:
    """Claims the week's digest, once."""
    return claim(
        organization=digest.organization,
        to=receiver(digest.user),
        what=DIGEST,
        about=week_of(day),
    )


def next_digest(digest: Digest, now: datetime) -> date:
    """The day the next one comes, as things stand."""
    told = Sent.objects.filter(to=receiver(digest.user), what=DIGEST)
    weeks = set(told.order_by().values_list("about", flat=True))
    day = now.date() + timedelta(days=(digest.weekday - now.weekday()) % 7)
    while week_of(day) in weeks:
        day += timedelta(days=7)
    return day
