"""Audit log entries for sign-in events, one per organisation the user has a role in.

Listens to allauth's signals; teams.apps connects it. Passwords entered are never stored, nor are
unknown addresses, which only leave a line in the server log.
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django_scopes import scopes_disabled

from teams.access.viewer import roles_held
from teams.accounts.session_limits import begin
from teams.base.request_origin import current
from teams.models import Action, AuditEntry, User

logger = logging.getLogger(__name__)


def note(user: User, action: Action, *, by: User | None, **details: Any) -> None:
    """Adds an entry to the log of each of the user's organisations."""
    with scopes_disabled():
        for organization in roles_held(user):  # even if the account is closed
            AuditEntry.objects.create(
                organization=organization, by=by, user=user, action=action, details=details
            )


def _signed_in(user: User, **_: Any) -> None:
    note(user, Action.SIGNED_IN, by=user)


def _signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        note(user, Action.SIGNED_OUT, by=user)


def _failed(credentials: dict[str, Any], **_: Any) -> None:
    address = str(credentials.get("email") or "").strip().lower()
    user = User.objects.filter(email=address).first()
    if user is None:
        logger.warning("Sign-in failed for an address nobody has, from %s.", current())
    else:
        note(user, Action.SIGN_IN_FAILED, by=None, step="password")


def _failed_second(user: User, **_: Any) -> None:
    note(user, Action.SIGN_IN_FAILED, by=None, step="second")


def _password(user: User, **_: Any) -> None:
    note(user, Action.PASSWORD_CHANGED, by=user)


def _added(user: User, authenticator: Authenticator, **_: Any) -> None:
    note(user, Action.TWO_STEP_CHANGED, by=user, added=authenticator.get_type_display())


def _removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    note(user, Action.TWO_STEP_CHANGED, by=user, removed=authenticator.get_type_display())


def _renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    note(user, Action.TWO_STEP_CHANGED, by=user, renewed=authenticator.get_type_display())


def listen() -> None:
    """Connects the signal handlers; called once at startup."""
    user_logged_in.connect(begin, dispatch_uid="session begins")
    listeners = {
        account.user_logged_in: _signed_in,
        user_logged_out: _signed_out,
        user_login_failed: _failed,
        account.password_changed: _password,
        account.password_reset: _password,
        account.password_set: _password,
        mfa.authentication_failed: _failed_second,
        mfa.authenticator_added: _added,
        mfa.authenticator_removed: _removed,
        mfa.authenticator_reset: _renewed,
    }
    for signal, receiver in listeners.items():
        signal.connect(receiver, dispatch_uid=f"audit {receiver.__name__} {id(signal)}")
