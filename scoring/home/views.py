"""Home page: redirects each role to the page it works with."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from scoring.boards.onboarding import onboarding_steps
from scoring.home.clients import clients_of
from teams.access.getters import Denied, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import coach_viewers_of
from teams.models import OfficialReading


@viewer_required
@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """Redirects to clients, teams (first steps), a leaderboard, the log or a reading."""
    viewer = request.viewer
    if len(viewer.clients) > 1 and "inside" not in request.GET:
        return redirect("clients")
    if onboarding_steps(viewer):
        return redirect("teams")
    if viewer.oversees and len(viewer.teams) == 1:
        return redirect("team_leaderboard", viewer.teams[0].pk)
    if viewer.oversees or viewer.rep is None:
        return redirect("teams")
    # An invited rep starts with the LinkedIn score: it takes a minute and says the most.
    started = viewer.rep.days.exists() or OfficialReading.objects.of(viewer.rep).exists()
    return redirect("log" if started else "reading")


@viewer_required
@require_safe
def clients(request: ViewerRequest) -> HttpResponse:
    """One row per client organisation, with a button that switches to it."""
    viewer = request.viewer
    if not viewer.clients:
        raise Denied
    context = {"clients": clients_of(coach_viewers_of(viewer.user))}
    return render(request, "scoring/home/clients.html", context)
