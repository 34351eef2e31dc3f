"""TV leaderboards for a screen in the office: one team, or all teams in turn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.boards import scope
from scoring.boards.query import PERIODS
from scoring.boards.tv import build_screen
from teams.access.getters import Denied, team_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.models import Team
from teams.web.query_params import number_param


@viewer_required
@require_safe
def team_tv(request: ViewerRequest, pk: int) -> HttpResponse:
    """One team; the page reloads every 60 seconds."""
    viewer = request.viewer
    team = team_or_404(viewer, pk)
    return _screen(request, viewer, team, following=request.get_full_path(), seconds=60)


@viewer_required
@require_safe
def tv(request: ViewerRequest) -> HttpResponse:
    """The viewer's teams in turn, 20 seconds each."""
    viewer = request.viewer
    if not viewer.teams:
        raise Denied
    at = number_param(request.GET, "at", tuple(range(len(viewer.teams))), 0)
    period = number_param(request.GET, "period", PERIODS, 30)
    following = f"{reverse('tv')}?at={(at + 1) % len(viewer.teams)}&period={period}"
    return _screen(request, viewer, viewer.teams[at], following=following, seconds=20)


def _screen(
    request: HttpRequest, viewer: Viewer, team: Team, *, following: str, seconds: int
) -> HttpResponse:
    period = number_param(request.GET, "period", PERIODS, 30)
    screen = build_screen(scope.team_scope(viewer, team), team.name, period)
    context = {"team": team, "screen": screen, "following": following, "seconds": seconds}
    return render(request, "scoring/boards/tv.html", context)
