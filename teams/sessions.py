"""Where somebody is signed in, and how that ends."""

from datetime import datetime
from typing import Any

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from teams.access import first_or_denied
from teams.models import Action, ApiToken, User
from teams.session_limits import is_over
from teams.sign_in_audit import note


class Sessions(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Sessions that allauth ends are noted too."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        for session in sessions:
            _end(session, sessions[0].user)


def sessions_of(user: User) -> list[UserSession]:
    """Where the user is signed in now, newest first; two queries, however many there are."""
    now = timezone.now()
    mine = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk"))
    rows = Session.objects.filter(session_key__in=[each.session_key for each in mine])
    good = {row.session_key for row in rows if _is_good(row.get_decoded(), user, now)}
    return [each for each in mine if each.session_key in good]


def end_sessions(user: User) -> None:
    """Signs the user out everywhere; no token of theirs works any more."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    ApiToken.objects.filter(user=user).delete()


def end_session(*, user: User, pk: int) -> None:
    """Ends one of the user's own; Denied where there is none."""
    _end(first_or_denied(UserSession.objects.filter(user=user, pk=pk)), user)


@transaction.atomic
def end_other_sessions(*, user: User, key: str) -> None:
    """Signs the user out everywhere but in the session of that key."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=key):
        _end(session, user)


@transaction.atomic
def _end(session: UserSession, user: User) -> None:
    session.end()
    note(user, Action.SESSION_ENDED, by=user, session_from=session.ip)


def _is_good(session: dict[str, Any], user: User, now: datetime) -> bool:
    """Whether it still lets in: neither over nor from before the present password."""
    return not is_over(session, now) and session.get(HASH_SESSION_KEY) in (
        user.get_session_auth_hash(),
        *user.get_session_auth_fallback_hash(),
    )
