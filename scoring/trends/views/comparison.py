"""Compares up to five reps or teams in one chart; only those the viewer looks after."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.charts.drawing import drawing
from scoring.charts.plotly_figures import build_page_figure
from scoring.charts.svg_export import svg_file
from scoring.scores.date_range import PERIODS, STEPS, DateRange, step_words
from scoring.scores.periods import last_close_of_reps
from scoring.trends.comparison import (
    MAX_COMPARED,
    Comparison,
    build_comparison,
    write_comparison_csv,
)
from scoring.trends.comparison_chart import comparison_chart
from scoring.trends.views.date_range import date_range_params, parse_date_range
from teams.access.getters import overseer_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.audit.exports import audit_export
from teams.models import Rep, Team
from teams.web.downloads import csv_file, svg_response
from teams.web.query_params import choice_param, option_links

Choices = dict[str, Rep | Team]


@viewer_required
@require_safe
def comparison_page(request: ViewerRequest) -> HttpResponse:
    """The comparison chart and its picker; `format=csv` or `format=svg` returns a file."""
    viewer = overseer_or_404(request)
    choices = _choices(viewer)
    keys = [key for key in dict.fromkeys(request.GET.getlist("with")) if key in choices][
        :MAX_COMPARED
    ]
    last = last_close_of_reps(viewer.organization, viewer.overseen_reps()) if keys else None
    span = parse_date_range(request)
    comparison = build_comparison([choices[key] for key in keys], span, last) if last else None
    kind = choice_param(request.GET, "format", ("", "csv", "svg"))
    if comparison and kind and (kind == "csv" or comparison.shown):
        audit_export(viewer=viewer, what="comparison", rows=len(comparison.days))
        return _file(comparison, f"comparison-{last}.{kind}", kind)
    shown = comparison if comparison and comparison.shown else None
    chart = comparison_chart(shown) if shown else None
    context = {
        "comparison": shown,
        "chart": chart,
        "figure": build_page_figure(chart) if chart else None,
        "by": step_words(shown.step) if shown else "",
        **_picker_context(request, choices, keys, span),
        **_links(request, keys, span, shown.step if shown else span.step),
    }
    return render(request, "scoring/trends/comparison.html", context)


def _file(comparison: Comparison, name: str, kind: str) -> HttpResponse:
    if kind == "svg":
        picture = svg_file(drawing(comparison_chart(comparison)), "Estimated SSI")
        return svg_response(name, picture)
    response = csv_file(name)
    write_comparison_csv(comparison, response)
    return response


def _choices(viewer: Viewer) -> Choices:
    """Reps and teams the viewer looks after, keyed as in the address: teams first, then reps."""
    teams: Choices = {f"team-{team.pk}": team for team in viewer.overseen_teams()}
    return teams | {f"rep-{rep.pk}": rep for rep in viewer.overseen_reps()}


def _picker_context(
    request: HttpRequest, choices: Choices, keys: list[str], span: DateRange
) -> dict[str, Any]:
    others = [(key, each.name) for key, each in choices.items() if key not in keys]
    return {
        "picked": [
            (choices[key].name, _address(request, [k for k in keys if k != key], span))
            for key in keys
        ],
        "hidden_fields": [("with", key) for key in keys] + list(date_range_params(span).items()),
        "teams": [each for each in others if each[0].startswith("team-")],
        "reps": [each for each in others if each[0].startswith("rep-")],
        "is_full": len(keys) == MAX_COMPARED,
    }


def _address(request: HttpRequest, keys: list[str], span: DateRange, **more: str) -> str:
    query = [("with", key) for key in keys]
    return f"{request.path}?{urlencode([*query, *(date_range_params(span) | more).items()])}"


def _links(request: HttpRequest, keys: list[str], span: DateRange, step: str) -> dict[str, Any]:
    path = _address(request, keys, DateRange()).split("&period")[0]

    def links_for(name: str, options: tuple[tuple[str, str], ...], chosen: str) -> list[Any]:
        links = option_links("", date_range_params(span), name, list(options), chosen)
        return [(label, f"{path}&{href[1:]}", current) for label, href, current in links]

    return {
        "periods": links_for("period", PERIODS, span.period) if keys else [],
        "steps": links_for("by", STEPS, step) if keys else [],
        "csv_href": _address(request, keys, span, format="csv"),
        "svg_href": _address(request, keys, span, format="svg"),
    }
