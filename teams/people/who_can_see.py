"""Who can see a rep: people who oversee them, teammates, and recent visitors of their page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from teams.models import Membership, Organization, Rep, Role, Team, User, Visit
from teams.models.people import member_on

VISIT_DAYS = 90  # days
OVERSEEING_KINDS = (Role.Kind.MANAGER, Role.Kind.COACH, Role.Kind.ADMIN)


@dataclass(frozen=True)
class ShownVisit:
    """A visit to the rep's page, with the visitor's roles on that day."""

    visit: Visit
    role: str


@dataclass(frozen=True)
class Onlookers:
    """Who may see a rep today, and who visited their page; `team` is the rep's team."""

    team: Team | None
    users: Mapping[Role.Kind, Sequence[User]]
    teammates: int
    visits: Sequence[ShownVisit]

    def number(self, kind: Role.Kind) -> int:
        """Returns how many people see the rep through that kind of role."""
        return self.teammates if kind == Role.Kind.REP else len(self.users.get(kind, ()))


def onlookers(rep: Rep) -> Onlookers:
    """Returns the people other than the rep who may see them, and visits of the last 90 days."""
    today = rep.organization.today()
    team = _team(rep, today)
    visits = list(Visit.objects.of(rep).since(today - timedelta(days=VISIT_DAYS)))
    roles = _roles(rep, team, {visit.user_id for visit in visits})
    concerning = [role for role in roles if role.held_on(today) and _gives_access(role, rep, team)]
    return Onlookers(
        team=team,
        users=_by_kind(role for role in concerning if role.user.is_active),
        teammates=team.others if team and _has_shared_board(rep.organization) else 0,  # type: ignore[attr-defined]
        visits=[ShownVisit(visit, _role_on(visit, roles)) for visit in visits],
    )


def _has_shared_board(organization: Organization) -> bool:
    return organization.visibility != Organization.Visibility.MANAGERS


def _team(rep: Rep, today: date) -> Team | None:
    """Returns the rep's team, annotated with the number of `others` in it who can sign in."""
    seats = Membership.objects.filter(Q(until=None) | Q(until__gt=today), rep=rep, since__lte=today)
    other_members = (
        member_on(today) & Q(memberships__rep__user__is_active=True) & ~Q(memberships__rep=rep)
    )
    teams = Team.objects.filter(pk__in=seats.values("team"))
    team: Team | None = teams.annotate(others=Count("memberships", filter=other_members)).first()
    if team:
        team.organization = rep.organization
    return team


def _roles(rep: Rep, team: Team | None, visitors: set[int]) -> list[Role]:
    """Returns roles, past and present, that give access to the rep or belong to the visitors."""
    condition = Q(team__in=_team_and_region_ids(team)) | Q(rep=rep) | Q(team=None, rep=None)
    roles = Role.objects.exclude(kind=Role.Kind.REP).exclude(user=rep.user_id)
    return list(roles.filter(condition | Q(user__in=visitors)).select_related("user"))


def _team_and_region_ids(team: Team | None) -> list[int]:
    return [pk for pk in (team.pk, team.region_id) if pk] if team else []


def _gives_access(role: Role, rep: Rep, team: Team | None) -> bool:
    if role.kind == Role.Kind.ADMIN:
        return True
    if role.team_id:
        return role.team_id in _team_and_region_ids(team)
    return role.rep_id == rep.pk if role.kind == Role.Kind.COACH else role.kind == Role.Kind.VIEWER


def _by_kind(roles: Iterable[Role]) -> dict[Role.Kind, list[User]]:
    """Returns users by kind of role, each only once per kind."""
    users_by_kind: dict[Role.Kind, dict[int, User]] = {}
    for role in roles:
        users_by_kind.setdefault(Role.Kind(role.kind), {})[role.user_id] = role.user
    return {kind: list(users.values()) for kind, users in users_by_kind.items()}


def _role_on(visit: Visit, roles: Sequence[Role]) -> str:
    """Returns the visitor's roles on that day, in words."""
    kinds = {
        role.kind
        for role in roles
        if role.user_id == visit.user_id
        and role.kind in OVERSEEING_KINDS
        and role.held_on(visit.day)
    }
    return ", ".join(kind.value for kind in OVERSEEING_KINDS if kind in kinds)
