"""Forecast of a rep's score, for everyone who may open the rep's page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.guide.forecast import load_forecast
from scoring.guide.forecast_chart import forecast_chart
from scoring.guide.next_actions import TimeBudget, next_actions_page
from teams.access.getters import rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.visits import record_visit
from teams.models import Rep


@viewer_required
@require_safe
def forecast_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """Forecast page: the score in 30, 60 and 90 days, and the day of the next milestone."""
    viewer = request.viewer
    rep = rep_or_404(viewer, pk)
    record_visit(viewer, rep)
    context = {"own": viewer.is_self(rep), **_forecast_context(rep)}
    return render(request, "scoring/guide/forecast.html", context)


@viewer_required
@require_safe
def forecast_section(request: ViewerRequest, pk: int) -> HttpResponse:
    """Lazy-loaded end of a rep's page: the forecast and the first thing to do."""
    rep = rep_or_404(request.viewer, pk)
    page = next_actions_page(rep, minutes=TimeBudget(), today=rep.today(), own=False)
    return render(
        request,
        "scoring/guide/forecast_section.html",
        {"page": page, **_forecast_context(rep)},
    )


def _forecast_context(rep: Rep) -> dict[str, Any]:
    """Template context: the forecast and its chart, or the reason there is none."""
    forecast = load_forecast(rep, today=rep.today())
    if isinstance(forecast, str):
        return {"rep": rep, "forecast": None, "missing": forecast}
    return {"rep": rep, "forecast": forecast, "chart": forecast_chart(forecast)}
