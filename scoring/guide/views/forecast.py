"""Forecast of a rep's score, for everyone who may open the rep's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.guide.forecast import forecast
from scoring.guide.forecast_svg import NARROW, WIDE, forecast_drawing
from scoring.guide.next_actions import Minutes, next_page
from teams.access.getters import for_viewers, rep_or_404, viewer_in
from teams.access.visits import note_visit
from teams.models import Rep


@for_viewers
@require_safe
def rep_forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """Forecast page: the score in 30, 60 and 90 days, and the day of the next milestone."""
    viewer = viewer_in(request)
    rep = rep_or_404(viewer, pk)
    note_visit(viewer, rep)
    context = {"own": viewer.is_self(rep), **_ahead(rep)}
    return render(request, "scoring/rep_forecast.html", context)


@for_viewers
@require_safe
def ahead(request: HttpRequest, pk: int) -> HttpResponse:
    """Lazy-loaded end of a rep's page: the forecast and the first suggested action."""
    rep = rep_or_404(viewer_in(request), pk)
    page = next_page(rep, minutes=Minutes(), today=rep.today(), own=False)
    first = page.suggestions[:1] if page else ()
    return render(request, "components/ahead.html", {"suggestions": first, **_ahead(rep)})


def _ahead(rep: Rep) -> dict[str, Any]:
    """Template context: the forecast and its charts, or the reason there is none."""
    found = forecast(rep, today=rep.today())
    if isinstance(found, str):
        return {"rep": rep, "found": None, "missing": found}
    sizes = (("wide", WIDE), ("narrow", NARROW))
    drawings = [(kind, forecast_drawing(found, size)) for kind, size in sizes]
    return {"rep": rep, "found": found, "drawings": drawings}
