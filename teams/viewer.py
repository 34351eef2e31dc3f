"""Who asks, with the roles of today: what they are, whom they look after, what they may see of it.

Getters and guards built on it are in teams.access.
"""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from teams.models import Organization, Rep, Role, Team, User
from teams.models.people import RepQuerySet, sitting
from teams.roles_held import coached_in, roles_held
from teams.sight import Sight


@dataclass(frozen=True)
class Viewer:
    """A user in an organisation, with the roles held there today (read anew each request)."""

    user: User
    organization: Organization
    roles: tuple[Role, ...]
    # All the user has a role in today, by when the first was given; this one among them.
    organizations: tuple[Organization, ...]
    # Those of them where the user coaches.
    clients: tuple[Organization, ...] = ()

    @classmethod
    def playing(cls, kind: Role.Kind, team: Team) -> "Viewer":
        """Nobody in particular with that role in that team, to show what such a person gets."""
        role = Role(kind=kind, team=None if kind == Role.Kind.ADMIN else team)
        nobody = cls(User(), team.organization, (role,), (team.organization,))
        vars(nobody)["rep"] = None  # remembered: there is nothing to look up
        return nobody

    def _has(self, *kinds: Role.Kind) -> bool:
        return any(role.kind in kinds for role in self.roles)

    def _given(self, *kinds: Role.Kind) -> frozenset[int]:
        """The teams and regions that roles of these kinds name."""
        return frozenset(r.team_id for r in self.roles if r.kind in kinds and r.team_id)

    @property
    def is_admin(self) -> bool:
        return self._has(Role.Kind.ADMIN)

    @property
    def is_coach(self) -> bool:
        """Coaches, and admins, export progress."""
        return self._has(Role.Kind.COACH, Role.Kind.ADMIN)

    @property
    def oversees(self) -> bool:
        """Whether anybody but oneself is looked after."""
        return self._has(Role.Kind.MANAGER, Role.Kind.COACH, Role.Kind.ADMIN)

    @cached_property
    def rep(self) -> Rep | None:
        """The viewer as a rep."""
        mine = Rep.objects.filter(organization=self.organization, user=self.user)
        found: Rep | None = mine.first()
        if found:
            found.organization = self.organization
        return found

    @property
    def takes_in_files(self) -> bool:
        """Reps bring their own files, admins those of many."""
        return self.is_admin or self.rep is not None

    @cached_property
    def overseen_team_ids(self) -> frozenset[int]:
        """Teams and regions a manager or coach was given."""
        return self._given(Role.Kind.MANAGER, Role.Kind.COACH)

    @cached_property
    def read_team_ids(self) -> frozenset[int]:
        """Teams and regions whose leaderboard alone was given."""
        return self._given(Role.Kind.VIEWER)

    @property
    def reads_every_board(self) -> bool:
        """Admins, and viewers without a team, see all leaderboards."""
        return self.is_admin or any(
            r.kind == Role.Kind.VIEWER and not r.team_id for r in self.roles
        )

    @cached_property
    def teams(self) -> list[Team]:
        """Teams and regions whose leaderboard may be opened: those given, and one's own.

        Whether one sees the others on one's own board is `sees_names`' to say.
        """
        teams = Team.objects.filter(organization=self.organization)
        if not self.reads_every_board:
            given = self.overseen_team_ids | self.read_team_ids
            mine = Q(pk__in=given) | Q(region__in=given)
            if self.organization.visibility != Organization.Visibility.MANAGERS:
                own = sitting(self.organization.today()) & Q(memberships__rep__user=self.user)
                mine |= own
            teams = teams.filter(mine).distinct()
        found = list(teams)
        for team in found:
            team.organization = self.organization
        return found

    def overseen_teams(self) -> list[Team]:
        """Teams looked after: those whose reps' pages may be opened and exported."""
        return [team for team in self.teams if self.oversees_team(team)]

    def reps(self) -> RepQuerySet:
        """Reps whose page may be opened: oneself and those looked after today."""
        return self._reps(Q(user=self.user))

    def overseen_reps(self) -> RepQuerySet:
        """Reps looked after today, who alone are in what is exported of a team."""
        return self._reps(Q())

    def coached_reps(self) -> RepQuerySet:
        """Reps of whom one is a coach today: what is said in confidence is said among those two."""
        return self._within(self._given(Role.Kind.COACH), Q())

    def reps_to_coach(self) -> RepQuerySet:
        """Reps with whom one may agree on something: as their coach, or as admin."""
        return self._reps(Q()) if self.is_admin else self.coached_reps()

    def _reps(self, also: Q) -> RepQuerySet:
        if self.is_admin:
            return self._present()
        return self._within(self.overseen_team_ids, also)

    def _within(self, given: frozenset[int], also: Q) -> RepQuerySet:
        """Who sits in these teams and regions, and whom one coaches one by one."""
        overseen = Q(memberships__team__in=given) | Q(memberships__team__region__in=given)
        looked_after = sitting(self.organization.today()) & overseen
        one_by_one = [r.rep_id for r in self.roles if r.kind == Role.Kind.COACH and r.rep_id]
        return self._present().filter(also | looked_after | Q(pk__in=one_by_one)).distinct()

    def _present(self) -> RepQuerySet:
        reps: RepQuerySet = Rep.objects.filter(organization=self.organization, erased_on=None)
        return reps

    def oversees_team(self, team: Team) -> bool:
        """Whether the team is looked after (and not only one's own)."""
        return self.is_admin or bool({team.pk, team.region_id} & self.overseen_team_ids)

    def manages_team(self, team: Team) -> bool:
        """Whether the team is theirs to run: who only coaches it says nothing into its chats."""
        managed = self._given(Role.Kind.MANAGER)
        return self.is_admin or bool({team.pk, team.region_id} & managed)

    def sees_everybody(self, team: Team) -> bool:
        """Whether a board of the team shows everybody's score, not only one's own."""
        return (
            self.oversees_team(team)
            or self._reads_board(team)
            or self.organization.visibility == Organization.Visibility.TEAM
        )

    def _reads_board(self, team: Team) -> bool:
        """Whether the board was given to be read, wherever one sits."""
        given = bool({team.pk, team.region_id} & self.read_team_ids)
        return self.reads_every_board or given

    def sight(self, team: Team) -> Sight:
        """What the viewer sees of the team's board, if it may be opened at all."""
        oversees = self.oversees_team(team)
        mine = None if oversees else self.rep
        return Sight(
            oversees=oversees,
            everybody=self.sees_everybody(team),
            own=mine.pk if mine else None,
            smallest_group=self.organization.smallest_group,
            teammate=not (oversees or self._reads_board(team)),
        )

    def writable_reps(self, among: set[int]) -> dict[int, Rep]:
        """Those of them (by id) whose facts may be entered day by day: oneself, or all as admin."""
        reps: RepQuerySet = Rep.objects.filter(
            organization=self.organization, pk__in=among, erased_on=None
        )
        mine = reps if self.is_admin else reps.filter(user=self.user)
        return {rep.pk: rep for rep in mine.select_related("organization")}

    def is_self(self, rep: Rep) -> bool:
        """Whether the rep is the viewer: who alone sees daily counts and today's score."""
        return rep.user_id is not None and rep.user_id == self.user.pk


def current_viewer(user: User | AnonymousUser, organization_id: int | None = None) -> Viewer | None:
    """The user with today's roles in that organisation, or else in the first they have a role in.

    None without a role anywhere.
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    held = roles_held(user)
    if not held:
        return None
    found = next((each for each in held if each.pk == organization_id), next(iter(held)))
    return Viewer(user, found, tuple(held[found]), tuple(held), tuple(coached_in(held)))


def viewer_of(user: User | AnonymousUser, organization_id: int) -> Viewer | None:
    """The user with today's roles in that organisation; None without a role there.

    This is who a report, a mail, a shared link or a token acts for, at the moment it does.
    """
    viewer = current_viewer(user, organization_id)
    return viewer if viewer and viewer.organization.pk == organization_id else None


def coaching_viewer_of(user: User, organization_id: int) -> Viewer | None:
    """The user with today's roles in that organisation; None unless they coach or run it."""
    viewer = viewer_of(user, organization_id)
    return viewer if viewer and viewer.is_coach else None


def as_coach(user: User) -> list[Viewer]:
    """The user once for each organisation they coach in, with nothing but the coach's roles."""
    coached = coached_in(roles_held(user))
    every = tuple(coached)
    return [Viewer(user, each, tuple(roles), every, every) for each, roles in coached.items()]
