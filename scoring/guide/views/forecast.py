"""Forecast of a rep's score, for everyone who may open the rep's page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.guide.forecast import ForecastPage, forecast_from, load_forecast
from scoring.guide.forecast_chart import forecast_chart
from scoring.guide.load_course import load_outlook
from scoring.guide.next_actions import TimeBudget, next_actions_from
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
    forecast = load_forecast(rep, today=rep.today())
    context = {"own": viewer.is_self(rep), **_forecast_context(rep, forecast)}
    return render(request, "scoring/guide/forecast.html", context)


@viewer_required
@require_safe
def forecast_section(request: ViewerRequest, pk: int) -> HttpResponse:
    """Lazy-loaded end of a rep's page: the forecast and the first thing to do."""
    rep = rep_or_404(request.viewer, pk)
    today = rep.today()
    outlook = load_outlook(rep, today=today)
    page = next_actions_from(rep, outlook, minutes=TimeBudget(), today=today, own=False)
    forecast = forecast_from(rep, outlook, today=today)
    return render(
        request,
        "scoring/guide/forecast_section.html",
        {"page": page, **_forecast_context(rep, forecast)},
    )


def _forecast_context(rep: Rep, forecast: ForecastPage | str) -> dict[str, Any]:
    """Template context: the forecast and its chart, or the reason there is none."""
    if isinstance(forecast, str):
        return {"rep": rep, "forecast": None, "missing": forecast}
    return {"rep": rep, "forecast": forecast, "chart": forecast_chart(forecast)}
