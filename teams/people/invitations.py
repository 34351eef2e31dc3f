"""Invitations: creating, sending, withdrawing. Single use, valid for a week with the mailed key.

Only a digest of the key is stored. Nothing reveals whether an address has an account elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from teams.base.keys import key_digest
from teams.models import Action, AuditEntry, Invitation, Organization, Rep, Role, Team, User
from teams.people.invitation_mail import (
    VALID_DAYS,
    InvitationMail,
    build_invitation_mail,
    send_invitation_mails,
)
from teams.people.roles import check_role, role_words
from teams.people.staffing import NewRep, add_reps

SAMPLE_KEY = "the-link-is-made-when-it-is-sent"


@dataclass(frozen=True)
class Guest:
    """A person to invite with a role; for a rep also the team and LinkedIn seat."""

    email: str
    name: str = ""
    kind: str = Role.Kind.REP
    team: Team | None = None
    rep: Rep | None = None  # the rep a coach coaches, or the existing rep the guest is
    seat: str = ""


def invite(
    *,
    organization: Organization,
    email: str,
    name: str,
    kind: str,
    team: Team | None,
    rep: Rep | None,
    by: User | None,
    site: str,
) -> Invitation:
    """Invites one person, as `invite_all` does."""
    guest = Guest(email=email, name=name, kind=kind, team=team, rep=rep)
    return invite_all(organization=organization, guests=[guest], by=by, site=site)[0]


@transaction.atomic
def invite_all(
    *, organization: Organization, guests: Sequence[Guest], by: User | None, site: str
) -> list[Invitation]:
    """Invites people, all or none; mails with links to `site` go out after the transaction.

    Reps exist at once, in their team from today, so that data can be entered; roles are granted on
    acceptance. An earlier invitation of an address to the role is replaced. Raises ValidationError
    with a sentence for an invalid address or an incomplete role.
    """
    for guest in guests:
        check_guest(organization, guest)
    reps = get_or_create_reps(organization=organization, guests=guests, by=by)
    invitations, keys = [], [token_urlsafe() for _ in guests]
    for guest, key in zip(guests, keys, strict=True):
        rep = reps[guest.email.lower()] if guest.kind == Role.Kind.REP else guest.rep
        invitations.append(_invitation(organization, guest, rep, by, key_digest(key)))
    withdraw_invitations(_superseded_invitations(organization, invitations), by=by, replaced=True)
    Invitation.objects.bulk_create(invitations)
    AuditEntry.objects.bulk_create(_invitation_entry(each) for each in invitations)
    mails = [
        (each, invitation_link(site, key)) for each, key in zip(invitations, keys, strict=True)
    ]
    transaction.on_commit(partial(_send_mails, organization, mails))
    return invitations


def check_guest(organization: Organization, guest: Guest) -> None:
    """Raises ValidationError with a sentence if the person cannot be invited with this role."""
    validate_email(guest.email)
    check_role(organization=organization, kind=guest.kind, team=guest.team, rep=guest.rep)
    if guest.kind == Role.Kind.REP and not (guest.rep or guest.team):
        raise ValidationError("A new rep sits in a team: say in which.")


@transaction.atomic
def get_or_create_reps(
    *, organization: Organization, guests: Sequence[Guest], by: User | None
) -> dict[str, Rep]:
    """Returns the guests' reps by e-mail address; creates the missing ones from today."""
    rep_guests = {each.email.lower(): each for each in guests if each.kind == Role.Kind.REP}
    existing = Rep.objects.filter(organization=organization).by_address(set(rep_guests))
    new = [each for email, each in rep_guests.items() if email not in existing and each.team]
    created: dict[str, Rep] = {}
    for team in {each.team for each in new}:
        if team:
            newcomers = [_new_rep(organization, each) for each in new if each.team == team]
            created |= add_reps(organization=organization, team=team, newcomers=newcomers)
    AuditEntry.objects.bulk_create(
        _new_rep_entry(created[each.email.lower()], each, by) for each in new
    )
    return {**existing, **created}


def resend(invitation: Invitation, *, by: User | None, site: str) -> Invitation:
    """Invites a person again with a new link; the old link stops working."""
    return invite(
        organization=invitation.organization,
        email=invitation.email,
        name=invitation.name,
        kind=invitation.kind,
        team=invitation.team,
        rep=invitation.rep,
        by=by,
        site=site,
    )


def find_invitation(organization: Organization, pk: int) -> Invitation | None:
    """Returns an invitation of the organisation that is neither accepted nor withdrawn, or None."""
    invitation: Invitation | None = (
        Invitation.objects.filter(
            organization=organization, pk=pk, accepted_at=None, withdrawn_at=None
        )
        .select_related("organization", "team", "rep")
        .first()
    )
    return invitation


@transaction.atomic
def withdraw_invitations(
    invitations: Sequence[Invitation], *, by: User | None, replaced: bool = False
) -> None:
    """Invalidates the links of invitations."""
    now = timezone.now()
    for each in invitations:
        each.withdrawn_at = now
    Invitation.objects.bulk_update(invitations, ["withdrawn_at"])
    AuditEntry.objects.bulk_create(
        AuditEntry(
            organization=each.organization,
            by=by,
            rep=each.rep,
            action=Action.INVITATION_WITHDRAWN,
            details={"email": each.email, "was": _invited_role(each), "replaced": replaced},
        )
        for each in invitations
    )


def preview_invitation_mail(
    *, organization: Organization, guest: Guest, by: User, site: str
) -> InvitationMail:
    """Returns a preview of the mail, with a placeholder for the link's key."""
    unsaved = _invitation(organization, guest, guest.rep, by, "")
    return build_invitation_mail(unsaved, invitation_link(site, SAMPLE_KEY))


def invitation_link(site: str, key: str) -> str:
    """Returns the URL where an invitation is accepted."""
    return site.rstrip("/") + reverse("accept_invitation", args=[key])


def _invitation(
    organization: Organization, guest: Guest, rep: Rep | None, by: User | None, digest: str
) -> Invitation:
    now = timezone.now()
    return Invitation(
        organization=organization,
        email=guest.email.lower(),
        name=guest.name,
        kind=guest.kind,
        team=guest.team,
        rep=rep,
        digest=digest,
        invited_by=by,
        invited_at=now,
        expires_at=now + timedelta(days=VALID_DAYS),
    )


def _superseded_invitations(
    organization: Organization, invitations: Sequence[Invitation]
) -> list[Invitation]:
    """Returns open invitations of these addresses to these roles."""
    addresses = {each.email for each in invitations}
    pending = Invitation.objects.filter(
        organization=organization, email__in=addresses, accepted_at=None, withdrawn_at=None
    ).select_related("organization", "team", "rep")
    identities = {_invitation_identity(each) for each in invitations}
    return [each for each in pending if _invitation_identity(each) in identities]


def _invitation_identity(invitation: Invitation) -> tuple[str, str, int | None, int | None]:
    """Returns what identifies an invitation; for a rep the team does not matter."""
    team = None if invitation.kind == Role.Kind.REP else invitation.team_id
    return invitation.email, invitation.kind, team, invitation.rep_id


def _send_mails(organization: Organization, mails: Sequence[tuple[Invitation, str]]) -> None:
    """Sends the mails and stores when; those that failed can be sent again."""
    outcomes = send_invitation_mails(
        [build_invitation_mail(invitation, link) for invitation, link in mails]
    )
    sent = [
        invitation for (invitation, _), was_sent in zip(mails, outcomes, strict=True) if was_sent
    ]
    now = timezone.now()
    for each in sent:
        each.sent_at = now
    with scope(organization=organization):
        Invitation.objects.filter(pk__in=[each.pk for each in sent]).update(sent_at=now)


def _invited_role(invitation: Invitation) -> str:
    return role_words(invitation.kind, invitation.team, invitation.rep)


def _invitation_entry(invitation: Invitation) -> AuditEntry:
    return AuditEntry(
        organization=invitation.organization,
        by=invitation.invited_by,
        rep=invitation.rep,
        action=Action.INVITED,
        details={"email": invitation.email, "is": _invited_role(invitation)},
    )


def _new_rep(organization: Organization, guest: Guest) -> NewRep:
    return NewRep(guest.email.lower(), organization.today(), guest.name, guest.seat)


def _new_rep_entry(rep: Rep, guest: Guest, by: User | None) -> AuditEntry:
    team = guest.team.name if guest.team else None
    new = {"name": rep.name, "email": rep.email, "team": team, "seat": rep.seat}
    return AuditEntry(
        organization=rep.organization,
        by=by,
        rep=rep,
        action=Action.PERSON_CHANGED,
        details={"was": None, "is": new},
    )
