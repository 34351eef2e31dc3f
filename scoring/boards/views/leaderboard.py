"""Leaderboards of teams, groups and the organisation, at the last close or an earlier day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scoring.boards import scope
from scoring.boards.csv_export import write_board
from scoring.boards.leaderboard import build_board
from scoring.boards.onboarding import onboarding_steps
from scoring.boards.query import PERIODS
from scoring.boards.query_links import build_board_links, parse_board_query, parse_day
from scoring.boards.scope import BoardScope
from scoring.boards.teams import SORT_ORDERS, teams_overview
from scoring.models import Run
from teams.access.getters import (
    Denied,
    admin_required,
    group_or_404,
    team_or_404,
    viewer_required,
)
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.audit.exports import audit_export
from teams.people.organization_settings import finish_first_steps
from teams.web.downloads import csv_file
from teams.web.query_params import choice_param, number_param, option_links

EVERYBODY = "Everybody"
TEAM_ORDERS = [(each, each or "regions") for each in SORT_ORDERS]


@viewer_required
@require_safe
def team_leaderboard(request: ViewerRequest, pk: int) -> HttpResponse:
    """Leaderboard of a team; the htmx request and the whole page use one template."""
    viewer = request.viewer
    team = team_or_404(viewer, pk)
    return _page(request, viewer, scope.team_scope(viewer, team), team.name, team=team)


@viewer_required
@require_safe
def organization_leaderboard(request: ViewerRequest) -> HttpResponse:
    """Leaderboard of everybody in the organisation."""
    viewer = request.viewer
    return _page(request, viewer, _organization_scope(viewer), EVERYBODY)


def _organization_scope(viewer: Viewer) -> BoardScope:
    if not viewer.reads_every_board:
        raise Denied
    return scope.organization_scope(viewer)


@viewer_required
@require_safe
def group_leaderboard(request: ViewerRequest, pk: int) -> HttpResponse:
    """Leaderboard of a saved group, limited to the reps the viewer may see now."""
    viewer = request.viewer
    group = group_or_404(viewer, pk)
    return _page(request, viewer, scope.group_scope(viewer, group), group.name, group=group)


def _page(
    request: HttpRequest, viewer: Viewer, board_scope: BoardScope, title: str, **more: object
) -> HttpResponse:
    rendered_at = render_time()
    query = parse_board_query(request.GET, board_scope.sight)
    board = build_board(board_scope, query, with_causes=True)
    context = {
        "seen": rendered_at,
        "title": title,
        "board": board,
        "asked": query,
        "sight": board_scope.sight,
        "links": build_board_links(request, query, board_scope.sight, board),
        "switcher": _switcher(request.path, viewer),
        **more,
    }
    return render(request, "scoring/boards/leaderboard.html", context)


def _switcher(path: str, viewer: Viewer) -> list[tuple[str, str, bool]]:
    """Every board the viewer can open: label, address, whether it is the current one."""
    boards = [(team.name, reverse("team_leaderboard", args=[team.pk])) for team in viewer.teams]
    if viewer.reads_every_board and len(boards) > 1:
        boards.insert(0, (EVERYBODY, reverse("organization_leaderboard")))
    if viewer.oversees:
        boards.append(("Groups", reverse("groups")))
    return [(label, href, path == href) for label, href in boards]


@viewer_required
@require_safe
def team_leaderboard_csv(request: ViewerRequest, pk: int) -> HttpResponse:
    """CSV of a team's leaderboard: the rows the viewer may see, from all pages."""
    viewer = request.viewer
    team = team_or_404(viewer, pk)
    return _csv(request, scope.team_scope(viewer, team), f"{team.pk}", team.name)


@viewer_required
@require_safe
def organization_leaderboard_csv(request: ViewerRequest) -> HttpResponse:
    """CSV of the organisation's leaderboard."""
    return _csv(request, _organization_scope(request.viewer), "everybody", EVERYBODY)


@viewer_required
@require_safe
def group_leaderboard_csv(request: ViewerRequest, pk: int) -> HttpResponse:
    """CSV of a group's leaderboard."""
    viewer = request.viewer
    group = group_or_404(viewer, pk)
    return _csv(request, scope.group_scope(viewer, group), f"group-{group.pk}", group.name)


def _csv(request: ViewerRequest, board_scope: BoardScope, name: str, title: str) -> HttpResponse:
    query = replace(parse_board_query(request.GET, board_scope.sight), page=0)
    board = build_board(board_scope, query, with_sparklines=False)
    rows = len(board.rows) if board else 0
    audit_export(viewer=request.viewer, what="leaderboard", rows=rows, team=title)
    response = csv_file(f"leaderboard-{name}-{board.close if board else 'empty'}.csv")
    write_board(response, board, goals=query.board == "goal")
    return response


@viewer_required
@require_safe
def teams(request: ViewerRequest) -> HttpResponse:
    """Overview of teams, one row per team."""
    viewer = request.viewer
    period = number_param(request.GET, "period", PERIODS, 30)
    day = parse_day(request.GET)
    order = choice_param(request.GET, "sort", SORT_ORDERS)
    query = ({"day": day.isoformat()} if day else {}) | ({"sort": order} if order else {})
    links = option_links(request.path, query | {"period": str(period)}, "sort", TEAM_ORDERS, order)
    periods = [(str(days), f"{days} days") for days in PERIODS]
    context = {
        "overview": teams_overview(viewer.teams, period, viewer.sight, day, order),
        "order": order,
        "orders": {label: href for label, href, _ in links},
        "steps": onboarding_steps(viewer),
        "day": day,
        "period": period,
        "periods": option_links(request.path, query, "period", periods, str(period)),
    }
    return render(request, "scoring/boards/teams.html", context)


@admin_required
@require_POST
def onboarding_end(request: ViewerRequest) -> HttpResponse:
    """Marks the organisation as set up, so the steps no longer show, and goes to a leaderboard."""
    viewer = request.viewer
    finish_first_steps(organization=viewer.organization, by=viewer.user)
    if len(viewer.teams) == 1:
        return redirect("team_leaderboard", viewer.teams[0].pk)
    return redirect("teams")


# A run's finished_at lies slightly before the commit that makes it visible, so a page may have
# missed runs from just before it was rendered.
COMMIT_MARGIN = timedelta(seconds=30)
CHANGED_EVENT = "changed"  # the htmx event the page listens for


def render_time() -> str:
    """Unix time in seconds, as text, up to which a page rendered now surely includes every run."""
    return f"{(timezone.now() - COMMIT_MARGIN).timestamp():.0f}"


@viewer_required
@require_safe
def leaderboard_changed(request: ViewerRequest) -> HttpResponse:
    """Empty 204 response; triggers a refresh of the rows if a run finished after `rendered_at`."""
    rendered_at = _parse_timestamp(request.GET.get("seen", ""))
    response = HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    if rendered_at and Run.objects.finished_since(rendered_at).exists():
        response["HX-Trigger"] = CHANGED_EVENT
    return response


def _parse_timestamp(text: str) -> datetime | None:
    is_number = text.isascii() and text.isdecimal() and len(text) < 12
    return datetime.fromtimestamp(int(text), UTC) if is_number else None
