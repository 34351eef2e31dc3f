"""Page of a rep: the rep sees today's score, those who look after them the last close."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.charts.drawing import drawing
from scoring.charts.plotly_figures import build_page_figure
from scoring.charts.svg_export import svg_file
from scoring.charts.trend_chart import linkedin_gap_chart, pillars_chart, total_chart
from scoring.coaching.sessions import has_coaching_link
from scoring.explain import rep_score
from scoring.readings import history
from scoring.scores.date_range import BY_WEEK_FROM, PERIODS, STEPS, DateRange, closes_of
from scoring.scores.series import ScoreSeries
from scoring.trends.views.date_range import date_range_params, parse_date_range
from teams.access.getters import rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.visits import record_visit
from teams.audit.exports import audit_export
from teams.models import Rep
from teams.web.downloads import svg_response
from teams.web.query_params import choice_param, option_links

VIEWS = [("total", "Total"), ("pillars", "Pillars"), ("against", "Against LinkedIn")]
CHARTS = {"total": total_chart, "pillars": pillars_chart, "against": linkedin_gap_chart}
INTERACTIVE_VIEWS = ("total", "pillars")  # the other is drawn only


@viewer_required
@require_safe
def rep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Score against 70, pillars, trend, points by signal; records the visit for the rep."""
    viewer = request.viewer
    person = rep_or_404(viewer, pk)
    record_visit(viewer, person)
    context = rep_page_context(request, person, own=viewer.is_self(person))
    context["coaching"] = has_coaching_link(viewer, person)
    return render(request, "scoring/reps/rep.html", context)


def rep_page_context(
    request: HttpRequest, person: Rep, *, own: bool, kept: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Template context of components/standing.html.

    `own` is whether the rep is looking; `kept` are query parameters kept when another view or
    period is chosen.
    """
    span = parse_date_range(request)
    view = choice_param(request.GET, "view", tuple(name for name, _ in VIEWS))
    today = person.today()
    page = rep_score.rep_score(person, through=today, period=span.days, provisional=own)
    query = {**(kept or {}), "view": view, **date_range_params(span)}
    read = page.reading.day if page and page.reading else None
    return {
        "rep": person,
        "own": own,
        "page": page,
        "view": view,
        **(_chart_context(request, page.trend, span, view, query) if page else {}),
        "views": option_links(request.path, query, "view", VIEWS, view),
        "periods": option_links(request.path, query, "period", list(PERIODS), span.period),
        "svg_href": f"{reverse('rep_svg', args=[person.pk])}?{urlencode(query)}" if page else "",
        "year": today.year,
        "nudge": history.nudge(read, today) if own and page else "",
    }


def _chart_context(
    request: HttpRequest, trend: ScoreSeries, span: DateRange, view: str, query: dict[str, str]
) -> dict[str, Any]:
    """The trend in the requested steps; against LinkedIn scores it is always daily."""
    is_live = view in INTERACTIVE_VIEWS
    step = span.step_of(trend.days[0], trend.days[-1]) if is_live else "day"
    shown = trend.only(set(closes_of(trend.days, step)))
    chart = CHARTS[view](shown)
    is_long = is_live and len(trend.days) > BY_WEEK_FROM
    return {
        "trend": shown,
        "chart": chart,
        "figure": build_page_figure(chart) if is_live else None,
        "steps": option_links(request.path, query, "by", list(STEPS), step) if is_long else [],
    }


@viewer_required
@require_safe
def rep_svg(request: ViewerRequest, pk: int) -> HttpResponse:
    """The chart of a rep's page as an SVG file; recorded as a visit and an export."""
    viewer = request.viewer
    person = rep_or_404(viewer, pk)
    record_visit(viewer, person)
    trend = rep_page_context(request, person, own=viewer.is_self(person)).get("trend")
    if trend is None:
        raise Http404
    describe = CHARTS[choice_param(request.GET, "view", tuple(CHARTS))]
    audit_export(viewer=viewer, what="chart", rows=len(trend.days), rep=person.name)
    title = f"{person.name}: {trend.title}"
    return svg_response(f"rep-{person.pk}.svg", svg_file(drawing(describe(trend)), title))
