"""Deactivating a person: ends roles, membership, invitations and, with the last role, the account.

Their past data stays, and so does the history of their teams.
"""

from django.db import transaction
from django.db.models import Q

from teams.access.tenancy import check_same_organization
from teams.accounts.sessions import end_sessions
from teams.models import Action, ApiToken, AuditEntry, Invitation, Organization, Rep, User
from teams.people.invitations import withdraw_invitations
from teams.people.roles import end_role, has_role_anywhere, roles_of
from teams.people.staffing import leave_team


@transaction.atomic
def deactivate(
    *, organization: Organization, user: User | None = None, rep: Rep | None = None, by: User | None
) -> None:
    """Ends all roles and memberships of the person in the organisation, from today.

    Without a role in any organisation the account is closed: sessions and tokens end at once. A new
    role reopens it. Raises ValidationError if the person is the last admin.
    """
    check_same_organization(organization, rep=rep)
    user = user or (rep.user if rep else None)
    if user:
        rep = rep or Rep.objects.filter(organization=organization, user=user).first()
        for role in roles_of(user, organization):
            end_role(role, by=by)
        ApiToken.objects.of(user, organization).delete()
    if rep:
        leave_team(rep)
    withdraw_invitations(_invitations(organization, user, rep), by=by)
    closed = user is not None and _close_account(user)
    AuditEntry.objects.create(
        organization=organization,
        by=by,
        user=user,
        rep=rep,
        action=Action.DEACTIVATED,
        details={"account": "closed" if closed else "stays"},
    )


def _invitations(
    organization: Organization, user: User | None, rep: Rep | None
) -> list[Invitation]:
    """Returns open invitations to the person or sent by them."""
    rep_invitations = Q(rep=rep, kind="rep") if rep else Q()
    if user:
        rep_invitations |= Q(email__iexact=user.email) | Q(invited_by=user)
    return list(Invitation.objects.open().filter(rep_invitations, organization=organization))


def _close_account(user: User) -> bool:
    """Closes the account if the user has no role anywhere; returns whether it did."""
    if has_role_anywhere(user):
        return False
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    return True
