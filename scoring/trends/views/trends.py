"""Team trends: averages and spread over time, and what to train; for those who look after it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.charts import plotly_figures
from scoring.charts.svg_export import svg_file
from scoring.charts.trend_svg import pillars_drawing, trend_drawing
from scoring.scores.date_range import PERIODS, STEPS, Span, step_words
from scoring.scores.goals import aims_of_team
from scoring.trends import bands_plotly, forms
from scoring.trends.bands_svg import bands_drawing
from scoring.trends.points_left import team_gaps
from scoring.trends.team_trend import TeamTrend, team_trend, write
from scoring.trends.views.date_range import in_address, span_of
from teams.access.getters import Denied, for_viewers, team_or_404, viewer_in
from teams.access.viewer import Viewer
from teams.audit.exports import note_export
from teams.facts.annotations import AHEAD, about_team, as_marks
from teams.importers.table import OPENED
from teams.models import Team
from teams.web.downloads import csv_file, svg_response
from teams.web.query_params import one_of, picks

VIEWS = [("total", "Total"), ("pillars", "Pillars")]
FIGURES: dict[str, Callable[..., plotly_figures.Figure]] = {
    "total": plotly_figures.trend_figure,
    "pillars": plotly_figures.pillars_figure,
}

DRAWINGS = {"total": trend_drawing, "pillars": pillars_drawing}


def overseen_team_or_404(viewer: Viewer, pk: int) -> Team:
    """Returns the team if the viewer looks after it; raises Denied otherwise.

    Averages over time of a few people would reveal their scores to anyone else.
    """
    team = team_or_404(viewer, pk)
    if not viewer.oversees_team(team):
        raise Denied
    return team


@for_viewers
@require_safe
def first_trends(request: HttpRequest) -> HttpResponse:
    """Redirects to the trends of the first team the viewer looks after."""
    teams = viewer_in(request).overseen_teams()
    if not teams:
        raise Denied
    return redirect("trends", teams[0].pk)


@for_viewers
@require_safe
def trends(request: HttpRequest, pk: int) -> HttpResponse:
    """Averages at each close, the spread of scores, and what to train next."""
    viewer = viewer_in(request)
    team = overseen_team_or_404(viewer, pk)
    return render(request, "scoring/trends.html", page_of(request, viewer, team))


def page_of(
    request: HttpRequest, viewer: Viewer, team: Team, *, bound: forms.NoteForm | None = None
) -> dict[str, Any]:
    """Template context of the trends page; `bound` is a note form that failed to save."""
    span = span_of(request)
    view = one_of(request.GET, "view", tuple(name for name, _ in VIEWS))
    found = team_trend(team, span)
    shown = found if found and found.told else None
    last = viewer.organization.today() + AHEAD
    noted = about_team(team, shown.days[0].day if shown else OPENED, last)
    if shown:
        shown = shown.noting(as_marks(noted), aims_of_team(team))
    return {
        "team": team,
        "found": shown,
        "view": view,
        "asked": request.GET.urlencode(),
        "year": viewer.organization.today().year,
        "gaps": team_gaps(team, shown.days[-1].day) if shown else None,
        "by": step_words(shown.step) if shown else "",
        "aims": shown.trend.aims_of(view) if shown else (),
        "figure": plotly_figures.for_page(FIGURES[view], shown.trend) if shown else None,
        "bands": plotly_figures.for_page(bands_plotly.bands_figure, shown) if shown else None,
        **forms.listed(request, team, noted, bound),
        **_links(request, viewer, team, span, view, shown),
    }


def _links(
    request: HttpRequest,
    viewer: Viewer,
    team: Team,
    span: Span,
    view: str,
    found: TeamTrend | None,
) -> dict[str, Any]:
    path = reverse("trends", args=[team.pk])
    query = {"view": view, **in_address(span)}
    asked = request.GET.urlencode()
    return {
        "views": picks(path, query, "view", VIEWS, view),
        "periods": picks(path, query, "period", list(PERIODS), span.period),
        "steps": picks(path, query, "by", list(STEPS), found.step if found else span.step),
        "switcher": [
            (each.name, f"{reverse('trends', args=[each.pk])}?{asked}", each == team)
            for each in viewer.overseen_teams()
        ],
        "csv_href": f"{reverse('trends_csv', args=[team.pk])}?{asked}",
        "svg_href": f"{reverse('trends_svg', args=[team.pk])}?{asked}",
        "bands_href": f"{reverse('trends_svg', args=[team.pk])}?{asked}&chart=bands",
    }


@for_viewers
@require_safe
def trends_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The closes of the trends page as CSV."""
    viewer = viewer_in(request)
    team = overseen_team_or_404(viewer, pk)
    found = team_trend(team, span_of(request))
    rows = len(found.days) if found else 0
    note_export(viewer=viewer, what="trends", rows=rows, team=team.name)
    response = csv_file(f"trends-{team.pk}.csv")
    if found:
        write(found, response)
    return response


@for_viewers
@require_safe
def trends_svg(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the charts as an SVG file: total, pillars, or with `chart=bands` the spread."""
    viewer = viewer_in(request)
    team = overseen_team_or_404(viewer, pk)
    found = team_trend(team, span_of(request))
    if found is None or not found.told:
        raise Http404
    last = viewer.organization.today()
    noted = about_team(team, found.days[0].day, last)
    found = found.noting(as_marks(noted), aims_of_team(team))
    note_export(viewer=viewer, what="chart", rows=len(found.days), team=team.name)
    if request.GET.get("chart") == "bands":
        picture = svg_file("components/bands.html", bands_drawing(found), f"{team.name}: spread")
    else:
        draw = DRAWINGS[one_of(request.GET, "view", tuple(DRAWINGS))]
        picture = svg_file("components/trend.html", draw(found.trend), found.trend.title)
    return svg_response(f"trends-{team.pk}.svg", picture)
