"""Asking reps for LinkedIn's number, with one click from a board."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from teams.access import Denied, for_viewers, overseen_reps_or_404, viewer_in
from teams.requests import ask_for_readings
from teams.views.addresses import back_to


@for_viewers
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Asks those named, who are looked after, and goes back to the board."""
    viewer = viewer_in(request)
    if not viewer.oversees:
        raise Denied
    reps = overseen_reps_or_404(viewer, request.POST.getlist("rep"))
    ask_for_readings(reps=reps, by=viewer.user)
    return back_to(request, "teams")
