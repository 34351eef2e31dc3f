"""Listing and ending a user's sign-in sessions."""

from datetime import datetime
from typing import Any

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from teams.access.getters import first_or_denied
from teams.accounts.session_limits import is_expired
from teams.accounts.sign_in_audit import audit_account_event
from teams.models import Action, ApiToken, User


class Sessions(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Allauth adapter that writes ended sessions to the audit log."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        for session in sessions:
            _end_and_audit(session, sessions[0].user)


def sessions_of(user: User) -> list[UserSession]:
    """Returns the user's live sessions, newest first; always two queries."""
    now = timezone.now()
    sessions = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk"))
    rows = Session.objects.filter(session_key__in=[each.session_key for each in sessions])
    good = {row.session_key for row in rows if _is_valid(row.get_decoded(), user, now)}
    return [each for each in sessions if each.session_key in good]


def end_sessions(user: User) -> None:
    """Signs the user out everywhere and deletes their API tokens."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    ApiToken.objects.filter(user=user).delete()


def end_session(*, user: User, pk: int) -> None:
    """Ends one of the user's own sessions; raises Denied if there is none."""
    _end_and_audit(first_or_denied(UserSession.objects.filter(user=user, pk=pk)), user)


@transaction.atomic
def end_other_sessions(*, user: User, key: str) -> None:
    """Ends all of the user's sessions except the one with this key."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=key):
        _end_and_audit(session, user)


@transaction.atomic
def _end_and_audit(session: UserSession, user: User) -> None:
    session.end()
    audit_account_event(user, Action.SESSION_ENDED, by=user, session_from=session.ip)


def _is_valid(session: dict[str, Any], user: User, now: datetime) -> bool:
    """Whether the session still works: not expired, and begun with the current password."""
    return not is_expired(session, now) and session.get(HASH_SESSION_KEY) in (
        user.get_session_auth_hash(),
        *user.get_session_auth_fallback_hash(),
    )
