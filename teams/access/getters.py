"""Access control: getters that return an object the viewer may use, or raise a 404.

Pages, the API and exports all go through this module and teams.access.viewer. An object outside the
viewer's permissions looks exactly like a missing one: every getter raises `Denied`, a 404.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase

from teams.access.requests import SiteRequest, ViewerRequest
from teams.access.viewer import Viewer
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

Row = TypeVar("Row", bound=Model)


class Denied(Http404):
    """Permission denied, answered as a 404 like a missing object and written to the audit log."""


def first_or_denied(rows: QuerySet[Row]) -> Row:
    """Returns the first of the rows, or raises Denied."""
    row = rows.first()
    if row is None:
        raise Denied
    return row


def team_or_404(viewer: Viewer, pk: int) -> Team:
    """Returns a team whose leaderboard the viewer may see, or raises Denied."""
    for team in viewer.teams:
        if team.pk == pk:
            return team
    raise Denied


def overseen_team_or_404(viewer: Viewer, pk: int) -> Team:
    """Returns a team the viewer oversees as manager, coach or admin, or raises Denied."""
    team = team_or_404(viewer, pk)
    if not viewer.oversees_team(team):
        raise Denied
    return team


def group_or_404(viewer: Viewer, pk: int) -> Group:
    """Returns a group the viewer saved, as long as they oversee any reps, or raises Denied."""
    groups = Group.objects.filter(organization=viewer.organization, by=viewer.user, pk=pk)
    return first_or_denied(groups if viewer.oversees else groups.none())


def report_template_or_404(viewer: Viewer, pk: int) -> ReportTemplate:
    """Returns a report design of the organisation; its coaches may use and change it."""
    templates = ReportTemplate.objects.filter(organization=viewer.organization, pk=pk)
    return first_or_denied(templates if viewer.is_coach else templates.none())


def managed_team_or_404(viewer: Viewer, pk: int) -> Team:
    """Returns a team the viewer manages (or any, as admin), or raises Denied."""
    team = team_or_404(viewer, pk)
    if not viewer.manages_team(team):
        raise Denied
    return team


def programme_or_404(viewer: Viewer, pk: int) -> Programme:
    """Returns a programme the viewer leads and is still a coach for; admins get any programme."""
    programmes = Programme.objects.filter(organization=viewer.organization, pk=pk)
    if not viewer.is_admin:
        programmes = programmes.led_by(viewer.user) if viewer.is_coach else programmes.none()
    programme: Programme = first_or_denied(programmes)
    programme.organization = viewer.organization
    return programme


def share_link_or_404(viewer: Viewer, pk: int) -> ShareLink:
    """Returns a share link the viewer created and is still a coach for; admins get any link."""
    links = ShareLink.objects.filter(organization=viewer.organization, pk=pk)
    if not viewer.is_admin:
        links = links.by_user(viewer.user) if viewer.is_coach else links.none()
    return first_or_denied(links)


def hook_or_404(viewer: Viewer, pk: int) -> Hook:
    """Returns a chat webhook of a team the viewer manages, or raises Denied."""
    managed_teams = [team for team in viewer.teams if viewer.manages_team(team)]
    return first_or_denied(
        Hook.objects.filter(pk=pk, team__in=managed_teams).select_related("team")
    )


def rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """Returns a rep whose page the viewer may open, or raises Denied."""
    if viewer.rep and viewer.rep.pk == pk:
        return viewer.rep
    rep: Rep = first_or_denied(viewer.reps().filter(pk=pk))
    rep.organization = viewer.organization
    return rep


def overseen_reps_or_404(viewer: Viewer, pks: Collection[str]) -> list[Rep]:
    """Returns the reps with these ids from a form, if the viewer oversees all of them today."""
    return _all_reps_or_denied(viewer.overseen_reps(), pks)


def reps_to_coach_or_404(viewer: Viewer, pks: Collection[str]) -> list[Rep]:
    """Returns the reps with these ids from a form, if the viewer may coach all of them."""
    return _all_reps_or_denied(viewer.reps_to_coach(), pks)


def _all_reps_or_denied(reps: RepQuerySet, pks: Collection[str]) -> list[Rep]:
    ids = {int(pk) for pk in pks if pk.isascii() and pk.isdecimal() and len(pk) < 10}
    allowed = list(reps.filter(pk__in=ids).select_related("organization"))
    if len(allowed) != len(set(pks)):
        raise Denied
    return allowed


def session_or_404(viewer: Viewer, pk: int) -> CoachingSession:
    """Returns a coaching session of a rep the viewer coaches, or raises Denied."""
    sessions = CoachingSession.objects.filter(rep__in=viewer.reps_to_coach().values("pk"))
    return first_or_denied(sessions.filter(pk=pk).select_related("rep"))


def own_note_or_404(viewer: Viewer, pk: int) -> SessionNote:
    """Returns a note the viewer wrote about a rep they still coach, or raises Denied."""
    coached = viewer.reps_to_coach().values("pk")
    notes = SessionNote.objects.filter(by=viewer.user, session__rep__in=coached)
    return first_or_denied(notes.filter(pk=pk).select_related("session"))


def action_item_or_404(viewer: Viewer, pk: int, *, include_own: bool = False) -> ActionItem:
    """Returns an action item of a rep the viewer coaches, or one of their own if `include_own`."""
    condition = Q(rep__in=viewer.reps_to_coach().values("pk"))
    if include_own:
        condition |= Q(rep__user=viewer.user)
    items = ActionItem.objects.filter(condition, organization=viewer.organization)
    return first_or_denied(items.filter(pk=pk).select_related("rep__organization"))


def writable_rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """Returns a rep whose daily facts the viewer may enter: the rep or an admin."""
    rep = rep_or_404(viewer, pk)
    if not (viewer.is_admin or viewer.is_self(rep)):
        raise Denied
    return rep


def daily_log_rep_or_404(viewer: Viewer, pk: int) -> Rep:
    """Returns the viewer's own rep; only the rep may read a daily log, no other role may."""
    rep = rep_or_404(viewer, pk)
    if not viewer.is_self(rep):
        raise Denied
    return rep


def own_rep_or_404(viewer: Viewer) -> Rep:
    """Returns the viewer's own rep, or raises Denied."""
    if viewer.rep is None:
        raise Denied
    return viewer.rep


def import_or_404(viewer: Viewer, pk: int) -> Import:
    """Returns an import the viewer started or of the viewer's days, or raises Denied."""
    imports = Import.objects.filter(organization=viewer.organization, pk=pk)
    visible = imports.visible_to(viewer.user, viewer.rep) if viewer.can_import else imports.none()
    imported: Import = first_or_denied(visible)
    imported.organization = viewer.organization
    return imported


def coach_or_404(request: ViewerRequest) -> Viewer:
    """Returns the viewer if they are a coach or an admin, or raises Denied."""
    if not request.viewer.is_coach:
        raise Denied
    return request.viewer


def overseer_or_404(request: ViewerRequest) -> Viewer:
    """Returns the viewer if they oversee any reps, or raises Denied."""
    if not request.viewer.oversees:
        raise Denied
    return request.viewer


def viewer_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: requires a role; redirects to sign-in, or raises a 404 without a role."""

    @wraps(view)
    def guarded(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.viewer is None:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def admin_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: requires an admin of the organisation; raises Denied for everyone else."""

    @viewer_required
    @wraps(view)
    def guarded(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.viewer.is_admin:
            raise Denied
        return view(request, *args, **kwargs)

    return guarded
