"""A rep's own page; whoever looks after the rep sees it as of the last close."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring import charts, official, standing
from teams.access import Viewer, for_viewers, rep_or_404
from teams.models import Rep
from teams.views.addresses import number_of, one_of, picks
from teams.visits import note_visit

VIEWS = [("total", "Total"), ("pillars", "Pillars"), ("against", "Against LinkedIn")]
FIGURES = {"total": charts.trend_figure, "pillars": charts.pillars_figure}  # others are drawn only
NAMES = {30: "30 days", 90: "90 days", 365: "Year"}


@for_viewers
@require_safe
def rep(request: HttpRequest, pk: int) -> HttpResponse:
    """Total against 70, pillars, trend, points by signal; the rep reads later who was here."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    person = rep_or_404(viewer, pk)
    note_visit(viewer, person)
    context = page_of(request, person, own=viewer.is_self(person))
    return render(request, "scoring/rep.html", context)


def page_of(
    request: HttpRequest, person: Rep, *, own: bool, kept: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """All that components/standing.html shows of a rep: to the rep, or to whoever looks after them.

    `kept` stays in the address when another view or period is picked.
    """
    period = number_of(request.GET, "period", standing.PERIODS, 90)
    view = one_of(request.GET, "view", tuple(name for name, _ in VIEWS))
    today = person.today()
    page = standing.standing(person, through=today, period=period, provisional=own)
    draw = FIGURES.get(view)
    query = {**(kept or {}), "view": view, "period": str(period)}
    periods = [(str(days), NAMES[days]) for days in standing.PERIODS]
    read = page.reading.day if page and page.reading else None
    return {
        "rep": person,
        "own": own,
        "page": page,
        "view": view,
        "figure": charts.for_page(draw, page.trend) if page and draw else None,
        "views": picks(request.path, query, "view", VIEWS, view),
        "periods": picks(request.path, query, "period", periods, str(period)),
        "year": today.year,
        "nudge": official.nudge(read, today) if own and page else "",
    }
