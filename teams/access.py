"""Who may see and do what: the one place. Pages, API and exports all ask it.

What somebody may not see does not exist for them: every getter raises Http404 alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django_scopes import scopes_disabled

from teams.models import Organization, Rep, Role, Team, User
from teams.models.people import RepQuerySet, sitting


@dataclass(frozen=True)
class Viewer:
    """A user in an organisation, with the roles held there today (read anew each request)."""

    user: User
    organization: Organization
    roles: tuple[Role, ...]

    def _has(self, kind: Role.Kind) -> bool:
        return any(role.kind == kind for role in self.roles)

    @property
    def is_admin(self) -> bool:
        return self._has(Role.Kind.ADMIN)

    @property
    def is_coach(self) -> bool:
        """Coaches, and admins, export progress."""
        return self.is_admin or self._has(Role.Kind.COACH)

    @property
    def oversees(self) -> bool:
        """Whether anybody but oneself is looked after."""
        return self.is_coach or self._has(Role.Kind.MANAGER)

    @cached_property
    def rep(self) -> Rep | None:
        """The viewer as a rep."""
        mine = Rep.objects.filter(organization=self.organization, user=self.user)
        found: Rep | None = mine.first()
        if found:
            found.organization = self.organization
        return found

    @cached_property
    def overseen_team_ids(self) -> frozenset[int]:
        """Teams a manager or coach was given."""
        kinds = (Role.Kind.MANAGER, Role.Kind.COACH)
        return frozenset(r.team_id for r in self.roles if r.kind in kinds and r.team_id)

    @cached_property
    def teams(self) -> list[Team]:
        """Teams whose leaderboard may be seen: those looked after, and one's own."""
        teams = Team.objects.filter(organization=self.organization)
        if not self.is_admin:
            own = sitting(self.organization.today()) & Q(memberships__rep__user=self.user)
            teams = teams.filter(Q(pk__in=self.overseen_team_ids) | own).distinct()
        found = list(teams)
        for team in found:
            team.organization = self.organization
        return found

    def overseen_teams(self) -> list[Team]:
        """Teams looked after: those whose reps' pages may be opened and exported."""
        return [t for t in self.teams if self.is_admin or t.pk in self.overseen_team_ids]

    def reps(self) -> RepQuerySet:
        """Reps whose page may be opened: oneself and those looked after today."""
        reps: RepQuerySet = Rep.objects.filter(organization=self.organization)
        if self.is_admin:
            return reps
        overseen = Q(memberships__team__in=self.overseen_team_ids)
        looked_after = sitting(self.organization.today()) & overseen
        given = Q(pk__in=[r.rep_id for r in self.roles if r.kind == Role.Kind.COACH and r.rep_id])
        return reps.filter(Q(user=self.user) | looked_after | given).distinct()

    def oversees_team(self, team: Team) -> bool:
        """Whether the team is looked after (and not only one's own)."""
        return self.is_admin or team.pk in self.overseen_team_ids

    def writable_reps(self, among: set[int]) -> dict[int, Rep]:
        """Those of them (by id) whose facts may be entered day by day: oneself, or all as admin."""
        reps: RepQuerySet = Rep.objects.filter(organization=self.organization, pk__in=among)
        mine = reps if self.is_admin else reps.filter(user=self.user)
        return {rep.pk: rep for rep in mine.select_related("organization")}

    def is_self(self, rep: Rep) -> bool:
        """Whether the rep is the viewer: who alone sees daily counts and today's score."""
        return rep.user_id is not None and rep.user_id == self.user.pk


def viewer_of(user: User | AnonymousUser) -> Viewer | None:
    """The user with today's roles; None for whoever has none (any more)."""
    if not isinstance(user, User) or not user.is_active:
        return None
    with scopes_disabled():
        roles = list(Role.objects.of(user))
    for organization in dict.fromkeys(role.organization for role in roles):
        today = organization.today()
        mine = (role for role in roles if role.organization_id == organization.pk)
        if held := tuple(role for role in mine if role.held_on(today)):
            return Viewer(user, organization, held)
    return None


def team_or_404(viewer: Viewer, pk: int) -> Team:
    """A team whose leaderboard the viewer may see."""
    for team in viewer.teams:
        if team.pk == pk:
            return team
    raise Http404


def rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """A rep whose page the viewer may open."""
    if viewer.rep and viewer.rep.pk == pk:
        return viewer.rep
    rep = viewer.reps().filter(pk=pk).first()
    if rep is None:
        raise Http404
    rep.organization = viewer.organization
    return rep


def writable_rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """A rep whose facts the viewer may read and enter day by day."""
    rep = rep_or_404(viewer, pk)
    if not (viewer.is_admin or viewer.is_self(rep)):
        raise Http404
    return rep


def own_rep_or_404(viewer: Viewer) -> Rep:
    """The viewer as a rep."""
    if viewer.rep is None:
        raise Http404
    return viewer.rep


def for_viewers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for people with a role: others sign in, or are told that nobody has given them one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.viewer is None:  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
