"""Share links: public links to reports that expire or can be withdrawn.

Only digests of keys and hashes of passwords are stored. Unknown, expired and withdrawn links are
not distinguished. The sharer's permissions are checked again each time a link is opened.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from secrets import token_urlsafe
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from teams.access.viewer import Viewer, coaching_viewer_of
from teams.base import request_origin
from teams.base.keys import key_digest
from teams.models import Action, AuditEntry, Rep, ShareLink

DAYS, MOST_DAYS = 14, 90
MIN_PASSWORD_LENGTH = 8
MAX_LISTED = 100
# Limits on wrong passwords of a link: from one IP address, and in total (seconds).
TRIES_FROM_ONE, WITHIN = 5, 5 * 60
TRIES, IN_ALL_WITHIN = 30, 60 * 60


class TooManyTriesError(Exception):
    """Too many wrong passwords: none is checked for a while."""


@transaction.atomic
def create_share_link(
    *,
    viewer: Viewer,
    asked: Mapping[str, Any],
    about: str,
    rep: Rep | None = None,
    names: bool = False,
    days: int = DAYS,
    password: str = "",
) -> tuple[ShareLink, str]:
    """Creates a link to a report; returns it with its key, which is not stored.

    `about` names the subject. For a report on one rep pass `rep` instead, whose name is not stored.
    """
    key, now = token_urlsafe(), timezone.now()
    link: ShareLink = ShareLink.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        asked=dict(asked),
        how={} if rep else {"about": about},
        digest=key_digest(key),
        names=names,
        password=make_password(password) if password else "",
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    _audit_link(
        link, Action.REPORT_SHARED, viewer, rep,
        what="a rep" if rep else about, names=names, password=bool(password), days=days,
    )  # fmt: skip
    return link, key


@transaction.atomic
def withdraw_share_link(link: ShareLink, *, viewer: Viewer) -> None:
    """Withdraws the link; idempotent."""
    changed = ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if changed:
        _audit_link(link, Action.SHARE_WITHDRAWN, viewer)


def share_links_of(viewer: Viewer) -> list[ShareLink]:
    """Returns the viewer's links, newest first; for admins all links."""
    links = ShareLink.objects.filter(organization=viewer.organization)
    visible = links if viewer.is_admin else links.by_user(viewer.user)
    return list(visible.select_related("by")[:MAX_LISTED])


def find_open_link(key: str) -> ShareLink | None:
    """Returns the valid link of a key, or None."""
    with scopes_disabled():
        links = ShareLink.objects.valid().select_related("organization", "by")
        link: ShareLink | None = links.filter(digest=key_digest(key)).first()
    return link


def current_sharer(link: ShareLink) -> Viewer | None:
    """Returns the sharer with today's roles; None if they may no longer share."""
    return coaching_viewer_of(link.by, link.organization_id)


def is_link_password(link: ShareLink, password: str) -> bool:
    """Whether the password opens the link.

    Raises TooManyTriesError after too many wrong ones, even for the right one.
    """
    counters = {
        f"share-{link.pk}-{request_origin.current()}": (TRIES_FROM_ONE, WITHIN),
        f"share-{link.pk}": (TRIES, IN_ALL_WITHIN),
    }
    attempts = {key: _increment_counter(key, seconds) for key, (_, seconds) in counters.items()}
    excess = [
        attempts[key] - limit for key, (limit, _) in counters.items() if attempts[key] > limit
    ]
    if 1 in excess:
        _audit_link(
            link, Action.DENIED, None, what="passwords of a shared report: too many wrong ones"
        )
    if excess:
        raise TooManyTriesError
    if not check_password(password, link.password):
        return False
    for key, before in attempts.items():
        cache.set(key, before - 1, counters[key][1])
    return True


def record_opening(link: ShareLink) -> None:
    """Counts an opening; the audit log gets one entry per day in the organisation's time zone."""
    zone = ZoneInfo(link.organization.time_zone)
    midnight = datetime.combine(link.organization.today(), time(), zone)
    with transaction.atomic():
        if ShareLink.objects.filter(pk=link.pk).record_opening(midnight):
            _audit_link(link, Action.SHARE_OPENED, None)


def _increment_counter(key: str, seconds: int) -> int:
    """Increments a counter and returns its value within the current period."""
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # expired in between
        return 1


def _audit_link(
    link: ShareLink, action: Action, viewer: Viewer | None, rep: Rep | None = None, **details: Any
) -> None:
    AuditEntry.objects.create(
        organization=link.organization,
        by=viewer.user if viewer else None,
        rep=rep,
        action=action,
        details={"link": link.pk, **(details or {"what": link.how.get("about", "a rep")})},
    )
