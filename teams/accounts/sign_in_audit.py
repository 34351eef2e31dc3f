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

from teams.access.viewer import current_roles_of
from teams.accounts.session_limits import start_session_clock
from teams.base.request_origin import current
from teams.models import Action, AuditEntry, User

logger = logging.getLogger(__name__)


def audit_account_event(user: User, action: Action, *, by: User | None, **details: Any) -> None:
    """Adds an entry to the log of each of the user's organisations."""
    with scopes_disabled():
        for organization in current_roles_of(user):  # even if the account is closed
            AuditEntry.objects.create(
                organization=organization, by=by, user=user, action=action, details=details
            )


def _audit_sign_in(user: User, **_: Any) -> None:
    audit_account_event(user, Action.SIGNED_IN, by=user)


def _audit_sign_out(user: User | None, **_: Any) -> None:
    if user is not None:
        audit_account_event(user, Action.SIGNED_OUT, by=user)


def _audit_wrong_password(credentials: dict[str, Any], **_: Any) -> None:
    address = str(credentials.get("email") or "").strip().lower()
    user = User.objects.filter(email=address).first()
    if user is None:
        logger.warning("Sign-in failed for an address nobody has, from %s.", current())
    else:
        audit_account_event(user, Action.SIGN_IN_FAILED, by=None, step="password")


def _audit_wrong_second_step(user: User, **_: Any) -> None:
    audit_account_event(user, Action.SIGN_IN_FAILED, by=None, step="second")


def _audit_password_change(user: User, **_: Any) -> None:
    audit_account_event(user, Action.PASSWORD_CHANGED, by=user)


def _audit_authenticator_added(user: User, authenticator: Authenticator, **_: Any) -> None:
    audit_account_event(
        user, Action.TWO_STEP_CHANGED, by=user, added=authenticator.get_type_display()
    )


def _audit_authenticator_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    audit_account_event(
        user, Action.TWO_STEP_CHANGED, by=user, removed=authenticator.get_type_display()
    )


def _audit_authenticator_renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    audit_account_event(
        user, Action.TWO_STEP_CHANGED, by=user, renewed=authenticator.get_type_display()
    )


def connect_signals() -> None:
    """Connects the signal handlers; called once at startup."""
    user_logged_in.connect(start_session_clock, dispatch_uid="session begins")
    listeners = {
        account.user_logged_in: _audit_sign_in,
        user_logged_out: _audit_sign_out,
        user_login_failed: _audit_wrong_password,
        account.password_changed: _audit_password_change,
        account.password_reset: _audit_password_change,
        account.password_set: _audit_password_change,
        mfa.authentication_failed: _audit_wrong_second_step,
        mfa.authenticator_added: _audit_authenticator_added,
        mfa.authenticator_removed: _audit_authenticator_removed,
        mfa.authenticator_reset: _audit_authenticator_renewed,
    }
    for signal, receiver in listeners.items():
        signal.connect(receiver, dispatch_uid=f"audit {receiver.__name__} {id(signal)}")
