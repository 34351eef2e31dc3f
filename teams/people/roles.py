"""Granting and ending roles, by date. An organisation always keeps at least one admin."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django_scopes import scopes_disabled

from teams.models import Action, AuditEntry, Organization, Rep, Role, Team, User
from teams.models.people import RoleQuerySet

LAST_ADMIN_MESSAGE = "{} is the last admin here: make somebody else one first."


def role_words(kind: str, team: Team | None = None, rep: Rep | None = None) -> str:
    """Returns the role in words: "manager of North", "viewer of every leaderboard"."""
    if rep and kind == Role.Kind.COACH:
        return f"coach of {rep.name}"
    if kind == Role.Kind.VIEWER:
        return f"viewer of {team.name}’s leaderboard" if team else "viewer of every leaderboard"
    subject = team if kind in (Role.Kind.MANAGER, Role.Kind.COACH) else None
    return f"{Role.Kind(kind)} of {subject.name}" if subject else str(Role.Kind(kind))


def check_role(
    *, organization: Organization, kind: str, team: Team | None, rep: Rep | None
) -> None:
    """Raises ValidationError if a role lacks its team or rep, has too many, or foreign ones."""
    for subject in (team, rep):
        if subject and subject.organization_id != organization.pk:
            raise ValidationError("That is not of this organisation.")
    if kind == Role.Kind.MANAGER and team is None:
        raise ValidationError("A manager looks after a team: say which.")
    if kind == Role.Kind.COACH and team is None and rep is None:
        raise ValidationError("A coach looks after a team or a rep: say which.")
    if kind == Role.Kind.COACH and team and rep:
        raise ValidationError("A coach’s role is for a team or for a rep: give two roles for both.")


@transaction.atomic
def grant_role(
    *,
    organization: Organization,
    user: User,
    kind: str,
    team: Team | None = None,
    rep: Rep | None = None,
    by: User | None = None,
    how: str = "",
) -> Role:
    """Grants a role from today on; returns the existing one if it is already held.

    Reopens an account closed with its last role; `how` is written to the audit log. Raises
    ValidationError with a sentence for an incomplete role.
    """
    check_role(organization=organization, kind=kind, team=team, rep=rep)
    if kind in (Role.Kind.REP, Role.Kind.ADMIN):
        team = rep = None
    _lock_user(user)
    existing = _existing_role(organization, user, kind, team, rep)
    if existing:
        return existing
    if not user.is_active and not has_role_anywhere(user):
        user.is_active = True
        user.save(update_fields=["is_active"])
    role: Role = Role.objects.create(
        organization=organization, user=user, kind=kind, team=team, rep=rep,
        since=organization.today(),
    )  # fmt: skip
    _audit(role, Action.ROLE_GIVEN, by, {"how": how} if how else {})
    return role


@transaction.atomic
def end_role(role: Role, *, by: User | None = None) -> None:
    """Ends the role today: it no longer counts from the next request on.

    Raises ValidationError for the role of the last admin.
    """
    _lock_user(role.user)
    if role.kind == Role.Kind.ADMIN and role.pk == _only_admin(role.organization):
        raise ValidationError(LAST_ADMIN_MESSAGE.format(role.user))
    role.until = role.organization.today()
    role.save(update_fields=["until"])
    _audit(role, Action.ROLE_ENDED, by, {})


def roles_of(user: User, organization: Organization) -> list[Role]:
    """Returns the user's current and future roles in the organisation."""
    roles = (
        _unended_roles(organization).filter(user=user).select_related("team", "rep", "organization")
    )
    return list(roles)


def roles_by_address(
    organization: Organization, addresses: set[str]
) -> dict[str, set[tuple[str, int | None, int | None]]]:
    """Returns current and future roles as (kind, team id, rep id), by lower-case e-mail address."""
    keys: dict[str, set[tuple[str, int | None, int | None]]] = {}
    roles = _unended_roles(organization).filter(user__email__in=addresses).select_related("user")
    for role in roles:
        has_no_subject = role.kind in (Role.Kind.REP, Role.Kind.ADMIN)
        subject = (None, None) if has_no_subject else (role.team_id, role.rep_id)
        keys.setdefault(role.user.email, set()).add((role.kind, *subject))
    return keys


def has_role_anywhere(user: User) -> bool:
    """Whether the user has a role that has not ended, in any organisation."""
    with scopes_disabled():
        return any(
            role.until is None or role.organization.today() < role.until
            for role in Role.objects.of(user)
        )


def _unended_roles(organization: Organization) -> RoleQuerySet:
    """Returns roles of the organisation that have not ended."""
    not_ended = Q(until=None) | Q(until__gt=organization.today())
    roles: RoleQuerySet = Role.objects.filter(not_ended, organization=organization)
    return roles


def _existing_role(
    organization: Organization, user: User, kind: str, team: Team | None, rep: Rep | None
) -> Role | None:
    """Returns the user's existing role with these values, or None."""
    roles = _unended_roles(organization).filter(user=user, kind=kind)
    if kind not in (Role.Kind.REP, Role.Kind.ADMIN):
        roles = roles.filter(team=team, rep=rep)
    return roles.first()


def _only_admin(organization: Organization) -> int | None:
    """Returns the only admin role's id, or None; locks the organisation against concurrent ends."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    admins = _unended_roles(organization).filter(
        kind=Role.Kind.ADMIN, user__is_active=True, since__lte=organization.today()
    )
    ids = list(admins.values_list("pk", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


def _lock_user(user: User) -> None:
    """Locks the user's row against concurrent changes until the transaction ends."""
    User.objects.select_for_update().get(pk=user.pk)


def _audit(role: Role, action: Action, by: User | None, details: dict[str, str]) -> None:
    was_or_is = "is" if action == Action.ROLE_GIVEN else "was"
    AuditEntry.objects.create(
        organization=role.organization,
        by=by,
        user=role.user,
        rep=role.rep,
        action=action,
        details=details | {was_or_is: role_words(role.kind, role.team, role.rep)},
    )
