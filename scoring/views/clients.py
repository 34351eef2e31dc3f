"""Home page of a coach who works in several organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.clients import clients as clients_of
from teams.access.getters import Denied, for_viewers
from teams.access.viewer import Viewer, as_coach


@for_viewers
@require_safe
def clients(request: HttpRequest) -> HttpResponse:
    """One row per client organisation, with a button that switches to it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.clients:
        raise Denied
    context = {"clients": clients_of(as_coach(viewer.user))}
    return render(request, "scoring/clients.html", context)
