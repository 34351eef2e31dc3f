"""Preview and execution of inviting or adding people, one or many at once.

The page shows the preview; its button carries out exactly that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.importers.pasted_people import PersonLine
from teams.models import Invitation, Organization, Rep, Role, Team, User
from teams.people.invitations import Guest, check_guest, get_or_create_reps, invite_all
from teams.people.roles import role_words, roles_by_address
from teams.people.staffing import name_from_address


class InviteOutcome(StrEnum):
    """What will happen for one person."""

    NEW = "new"
    KNOWN = "known"  # a rep without a user account
    HERE = "here"  # exists; nothing to do
    WRONG = "wrong"


@dataclass(frozen=True)
class InvitePreview:
    """One person, the outcome, and the words that describe it."""

    guest: Guest
    outcome: InviteOutcome
    words: str
    line: int = 0  # line number in the pasted text

    @property
    def name(self) -> str:
        """The name that will be shown."""
        return self.guest.name or (name_from_address(self.guest.email) if self.guest.email else "")


def preview_guests(
    organization: Organization, guests: Sequence[Guest], *, send_invitations: bool = True
) -> list[InvitePreview]:
    """Returns the outcome for each guest; reps are only added if `send_invitations` is False."""
    addresses = {guest.email.lower() for guest in guests}
    reps = Rep.objects.filter(organization=organization).by_address(addresses)
    seats = {rep.pk: team for team, rep in _seats(organization, list(reps.values()))}
    roles = roles_by_address(organization, addresses)
    open_invitations = _open_invitations(organization, addresses)
    previews = []
    for guest in guests:
        rep = reps.get(guest.email.lower()) if guest.kind == Role.Kind.REP else None
        if rep:
            guest = replace(guest, rep=rep, name=rep.name, team=seats.get(rep.pk))  # noqa: PLW2901
        is_here = _role_key(guest) in roles.get(guest.email.lower(), set())
        is_repeat = (guest.email.lower(), *_role_key(guest)) in open_invitations
        previews.append(
            _preview_guest(
                organization,
                guest,
                is_here=is_here,
                is_repeat=is_repeat,
                send_invitations=send_invitations,
            )
        )
    return previews


def preview_lines(
    organization: Organization,
    lines: Sequence[PersonLine],
    *,
    usual_team: Team | None,
    send_invitations: bool,
) -> list[InvitePreview]:
    """Returns the outcome for each pasted line; `usual_team` is for lines without a team."""
    teams = {team.name.lower(): team for team in Team.objects.filter(organization=organization)}
    guests = [_guest(each, teams, usual_team) for each in lines]
    good = [guest for guest, each in zip(guests, lines, strict=True) if each.email]
    previews = iter(preview_guests(organization, good, send_invitations=send_invitations))
    results = []
    for guest, each in zip(guests, lines, strict=True):
        preview = next(previews) if each.email else InvitePreview(guest, InviteOutcome.WRONG, "")
        errors = [str(error) for error in each.errors]
        if each.team and each.team.lower() not in teams:
            errors.append(f"line {each.line}, team: there is no team “{each.team}”; make it first")
        if errors:
            preview = replace(preview, outcome=InviteOutcome.WRONG, words="; ".join(errors))
        results.append(replace(preview, line=each.line))
    return results


@transaction.atomic
def carry_out_invites(
    *,
    organization: Organization,
    previews: Sequence[InvitePreview],
    send_invitations: bool,
    by: User,
    site: str,
) -> list[Invitation]:
    """Carries out the preview, for all or for none; returns the invitations created.

    Raises ValidationError if any person has an error.
    """
    if any(each.outcome == InviteOutcome.WRONG for each in previews):
        raise ValidationError("Nothing was done: somebody in it is wrong.")
    guests = [each.guest for each in previews if each.outcome != InviteOutcome.HERE]
    if send_invitations:
        return invite_all(organization=organization, guests=guests, by=by, site=site)
    get_or_create_reps(organization=organization, guests=guests, by=by)
    return []


def _guest(line: PersonLine, teams: dict[str, Team], usual_team: Team | None) -> Guest:
    team = teams.get(line.team.lower()) if line.team else usual_team
    return Guest(email=line.email, name=line.name, team=team, seat=line.seat)


def _preview_guest(
    organization: Organization,
    guest: Guest,
    *,
    is_here: bool,
    is_repeat: bool,
    send_invitations: bool,
) -> InvitePreview:
    if is_here or (guest.kind == Role.Kind.REP and guest.rep and guest.rep.user_id):
        return InvitePreview(guest, InviteOutcome.HERE, "already here; nothing is done")
    if guest.rep and guest.kind == Role.Kind.REP:
        if not send_invitations:
            return InvitePreview(guest, InviteOutcome.HERE, "a rep already; nothing is done")
        description = "a rep already; gets an invitation to sign in"
        return InvitePreview(
            guest, InviteOutcome.KNOWN, description + is_repeat * ", the earlier one is withdrawn"
        )
    try:
        check_guest(organization, guest)
    except ValidationError as error:
        return InvitePreview(guest, InviteOutcome.WRONG, " ".join(error.messages))
    description = _describe_guest(guest, send_invitations=send_invitations)
    return InvitePreview(
        guest, InviteOutcome.NEW, description + is_repeat * "; the earlier one is withdrawn"
    )


def _describe_guest(guest: Guest, *, send_invitations: bool) -> str:
    if guest.kind == Role.Kind.REP and guest.team:
        mail = ", gets an invitation" if send_invitations else ", without a sign-in"
        return f"new rep in {guest.team.name} from today{mail}"
    return f"gets an invitation as {role_words(guest.kind, guest.team, guest.rep)}"


def _role_key(guest: Guest) -> tuple[str, int | None, int | None]:
    if guest.kind in (Role.Kind.REP, Role.Kind.ADMIN):
        return guest.kind, None, None
    team, rep = guest.team, guest.rep
    return guest.kind, team.pk if team else None, rep.pk if rep else None


def _seats(organization: Organization, reps: Sequence[Rep]) -> list[tuple[Team, Rep]]:
    """Returns (team, rep) for today's memberships of these reps."""
    with_members = Team.objects.filter(organization=organization, memberships__rep__in=reps)
    teams = list(with_members.distinct())
    rows = Rep.objects.filter(pk__in=[rep.pk for rep in reps])
    reps_by_team = rows.by_team(teams, organization.today())
    return [(team, rep) for team in teams for rep in reps_by_team.get(team.pk, [])]


def _open_invitations(
    organization: Organization, addresses: set[str]
) -> set[tuple[str, str, int | None, int | None]]:
    """Returns open invitations as (e-mail address, kind, team id, rep id)."""
    invitations = Invitation.objects.open().filter(organization=organization, email__in=addresses)
    keys = set()
    for each in invitations:
        has_no_subject = each.kind in (Role.Kind.REP, Role.Kind.ADMIN)
        role_key = (
            (each.kind, None, None) if has_no_subject else (each.kind, each.team_id, each.rep_id)
        )
        keys.add((each.email, *role_key))
    return keys
