"""The signed-in user with today's roles: which teams and reps they oversee, and what they may see.

Getters and view decorators built on it are in teams.access.getters.
"""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django_scopes import scopes_disabled

from teams.access.board_visibility import BoardVisibility
from teams.models import Organization, Rep, Role, Team, User
from teams.models.people import RepQuerySet, member_on


@dataclass(frozen=True)
class Viewer:
    """A user in one organisation with the roles held today, loaded on each request."""

    user: User
    organization: Organization
    roles: tuple[Role, ...]
    # Every organisation the user has a role in today, by the date of the first role; includes this
    # one.
    organizations: tuple[Organization, ...]
    # The subset of `organizations` where the user is a coach.
    clients: tuple[Organization, ...] = ()

    @classmethod
    def for_preview(cls, kind: Role.Kind, team: Team) -> "Viewer":
        """Returns a viewer without an account who holds this role in the team, for previews."""
        role = Role(kind=kind, team=None if kind == Role.Kind.ADMIN else team)
        viewer = cls(User(), team.organization, (role,), (team.organization,))
        vars(viewer)["rep"] = None  # fills the cached property, so no query is made
        return viewer

    def _has(self, *kinds: Role.Kind) -> bool:
        return any(role.kind in kinds for role in self.roles)

    def _team_ids_of_roles(self, *kinds: Role.Kind) -> frozenset[int]:
        """Returns the ids of the teams and regions named by roles of these kinds."""
        return frozenset(r.team_id for r in self.roles if r.kind in kinds and r.team_id)

    @property
    def is_admin(self) -> bool:
        return self._has(Role.Kind.ADMIN)

    @property
    def is_coach(self) -> bool:
        """Whether the viewer is a coach or an admin; both may export progress."""
        return self._has(Role.Kind.COACH, Role.Kind.ADMIN)

    @property
    def oversees(self) -> bool:
        """Whether the viewer holds any role that oversees other reps."""
        return self._has(Role.Kind.MANAGER, Role.Kind.COACH, Role.Kind.ADMIN)

    @cached_property
    def rep(self) -> Rep | None:
        """The viewer's own rep in this organisation, or None."""
        reps = Rep.objects.filter(organization=self.organization, user=self.user)
        rep: Rep | None = reps.first()
        if rep:
            rep.organization = self.organization
        return rep

    @property
    def can_import(self) -> bool:
        """Whether the viewer may import files: reps their own, admins those of many reps."""
        return self.is_admin or self.rep is not None

    @cached_property
    def overseen_team_ids(self) -> frozenset[int]:
        """Ids of the teams and regions the viewer manages or coaches."""
        return self._team_ids_of_roles(Role.Kind.MANAGER, Role.Kind.COACH)

    @cached_property
    def read_team_ids(self) -> frozenset[int]:
        """Ids of the teams and regions whose leaderboard the viewer may read, and nothing more."""
        return self._team_ids_of_roles(Role.Kind.VIEWER)

    @property
    def reads_every_board(self) -> bool:
        """Whether all leaderboards are readable: for admins, and viewer roles without a team."""
        return self.is_admin or any(
            r.kind == Role.Kind.VIEWER and not r.team_id for r in self.roles
        )

    @cached_property
    def teams(self) -> list[Team]:
        """Teams and regions whose leaderboard the viewer may open: by role, and as a member.

        What a member sees of teammates on the board is decided by `board_visibility`.
        """
        teams = Team.objects.filter(organization=self.organization)
        if not self.reads_every_board:
            team_ids = self.overseen_team_ids | self.read_team_ids
            readable = Q(pk__in=team_ids) | Q(region__in=team_ids)
            if self.organization.visibility != Organization.Visibility.MANAGERS:
                membership = member_on(self.organization.today()) & Q(
                    memberships__rep__user=self.user
                )
                readable |= membership
            teams = teams.filter(readable).distinct()
        loaded = list(teams)
        for team in loaded:
            team.organization = self.organization
        return loaded

    def overseen_teams(self) -> list[Team]:
        """Returns the teams the viewer oversees, whose rep pages and exports are allowed."""
        return [team for team in self.teams if self.oversees_team(team)]

    def reps(self) -> RepQuerySet:
        """Returns the reps whose page the viewer may open: their own and those they oversee."""
        return self._reps(Q(user=self.user))

    def overseen_reps(self) -> RepQuerySet:
        """Returns the reps the viewer oversees today; exports contain only these."""
        return self._reps(Q())

    def coached_reps(self) -> RepQuerySet:
        """Returns the reps the viewer coaches today, with whom private notes are shared."""
        return self._within(self._team_ids_of_roles(Role.Kind.COACH), Q())

    def reps_to_coach(self) -> RepQuerySet:
        """Returns the reps the viewer may agree actions with, as their coach or as an admin."""
        return self._reps(Q()) if self.is_admin else self.coached_reps()

    def _reps(self, own_condition: Q) -> RepQuerySet:
        if self.is_admin:
            return self._present()
        return self._within(self.overseen_team_ids, own_condition)

    def _within(self, team_ids: frozenset[int], own_condition: Q) -> RepQuerySet:
        """Returns members of these teams or regions today, and reps coached individually."""
        in_teams = Q(memberships__team__in=team_ids) | Q(memberships__team__region__in=team_ids)
        members = member_on(self.organization.today()) & in_teams
        coached_ids = [r.rep_id for r in self.roles if r.kind == Role.Kind.COACH and r.rep_id]
        return self._present().filter(own_condition | members | Q(pk__in=coached_ids)).distinct()

    def _present(self) -> RepQuerySet:
        reps: RepQuerySet = Rep.objects.filter(organization=self.organization, erased_on=None)
        return reps

    def oversees_team(self, team: Team) -> bool:
        """Whether the viewer oversees the team, rather than only being a member of it."""
        return self.is_admin or bool({team.pk, team.region_id} & self.overseen_team_ids)

    def manages_team(self, team: Team) -> bool:
        """Whether the viewer manages the team; a coach alone may not post to its chats."""
        managed_ids = self._team_ids_of_roles(Role.Kind.MANAGER)
        return self.is_admin or bool({team.pk, team.region_id} & managed_ids)

    def sees_everybody(self, team: Team) -> bool:
        """Whether the team's leaderboard shows the viewer every score, not only their own."""
        return (
            self.oversees_team(team)
            or self._reads_board(team)
            or self.organization.visibility == Organization.Visibility.TEAM
        )

    def _reads_board(self, team: Team) -> bool:
        """Whether a viewer role allows reading this leaderboard, independent of membership."""
        has_role = bool({team.pk, team.region_id} & self.read_team_ids)
        return self.reads_every_board or has_role

    def board_visibility(self, team: Team) -> BoardVisibility:
        """Returns what the viewer sees on the team's leaderboard, if they may open it at all."""
        oversees = self.oversees_team(team)
        own_rep = None if oversees else self.rep
        return BoardVisibility(
            oversees=oversees,
            everybody=self.sees_everybody(team),
            own=own_rep.pk if own_rep else None,
            smallest_group=self.organization.smallest_group,
            teammate=not (oversees or self._reads_board(team)),
        )

    def writable_reps(self, ids: set[int]) -> dict[int, Rep]:
        """Returns the reps among these ids whose daily facts the viewer may enter, by id.

        Admins may enter facts for all of them, everyone else only for themselves.
        """
        reps: RepQuerySet = Rep.objects.filter(
            organization=self.organization, pk__in=ids, erased_on=None
        )
        writable = reps if self.is_admin else reps.filter(user=self.user)
        return {rep.pk: rep for rep in writable.select_related("organization")}

    def is_self(self, rep: Rep) -> bool:
        """Whether the rep is the viewer: only the rep sees their daily counts and today's score."""
        return rep.user_id is not None and rep.user_id == self.user.pk


def current_viewer(user: User | AnonymousUser, organization_id: int | None = None) -> Viewer | None:
    """Returns the user with today's roles, or None without any role or with an inactive account.

    The organisation is `organization_id` where the user holds a role in it, else the one in which
    they got their first role.
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    roles = current_roles_of(user)
    if not roles:
        return None
    organization = next((each for each in roles if each.pk == organization_id), next(iter(roles)))
    return Viewer(
        user, organization, tuple(roles[organization]), tuple(roles), tuple(only_coach_roles(roles))
    )


def viewer_of(user: User | AnonymousUser, organization_id: int) -> Viewer | None:
    """Returns the user with today's roles in that organisation, or None without a role there.

    Reports, mails, shared links and tokens act for this viewer.
    """
    viewer = current_viewer(user, organization_id)
    return viewer if viewer and viewer.organization.pk == organization_id else None


def coaching_viewer_of(user: User, organization_id: int) -> Viewer | None:
    """Returns the user with today's roles in that organisation, or None unless they coach there."""
    viewer = viewer_of(user, organization_id)
    return viewer if viewer and viewer.is_coach else None


def coach_viewers_of(user: User) -> list[Viewer]:
    """Returns one viewer for each organisation the user coaches in, with coach roles only."""
    coached = only_coach_roles(current_roles_of(user))
    organizations = tuple(coached)
    return [
        Viewer(user, each, tuple(roles), organizations, organizations)
        for each, roles in coached.items()
    ]


RolesByOrganization = dict[Organization, list[Role]]


def current_roles_of(user: User) -> RolesByOrganization:
    """Returns today's roles by organisation, ordered by the first role granted."""
    roles: RolesByOrganization = {}
    with scopes_disabled():
        for role in Role.objects.of(user):
            if role.held_on(role.organization.today()):
                roles.setdefault(role.organization, []).append(role)
    return roles


def only_coach_roles(roles_by_organization: RolesByOrganization) -> RolesByOrganization:
    """Returns the organisations in which the user is a coach, with the coach roles only."""
    coach_roles = {
        each: [r for r in roles_by_organization[each] if r.kind == Role.Kind.COACH]
        for each in roles_by_organization
    }
    return {each: roles for each, roles in coach_roles.items() if roles}
