"""Founding an organisation, and putting people where they work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django_scopes import scope

from teams.models import Action, AuditEntry, Change, Membership, Organization, Rep, Role, Team, User


@transaction.atomic
def create_organization(
    *, name: str, slug: str, time_zone: str = "UTC", teams: list[str], admin: str | None = None
) -> Organization:
    """Founds an organisation; raises ValidationError with a sentence for each field at fault."""
    organization = Organization(name=name, slug=slug, time_zone=time_zone)
    organization.full_clean()
    organization.save()
    with scope(organization=organization):
        for each in dict.fromkeys(teams):
            team = Team(organization=organization, name=each.strip())
            team.full_clean()
            team.save()
        if admin:
            let_in(organization=organization, email=admin, kind=Role.Kind.ADMIN)
    return organization


@transaction.atomic
def let_in(
    *,
    organization: Organization,
    email: str,
    kind: Role.Kind,
    team: Team | None = None,
    name: str = "",
) -> User:
    """Gives an address a role from today on; who has no password yet sets one.

    Raises ValidationError with a sentence where the address is none or a team is missing.
    """
    validate_email(email)
    today = organization.today()
    if kind in (Role.Kind.MANAGER, Role.Kind.COACH) and team is None:
        raise ValidationError(f"A {kind} looks after a team: say which.")
    user = User.objects.filter(email=email.lower()).first()
    user = user or User.objects.create_user(email, name=name)
    if kind == Role.Kind.REP:
        _rep_of(user, organization, team)
        team = None
    Role.objects.get_or_create(
        organization=organization, user=user, kind=kind, team=team, defaults={"since": today}
    )
    return user


def _rep_of(user: User, organization: Organization, team: Team | None) -> None:
    """Opens the page of the rep with the user's address, who is made where missing."""
    rep = Rep.objects.filter(organization=organization).by_address({user.email}).get(user.email)
    if rep is None:
        if team is None:
            raise ValidationError(
                f"There is no rep {user.email} yet: say in which team to make one."
            )
        newcomer = Newcomer(user.email, organization.today())
        made = add_reps(organization=organization, team=team, newcomers=[newcomer])
        rep = made[user.email]
        rep.name = user.name or rep.name
    rep.user = user
    rep.save(update_fields=["user", "name"])


@dataclass(frozen=True)
class Newcomer:
    """A rep to be made: address, and the first day in the team."""

    email: str
    since: date


@transaction.atomic
def add_reps(
    *, organization: Organization, team: Team, newcomers: list[Newcomer]
) -> Mapping[str, Rep]:
    """Makes reps of addresses nobody has yet, members of the team; by lower-case address."""
    reps = Rep.objects.bulk_create(
        [
            Rep(organization=organization, email=each.email, name=name_from(each.email))
            for each in newcomers
        ],
        batch_size=1000,
    )
    Membership.objects.bulk_create(
        [
            Membership(organization=organization, rep=rep, team=team, since=each.since)
            for rep, each in zip(reps, newcomers, strict=True)
        ],
        batch_size=1000,
    )
    return {rep.email.lower(): rep for rep in reps}


def name_from(email: str) -> str:
    """A name to begin with: "ada.osei@example.com" is Ada Osei."""
    words = email.partition("@")[0].replace("_", ".").replace("-", ".").split(".")
    name = " ".join(word.capitalize() for word in words if word) or email
    return name[: Rep._meta.get_field("name").max_length]


def move_rep(rep: Rep, team: Team | None, on: date, *, by: User | None = None) -> None:
    """Seats the rep in the team from that day on, or in none: days before keep their team.

    Raises ValidationError where a later move is already known, or nothing would change.
    """
    with transaction.atomic():
        rep.hold()
        seats = list(rep.memberships.order_by("since"))
        if seats and seats[-1].since > on:
            raise ValidationError(
                f"{rep} changes team on {seats[-1].since} already; move from that day on, or later."
            )
        now = seats[-1] if seats and seats[-1].until in (None, on) else None
        held = now.team_id if now and now.until is None else None
        if held == (team and team.pk):
            raise ValidationError(f"{rep} sits there already.")
        if held and now:
            _end(now, on)
        if team:
            Membership.objects.create(organization=rep.organization, rep=rep, team=team, since=on)
        rep.note_change(on, Change.TEAM)
        details = {"team": team and team.name, "on": on.isoformat()}
        AuditEntry.objects.create(
            organization=rep.organization,
            by=by,
            rep=rep,
            action=Action.TEAM_CHANGED,
            details=details,
        )


def _end(seat: Membership, on: date) -> None:
    """Ends the membership before that day; one that began with it never was."""
    if seat.since == on:
        seat.delete()
    else:
        seat.until = on
        seat.save(update_fields=["until"])
