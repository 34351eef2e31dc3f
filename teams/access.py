"""Who may see and do what: the one place. Pages, API and exports all ask it.

What somebody may not see does not exist for them: every getter raises Denied, a 404, alike.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from teams.models import Group, Hook, Import, Organization, Rep, Role, Team, User
from teams.models.people import RepQuerySet, sitting
from teams.roles_held import coached_in, roles_held
from teams.sight import Sight


class Denied(Http404):
    """Not there for whoever asks: answered like what does not exist, and remembered."""


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

    def _reps(self, also: Q) -> RepQuerySet:
        reps: RepQuerySet = Rep.objects.filter(organization=self.organization, erased_on=None)
        if self.is_admin:
            return reps
        given = self.overseen_team_ids
        overseen = Q(memberships__team__in=given) | Q(memberships__team__region__in=given)
        looked_after = sitting(self.organization.today()) & overseen
        one_by_one = [r.rep_id for r in self.roles if r.kind == Role.Kind.COACH and r.rep_id]
        return reps.filter(also | looked_after | Q(pk__in=one_by_one)).distinct()

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


def viewer_of(user: User | AnonymousUser, organization_id: int | None = None) -> Viewer | None:
    """The user with today's roles, in that organisation or else the first there is a role in.

    None for whoever has none (any more).
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    held = roles_held(user)
    if not held:
        return None
    found = next((each for each in held if each.pk == organization_id), next(iter(held)))
    return Viewer(user, found, tuple(held[found]), tuple(held), tuple(coached_in(held)))


def as_coach(user: User) -> list[Viewer]:
    """The user once for each organisation they coach in, with nothing but the coach's roles."""
    coached = coached_in(roles_held(user))
    every = tuple(coached)
    return [Viewer(user, each, tuple(roles), every, every) for each, roles in coached.items()]


def team_or_404(viewer: Viewer, pk: int) -> Team:
    """A team whose leaderboard the viewer may see."""
    for team in viewer.teams:
        if team.pk == pk:
            return team
    raise Denied


def overseen_team_or_404(viewer: Viewer, pk: int) -> Team:
    """A team the viewer looks after."""
    team = team_or_404(viewer, pk)
    if not viewer.oversees_team(team):
        raise Denied
    return team


def group_or_404(viewer: Viewer, pk: int) -> Group:
    """A group the viewer saved, as long as they look after anybody."""
    mine = Group.objects.filter(organization=viewer.organization, by=viewer.user, pk=pk)
    found: Group | None = mine.first() if viewer.oversees else None
    if found is None:
        raise Denied
    return found


def managed_team_or_404(viewer: Viewer, pk: int) -> Team:
    """A team the viewer runs."""
    team = team_or_404(viewer, pk)
    if not viewer.manages_team(team):
        raise Denied
    return team


def hook_or_404(viewer: Viewer, pk: int) -> Hook:
    """A chat's address, of a team the viewer runs."""
    mine = [team for team in viewer.teams if viewer.manages_team(team)]
    found: Hook | None = Hook.objects.filter(pk=pk, team__in=mine).select_related("team").first()
    if found is None:
        raise Denied
    return found


def rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """A rep whose page the viewer may open."""
    if viewer.rep and viewer.rep.pk == pk:
        return viewer.rep
    rep = viewer.reps().filter(pk=pk).first()
    if rep is None:
        raise Denied
    rep.organization = viewer.organization
    return rep


def overseen_reps_or_404(viewer: Viewer, pks: Collection[str]) -> list[Rep]:
    """Reps the viewer looks after today, all of them, by what a form sent."""
    asked = {int(pk) for pk in pks if pk.isascii() and pk.isdecimal() and len(pk) < 10}
    found = list(viewer.overseen_reps().filter(pk__in=asked).select_related("organization"))
    if len(found) != len(set(pks)):
        raise Denied
    return found


def writable_rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """A rep whose facts the viewer may enter day by day."""
    rep = rep_or_404(viewer, pk)
    if not (viewer.is_admin or viewer.is_self(rep)):
        raise Denied
    return rep


def logged_by_or_404(viewer: Viewer, pk: int) -> Rep:
    """A rep whose days the viewer may read: oneself, whatever else one is."""
    rep = rep_or_404(viewer, pk)
    if not viewer.is_self(rep):
        raise Denied
    return rep


def own_rep_or_404(viewer: Viewer) -> Rep:
    """The viewer as a rep."""
    if viewer.rep is None:
        raise Denied
    return viewer.rep


def import_or_404(viewer: Viewer, pk: int) -> Import:
    """An import the viewer may look at and decide on: one's own, or of one's own days."""
    mine = Import.objects.filter(organization=viewer.organization)
    found: Import | None = mine.seen_by(viewer.user, viewer.rep).filter(pk=pk).first()
    if found is None or not viewer.takes_in_files:
        raise Denied
    found.organization = viewer.organization
    return found


def viewer_in(request: HttpRequest) -> Viewer:
    """Who asks, in a view that only people with a role get to."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def for_viewers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for people with a role: others sign in, or are told that nobody has given them one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.viewer is None:  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_admins(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for admins of the organisation; for others there is nothing here."""

    @for_viewers
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.viewer.is_admin:  # type: ignore[attr-defined]
            raise Denied
        return view(request, *args, **kwargs)

    return guarded
