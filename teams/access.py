"""Who may see and do what: the one place, with teams.viewer. Pages, API and exports all ask it.

What somebody may not see does not exist for them: every getter raises Denied, a 404, alike.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from teams.models import (
    ActionItem,
    CoachingSession,
    Group,
    Hook,
    Import,
    Programme,
    Rep,
    ReportTemplate,
    SessionNote,
    ShareLink,
    Team,
)
from teams.models.people import RepQuerySet
from teams.viewer import Viewer

Row = TypeVar("Row", bound=Model)


class Denied(Http404):
    """Not there for whoever asks: answered like what does not exist, and remembered."""


def first_or_denied(rows: QuerySet[Row]) -> Row:
    """The first of the rows; raises Denied where there is none."""
    found = rows.first()
    if found is None:
        raise Denied
    return found


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
    return first_or_denied(mine if viewer.oversees else mine.none())


def report_template_or_404(viewer: Viewer, pk: int) -> ReportTemplate:
    """How reports of the organisation look: whoever coaches there may use and change it."""
    ours = ReportTemplate.objects.filter(organization=viewer.organization, pk=pk)
    return first_or_denied(ours if viewer.is_coach else ours.none())


def managed_team_or_404(viewer: Viewer, pk: int) -> Team:
    """A team the viewer runs."""
    team = team_or_404(viewer, pk)
    if not viewer.manages_team(team):
        raise Denied
    return team


def programme_or_404(viewer: Viewer, pk: int) -> Programme:
    """A programme of whoever leads it, as long as they coach anybody; admins see each."""
    mine = Programme.objects.filter(organization=viewer.organization, pk=pk)
    if not viewer.is_admin:
        mine = mine.led_by(viewer.user) if viewer.is_coach else mine.none()
    found: Programme = first_or_denied(mine)
    found.organization = viewer.organization
    return found


def share_or_404(viewer: Viewer, pk: int) -> ShareLink:
    """A report that whoever coaches shared; admins see everybody's."""
    mine = ShareLink.objects.filter(organization=viewer.organization, pk=pk)
    if not viewer.is_admin:
        mine = mine.by_user(viewer.user) if viewer.is_coach else mine.none()
    return first_or_denied(mine)


def hook_or_404(viewer: Viewer, pk: int) -> Hook:
    """A chat's address, of a team the viewer runs."""
    mine = [team for team in viewer.teams if viewer.manages_team(team)]
    return first_or_denied(Hook.objects.filter(pk=pk, team__in=mine).select_related("team"))


def rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """A rep whose page the viewer may open."""
    if viewer.rep and viewer.rep.pk == pk:
        return viewer.rep
    rep: Rep = first_or_denied(viewer.reps().filter(pk=pk))
    rep.organization = viewer.organization
    return rep


def overseen_reps_or_404(viewer: Viewer, pks: Collection[str]) -> list[Rep]:
    """Reps the viewer looks after today, all of them, by what a form sent."""
    return _all_of(viewer.overseen_reps(), pks)


def reps_to_coach_or_404(viewer: Viewer, pks: Collection[str]) -> list[Rep]:
    """Reps with whom the viewer may agree on something, all of them, by what a form sent."""
    return _all_of(viewer.reps_to_coach(), pks)


def _all_of(reps: RepQuerySet, pks: Collection[str]) -> list[Rep]:
    asked = {int(pk) for pk in pks if pk.isascii() and pk.isdecimal() and len(pk) < 10}
    found = list(reps.filter(pk__in=asked).select_related("organization"))
    if len(found) != len(set(pks)):
        raise Denied
    return found


def session_or_404(viewer: Viewer, pk: int) -> CoachingSession:
    """A session of a rep the viewer coaches."""
    met = CoachingSession.objects.filter(rep__in=viewer.reps_to_coach().values("pk"))
    return first_or_denied(met.filter(pk=pk).select_related("rep"))


def own_note_or_404(viewer: Viewer, pk: int) -> SessionNote:
    """A note the viewer wrote, of a rep they still coach."""
    coached = viewer.reps_to_coach().values("pk")
    mine = SessionNote.objects.filter(by=viewer.user, session__rep__in=coached)
    return first_or_denied(mine.filter(pk=pk).select_related("session"))


def item_or_404(viewer: Viewer, pk: int, *, tick: bool = False) -> ActionItem:
    """What was agreed with a rep the viewer coaches; to `tick` it off, also one's own."""
    may = Q(rep__in=viewer.reps_to_coach().values("pk"))
    if tick:
        may |= Q(rep__user=viewer.user)
    agreed = ActionItem.objects.filter(may, organization=viewer.organization)
    return first_or_denied(agreed.filter(pk=pk).select_related("rep__organization"))


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
    ours = Import.objects.filter(organization=viewer.organization, pk=pk)
    mine = ours.seen_by(viewer.user, viewer.rep) if viewer.takes_in_files else ours.none()
    found: Import = first_or_denied(mine)
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
