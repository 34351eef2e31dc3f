"""Creating organisations and reps, linking users, and moving reps between teams."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django_scopes import scope

from teams.access.tenancy import check_same_organization
from teams.models import Action, AuditEntry, Change, Membership, Organization, Rep, Role, Team, User
from teams.people.roles import grant_role


@transaction.atomic
def create_organization(
    *, name: str, slug: str, time_zone: str = "UTC", teams: list[str], admin: str | None = None
) -> Organization:
    """Creates an organisation with teams and an admin; invalid fields raise ValidationError."""
    organization = Organization(name=name, slug=slug, time_zone=time_zone)
    organization.full_clean()
    organization.save()
    with scope(organization=organization):
        for each in dict.fromkeys(teams):
            team = Team(organization=organization, name=each.strip())
            team.full_clean()
            team.save()
        if admin:
            grant_role_to_address(organization=organization, email=admin, kind=Role.Kind.ADMIN)
    return organization


@transaction.atomic
def grant_role_to_address(
    *,
    organization: Organization,
    email: str,
    kind: Role.Kind,
    team: Team | None = None,
    rep: Rep | None = None,
    name: str = "",
) -> User:
    """Grants a role to an e-mail address from today on, creating the account if needed.

    A coach's role is for a team or for `rep`. Raises ValidationError with a sentence for an invalid
    address or an incomplete role.
    """
    validate_email(email)
    user = User.objects.filter(email=email.lower()).first()
    user = user or User.objects.create_user(email, name=name)
    if kind == Role.Kind.REP:
        own_rep = find_rep_by_address(organization, user.email) or _create_rep(
            organization, user, team
        )
        link_rep(own_rep, user)
    grant_role(organization=organization, user=user, kind=kind, team=team, rep=rep)
    return user


def find_rep_by_address(organization: Organization, email: str) -> Rep | None:
    """Returns the organisation's rep with that address, ignoring case, or None."""
    reps = Rep.objects.filter(organization=organization)
    rep: Rep | None = reps.by_address({email.lower()}).get(email.lower())
    return rep


def _create_rep(organization: Organization, user: User, team: Team | None) -> Rep:
    """Creates a rep in the team for a user."""
    if team is None:
        raise ValidationError(f"There is no rep {user.email} yet: say in which team to make one.")
    newcomer = NewRep(user.email, organization.today(), name=user.name)
    return add_reps(organization=organization, team=team, newcomers=[newcomer])[user.email]


def link_rep(rep: Rep, user: User) -> None:
    """Links the user to the rep, who then sees and logs as that rep.

    Raises ValidationError if another user is linked, or the user is another rep there.
    """
    if rep.user_id == user.pk:
        return
    if rep.user_id is not None:
        raise ValidationError(f"Somebody signs in as {rep.name} already.")
    if Rep.objects.filter(organization=rep.organization_id, user=user).exists():
        raise ValidationError(f"{user} is another rep here already.")
    rep.user = user
    rep.save(update_fields=["user"])


@dataclass(frozen=True)
class NewRep:
    """A rep to be created: e-mail address, first day in the team, and optional details."""

    email: str
    since: date
    name: str = ""  # empty: derived from the address
    seat: str = ""


@transaction.atomic
def add_reps(
    *, organization: Organization, team: Team, newcomers: list[NewRep]
) -> Mapping[str, Rep]:
    """Creates reps as members of the team; returns them by lower-case e-mail address.

    The addresses must be unused. Raises ValueError for a team of another organisation.
    """
    check_same_organization(organization, team=team)
    reps = Rep.objects.bulk_create(
        [
            Rep(
                organization=organization,
                email=each.email,
                name=each.name or name_from_address(each.email),
                seat=each.seat,
            )
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


def name_from_address(email: str) -> str:
    """Derives a name from an address: "ada.osei@example.com" becomes "Ada Osei"."""
    parts = email.partition("@")[0].replace("_", ".").replace("-", ".").split(".")
    name = " ".join(part.capitalize() for part in parts if part) or email
    return name[: Rep._meta.get_field("name").max_length]


def move_rep(rep: Rep, team: Team | None, on: date, *, by: User | None = None) -> None:
    """Moves the rep to the team from that day on, or to none; earlier days keep their team.

    Raises ValidationError if a later move is already planned or nothing would change, and
    ValueError for a team of another organisation.
    """
    check_same_organization(rep.organization, team=team)
    with transaction.atomic():
        rep.lock()
        seats = list(rep.memberships.order_by("since"))
        if seats and seats[-1].since > on:
            raise ValidationError(
                f"{rep} changes team on {seats[-1].since} already; move from that day on, or later."
            )
        current = seats[-1] if seats and seats[-1].until in (None, on) else None
        current_team = current.team_id if current and current.until is None else None
        if current_team == (team and team.pk):
            raise ValidationError(f"{rep} sits there already.")
        if current_team and current:
            _end_membership(current, on)
        if team:
            Membership.objects.create(organization=rep.organization, rep=rep, team=team, since=on)
        rep.record_change(on, Change.TEAM)
        details = {"team": team and team.name, "on": on.isoformat()}
        AuditEntry.objects.create(
            organization=rep.organization,
            by=by,
            rep=rep,
            action=Action.TEAM_CHANGED,
            details=details,
        )


def _end_membership(seat: Membership, on: date) -> None:
    """Ends a membership before that day; deletes one that began on it."""
    if seat.since == on:
        seat.delete()
    else:
        seat.until = on
        seat.save(update_fields=["until"])


def leave_team(rep: Rep) -> None:
    """Ends the rep's membership today and cancels planned moves."""
    rep.lock()
    today = rep.today()
    planned = rep.memberships.filter(since__gt=today)
    current = rep.memberships.filter(since__lte=today).filter(Q(until=None) | Q(until__gt=today))
    if not (current.exists() or planned.exists()):
        return
    planned.delete()
    for seat in current:
        _end_membership(seat, today)
    rep.record_change(today, Change.TEAM)


@transaction.atomic
def change_rep(rep: Rep, *, name: str, email: str, seat: str, by: User | None) -> None:
    """Changes a rep's name, address and seat; the linked user account is not affected.

    Raises ValidationError with a sentence for an invalid or taken address.
    """
    validate_email(email)
    same_address = find_rep_by_address(rep.organization, email)
    if same_address and same_address.pk != rep.pk:
        raise ValidationError(f"{same_address.name} has that address already.")
    new = {"name": name, "email": email.lower(), "seat": seat}
    was = {
        field: getattr(rep, field) for field, value in new.items() if getattr(rep, field) != value
    }
    if not was:
        return
    for field in was:
        setattr(rep, field, new[field])
    rep.full_clean(exclude=["organization", "user", "time_zone"], validate_constraints=False)
    rep.save(update_fields=[*was])
    details = {"was": was, "is": {field: new[field] for field in was}}
    AuditEntry.objects.create(
        organization=rep.organization, by=by, rep=rep, action=Action.PERSON_CHANGED, details=details
    )
