"""Taking an invitation up: once, while it is good, as the address it was sent to.

Whoever has the key reads the mail of that address. So somebody who never signed in sets a password
with it, and somebody whose account was closed when the last role ended opens it again; anybody else
signs in first. A key that is wrong, used, withdrawn or too old is none: nothing says which.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from teams.invitations import digest_of
from teams.models import Invitation, Role, User
from teams.roles import give_role, has_role_anywhere
from teams.staffing import link

TAKEN = "Somebody with this address has come in meanwhile: sign in, then open the link again."


@dataclass(frozen=True)
class Welcome:
    """An invitation that is good, and the account of its address, if there is one."""

    invitation: Invitation
    user: User | None

    @property
    def sets_password(self) -> bool:
        """Whether the key is enough to come in; else the account's owner signs in."""
        if self.user is None or not self.user.is_active:
            return True
        return not self.user.has_usable_password() and self.user.last_login is None


def welcome(key: str) -> Welcome | None:
    """What the key is good for now; None where for nothing."""
    with scopes_disabled():
        found = (
            Invitation.objects.open()
            .select_related("organization", "team", "rep", "invited_by")
            .filter(digest=digest_of(key))
            .first()
        )
    if found is None or (found.rep and found.rep.erased_on):
        return None
    user = User.objects.filter(email=found.email.lower()).first()
    if user and not user.is_active and (user.is_superuser or has_role_anywhere(user)):
        return None  # closed by whoever runs the server, who alone opens it again
    return Welcome(found, user)


@transaction.atomic
def come_in(key: str, *, name: str, password: str) -> User:
    """Takes the invitation up with a new password, for an account that is new or opened again.

    Raises ValidationError with a sentence where that can't be (any more).
    """
    found = _held(key)
    if not found.sets_password:
        raise ValidationError(TAKEN)
    user = found.user or _new_user(found.invitation.email)
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    _take_up(found.invitation, user)
    return user


@transaction.atomic
def accept(key: str, *, user: User) -> None:
    """Takes the invitation up as somebody who is signed in with its address.

    Raises ValidationError with a sentence where that can't be (any more).
    """
    found = _held(key)
    if found.user is None or found.user.pk != user.pk:
        raise ValidationError(f"This invitation is for {found.invitation.email}.")
    _take_up(found.invitation, user)


class NoLongerGoodError(ValidationError):
    """The key is good for nothing by now."""


def _held(key: str) -> Welcome:
    """What the key is good for, while nobody else takes it up."""
    with scopes_disabled():
        held = Invitation.objects.select_for_update().filter(digest=digest_of(key))
        list(held)
    found = welcome(key)
    if found is None:
        raise NoLongerGoodError("This invitation is no longer good; ask for a new one.")
    return found


def _new_user(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        raise ValidationError(TAKEN) from None


def _take_up(invitation: Invitation, user: User) -> None:
    with scope(organization=invitation.organization):
        if invitation.kind == Role.Kind.REP and invitation.rep:
            link(invitation.rep, user)
            _name(invitation, user)
        give_role(
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


def _name(invitation: Invitation, user: User) -> None:
    """A rep whose name nobody typed is called what they call themselves."""
    if invitation.rep and not invitation.name and user.name:
        invitation.rep.name = user.name
        invitation.rep.save(update_fields=["name"])
