"""Who may see and do what: the one place, with teams.viewer. Pages, API and exports all ask it.

What somebody may not see does not exist for them: every getter raises Denied, a 404, alike.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from teams.models import Group, Hook, Import, Programme, Rep, ReportTemplate, ShareLink, Team
from teams.viewer import Viewer


class Denied(Http404):
    """Not there for whoever asks: answered like what does not exist, and remembered."""


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


def report_template_or_404(viewer: Viewer, pk: int) -> ReportTemplate:
    """How reports of the organisation look: whoever coaches there may use and change it."""
    ours = ReportTemplate.objects.filter(organization=viewer.organization, pk=pk)
    found: ReportTemplate | None = ours.first() if viewer.is_coach else None
    if found is None:
        raise Denied
    return found


def managed_team_or_404(viewer: Viewer, pk: int) -> Team:
    """A team the viewer runs."""
    team = team_or_404(viewer, pk)
    if not viewer.manages_team(team):
        raise Denied
    return team


def programme_or_404(viewer: Viewer, pk: int) -> Programme:
    """A programme of whoever leads it, as long as they coach anybody; admins see each."""
    mine = Programme.objects.filter(organization=viewer.organization)
    if not viewer.is_admin:
        mine = mine.led_by(viewer.user)
    found: Programme | None = mine.filter(pk=pk).first() if viewer.is_coach else None
    if found is None:
        raise Denied
    found.organization = viewer.organization
    return found


def share_or_404(viewer: Viewer, pk: int) -> ShareLink:
    """A report that whoever coaches shared; admins see everybody's."""
    mine = ShareLink.objects.filter(organization=viewer.organization)
    if not viewer.is_admin:
        mine = mine.by_user(viewer.user)
    found: ShareLink | None = mine.filter(pk=pk).first() if viewer.is_coach else None
    if found is None:
        raise Denied
    return found


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
