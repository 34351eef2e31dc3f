"""Accepting an invitation: single use, before it expires, as the address it was sent to.

Possession of the key proves access to the mailbox. So people who never signed in set a password
with it, and people whose account was closed with their last role reopen it; everyone else signs in
first. Wrong, used, withdrawn and expired keys are not distinguished.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from teams.base.keys import key_digest
from teams.models import Invitation, Role, User
from teams.people.roles import grant_role, has_role_anywhere
from teams.people.staffing import link_rep

ADDRESS_TAKEN_MESSAGE = (
    "Somebody with this address has come in meanwhile: sign in, then open the link again."
)


@dataclass(frozen=True)
class OpenInvitation:
    """A valid invitation, and the account of its e-mail address, if there is one."""

    invitation: Invitation
    user: User | None

    @property
    def sets_password(self) -> bool:
        """Whether the key is enough to get in; otherwise the account's owner must sign in."""
        if self.user is None or not self.user.is_active:
            return True
        return not self.user.has_usable_password() and self.user.last_login is None


def find_open_invitation(key: str) -> OpenInvitation | None:
    """Returns the valid invitation of a key, or None."""
    with scopes_disabled():
        invitation = (
            Invitation.objects.open()
            .select_related("organization", "team", "rep", "invited_by")
            .filter(digest=key_digest(key))
            .first()
        )
    if invitation is None or (invitation.rep and invitation.rep.erased_on):
        return None
    user = User.objects.filter(email=invitation.email.lower()).first()
    if user and not user.is_active and (user.is_superuser or has_role_anywhere(user)):
        return None  # closed by the server's operator, who alone can reopen it
    return OpenInvitation(invitation, user)


@transaction.atomic
def accept_with_password(key: str, *, name: str, password: str) -> User:
    """Accepts an invitation with a new password, creating or reopening the account.

    Raises ValidationError with a sentence if that is not possible (any more).
    """
    opened = _lock_invitation(key)
    if not opened.sets_password:
        raise ValidationError(ADDRESS_TAKEN_MESSAGE)
    user = opened.user or _new_user(opened.invitation.email)
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    _apply_invitation(opened.invitation, user)
    return user


@transaction.atomic
def accept_as_user(key: str, *, user: User) -> None:
    """Accepts an invitation as a signed-in user with its e-mail address.

    Raises ValidationError with a sentence if that is not possible (any more).
    """
    opened = _lock_invitation(key)
    if opened.user is None or opened.user.pk != user.pk:
        raise ValidationError(f"This invitation is for {opened.invitation.email}.")
    _apply_invitation(opened.invitation, user)


class InvitationClosedError(ValidationError):
    """The key belongs to no open invitation."""


def _lock_invitation(key: str) -> OpenInvitation:
    """Returns the valid invitation with its row locked, so that it can be accepted only once."""
    with scopes_disabled():
        locked = Invitation.objects.select_for_update().filter(digest=key_digest(key))
        list(locked)
    open_invitation = find_open_invitation(key)
    if open_invitation is None:
        raise InvitationClosedError("This invitation is no longer good; ask for a new one.")
    return open_invitation


def _new_user(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        raise ValidationError(ADDRESS_TAKEN_MESSAGE) from None


def _apply_invitation(invitation: Invitation, user: User) -> None:
    with scope(organization=invitation.organization):
        if invitation.kind == Role.Kind.REP and invitation.rep:
            link_rep(invitation.rep, user)
            _name_rep(invitation, user)
        grant_role(
            organization=invitation.organization,
            user=user,
            kind=invitation.kind,
            team=invitation.team,
            rep=invitation.rep,
            by=user,
            how="invitation accepted",
        )
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])


def _name_rep(invitation: Invitation, user: User) -> None:
    """Names the rep after the account, if the invitation gave no name."""
    if invitation.rep and not invitation.name and user.name:
        invitation.rep.name = user.name
        invitation.rep.save(update_fields=["name"])
