"""Team trends: averages and spread over time, and what to train; for those who look after it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.charts.drawing import drawing
from scoring.charts.plotly_figures import build_page_figure
from scoring.charts.svg_export import svg_file
from scoring.charts.trend_chart import pillars_chart, total_chart
from scoring.scores.date_range import PERIODS, STEPS, DateRange, step_words
from scoring.scores.goals import goal_paths_of_team
from scoring.trends import forms
from scoring.trends.bands_chart import bands_chart
from scoring.trends.points_left import team_points_left
from scoring.trends.trends import TeamTrend, team_trend, write_trend_csv
from scoring.trends.views.date_range import date_range_params, parse_date_range
from teams.access.getters import Denied, overseen_team_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.audit.exports import audit_export
from teams.facts.annotations import MAX_AHEAD, annotations_of_team, chart_marks
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Team
from teams.web.downloads import csv_file, svg_response
from teams.web.query_params import choice_param, option_links

VIEWS = [("total", "Total"), ("pillars", "Pillars")]
CHARTS = {"total": total_chart, "pillars": pillars_chart}


@viewer_required
@require_safe
def first_trends(request: ViewerRequest) -> HttpResponse:
    """Redirects to the trends of the first team the viewer looks after."""
    teams = request.viewer.overseen_teams()
    if not teams:
        raise Denied
    return redirect("trends", teams[0].pk)


@viewer_required
@require_safe
def trends(request: ViewerRequest, pk: int) -> HttpResponse:
    """Averages at each close, the spread of scores, and what to train next.

    Only for those who look after the team: averages over time of a few people would reveal their
    scores.
    """
    viewer = request.viewer
    team = overseen_team_or_404(viewer, pk)
    return render(request, "scoring/trends/trends.html", trends_context(request, viewer, team))


def trends_context(
    request: ViewerRequest, viewer: Viewer, team: Team, *, bound: forms.ChartNoteForm | None = None
) -> dict[str, Any]:
    """Template context of the trends page; `bound` is a note form that failed to save."""
    span = parse_date_range(request)
    view = choice_param(request.GET, "view", tuple(name for name, _ in VIEWS))
    loaded = team_trend(team, span)
    shown = loaded if loaded and loaded.counted_days else None
    last = viewer.organization.today() + MAX_AHEAD
    annotations = annotations_of_team(team, shown.days[0].day if shown else LINKEDIN_LAUNCH, last)
    if shown:
        shown = shown.with_notes(chart_marks(annotations), goal_paths_of_team(team))
    chart = CHARTS[view](shown.trend) if shown else None
    bands = bands_chart(shown) if shown else None
    return {
        "team": team,
        "team_trend": shown,
        "view": view,
        "query_string": request.GET.urlencode(),
        "year": viewer.organization.today().year,
        "points_left": team_points_left(team, shown.days[-1].day) if shown else None,
        "by": step_words(shown.step) if shown else "",
        "chart": chart,
        "figure": build_page_figure(chart) if chart else None,
        "bands": bands,
        "bands_figure": build_page_figure(bands) if bands else None,
        **forms.notes_context(request, team, annotations, bound),
        **_links(request, viewer, team, span, view, shown),
    }


def _links(
    request: HttpRequest,
    viewer: Viewer,
    team: Team,
    span: DateRange,
    view: str,
    trend: TeamTrend | None,
) -> dict[str, Any]:
    path = reverse("trends", args=[team.pk])
    query = {"view": view, **date_range_params(span)}
    query_string = request.GET.urlencode()
    return {
        "views": option_links(path, query, "view", VIEWS, view),
        "periods": option_links(path, query, "period", list(PERIODS), span.period),
        "steps": option_links(path, query, "by", list(STEPS), trend.step if trend else span.step),
        "switcher": [
            (each.name, f"{reverse('trends', args=[each.pk])}?{query_string}", each == team)
            for each in viewer.overseen_teams()
        ],
        "csv_href": f"{reverse('trends_csv', args=[team.pk])}?{query_string}",
        "svg_href": f"{reverse('trends_svg', args=[team.pk])}?{query_string}",
        "bands_href": f"{reverse('trends_svg', args=[team.pk])}?{query_string}&chart=bands",
    }


@viewer_required
@require_safe
def trends_csv(request: ViewerRequest, pk: int) -> HttpResponse:
    """The closes of the trends page as CSV."""
    viewer = request.viewer
    team = overseen_team_or_404(viewer, pk)
    trend = team_trend(team, parse_date_range(request))
    rows = len(trend.days) if trend else 0
    audit_export(viewer=viewer, what="trends", rows=rows, team=team.name)
    response = csv_file(f"trends-{team.pk}.csv")
    if trend:
        write_trend_csv(trend, response)
    return response


@viewer_required
@require_safe
def trends_svg(request: ViewerRequest, pk: int) -> HttpResponse:
    """One of the charts as an SVG file: total, pillars, or with `chart=bands` the spread."""
    viewer = request.viewer
    team = overseen_team_or_404(viewer, pk)
    trend = team_trend(team, parse_date_range(request))
    if trend is None or not trend.counted_days:
        raise Http404
    last = viewer.organization.today()
    annotations = annotations_of_team(team, trend.days[0].day, last)
    trend = trend.with_notes(chart_marks(annotations), goal_paths_of_team(team))
    audit_export(viewer=viewer, what="chart", rows=len(trend.days), team=team.name)
    if request.GET.get("chart") == "bands":
        chart, title = bands_chart(trend), f"{team.name}: spread"
    else:
        describe = CHARTS[choice_param(request.GET, "view", tuple(CHARTS))]
        chart, title = describe(trend.trend), trend.trend.title
    return svg_response(f"trends-{team.pk}.svg", svg_file(drawing(chart), title))
