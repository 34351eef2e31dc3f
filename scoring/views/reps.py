"""A rep's own page; whoever looks after the rep sees it as of the last close."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring import charts, standing
from teams.access import Viewer, for_viewers, rep_or_404
from teams.views.addresses import number_of, one_of, picks

VIEWS = [("total", "Total"), ("pillars", "Pillars")]
NAMES = {30: "30 days", 90: "90 days", 365: "Year"}


@for_viewers
@require_safe
def rep(request: HttpRequest, pk: int) -> HttpResponse:
    """Total against 70, pillars, trend, points by signal."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    person = rep_or_404(viewer, pk)
    own = viewer.is_self(person)
    period = number_of(request.GET, "period", standing.PERIODS, 90)
    view = one_of(request.GET, "view", ("total", "pillars"))
    page = standing.standing(
        person,
        through=person.today(),
        period=period,
        provisional=own,
    )
    draw = charts.pillars_figure if view == "pillars" else charts.trend_figure
    query = {"view": view, "period": str(period)}
    periods = [(str(days), NAMES[days]) for days in standing.PERIODS]
    context = {
        "rep": person,
        "own": own,
        "page": page,
        "view": view,
        "figure": charts.for_page(draw, page.trend) if page else None,
        "views": picks(request.path, query, "view", VIEWS, view),
        "periods": picks(request.path, query, "period", periods, str(period)),
        "year": person.today().year,
        "log_href": reverse("log") if own else None,
    }
    return render(request, "scoring/rep.html", context)
