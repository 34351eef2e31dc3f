"""A rep's forecast, to whoever may open the rep's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.forecast_drawing import NARROW, WIDE, forecast_drawing
from scoring.forecasts import Outcome, forecast
from teams.access import for_viewers, rep_or_404, viewer_in
from teams.visits import note_visit


@for_viewers
@require_safe
def rep_forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """In 30, 60 and 90 days, and when the next milestone comes."""
    viewer = viewer_in(request)
    rep = rep_or_404(viewer, pk)
    note_visit(viewer, rep)
    found = forecast(rep, today=rep.today())
    is_there = isinstance(found, Outcome)
    sizes = (("wide", WIDE), ("narrow", NARROW))
    context = {
        "rep": rep,
        "own": viewer.is_self(rep),
        "found": found if is_there else None,
        "missing": "" if is_there else found,
        "drawings": [(kind, forecast_drawing(found, size)) for kind, size in sizes]
        if isinstance(found, Outcome)
        else [],
    }
    return render(request, "scoring/rep_forecast.html", context)
