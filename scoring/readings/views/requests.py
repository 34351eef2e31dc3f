"""Asks reps to enter their LinkedIn score, with one click on a leaderboard."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from teams.access.getters import overseen_reps_or_404, overseer_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.base.formatting import count_words
from teams.facts.reading_requests import request_readings
from teams.web.query_params import redirect_back


@viewer_required
@require_POST
def ask(request: ViewerRequest) -> HttpResponse:
    """Sends a reading request to each chosen rep, then returns to the board.

    Only reps the viewer looks after can be chosen; any other pk is a 404. One form field may hold
    many pks separated by spaces, because Django accepts at most 1,000 fields in a form.
    """
    viewer = overseer_or_404(request)
    pks = " ".join(request.POST.getlist("rep")).split()
    number = request_readings(reps=overseen_reps_or_404(viewer, pks), by=viewer.user)
    if len(pks) > 1:
        message = f"Asked {count_words(number, 'rep')} for their LinkedIn score."
        messages.success(request, message if number else "All of them were asked today already.")
    return redirect_back(request, "teams")
