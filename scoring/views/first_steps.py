"""Ends onboarding: the button of the last first step, which leads to the leaderboard."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from teams.access.getters import for_admins
from teams.access.viewer import Viewer
from teams.people.organization_settings import begin


@for_admins
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Marks the organisation as set up, so the steps no longer show, and goes to a leaderboard."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    begin(organization=viewer.organization, by=viewer.user)
    if len(viewer.teams) == 1:
        return redirect("leaderboard", viewer.teams[0].pk)
    return redirect("teams")
