"""Leaderboards of teams, groups and the organisation, at the last close or an earlier day."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.asked import PERIODS
from scoring.board_file import write
from scoring.first_steps import first_steps
from scoring.leaderboard import board_of
from scoring.overview import ORDERS, overview
from scoring.views.board_address import address, asked_in, day_in
from scoring.views.live import seen_by_now
from teams import circles
from teams.access.getters import Denied, for_viewers, group_or_404, team_or_404, viewer_in
from teams.access.viewer import Viewer
from teams.audit.exports import note_export
from teams.circles import Circle
from teams.web.downloads import csv_file
from teams.web.query_params import number_of, one_of, picks

EVERYBODY = "Everybody"
TEAM_ORDERS = [(each, each or "regions") for each in ORDERS]


@for_viewers
@require_safe
def team_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Leaderboard of a team; the htmx request and the whole page use one template."""
    viewer = viewer_in(request)
    team = team_or_404(viewer, pk)
    return _page(request, viewer, circles.of_team(viewer, team), team.name, team=team)


@for_viewers
@require_safe
def organization_board(request: HttpRequest) -> HttpResponse:
    """Leaderboard of everybody in the organisation."""
    viewer = viewer_in(request)
    return _page(request, viewer, _everybody(viewer), EVERYBODY)


def _everybody(viewer: Viewer) -> Circle:
    if not viewer.reads_every_board:
        raise Denied
    return circles.everybody(viewer)


@for_viewers
@require_safe
def group_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Leaderboard of a saved group, limited to the reps the viewer may see now."""
    viewer = viewer_in(request)
    group = group_or_404(viewer, pk)
    return _page(request, viewer, circles.of_group(viewer, group), group.name, group=group)


def _page(
    request: HttpRequest, viewer: Viewer, circle: Circle, title: str, **more: object
) -> HttpResponse:
    seen = seen_by_now()
    asked = asked_in(request.GET, circle.sight)
    board = board_of(circle, asked, why=True)
    context = {
        "seen": seen,
        "title": title,
        "board": board,
        "asked": asked,
        "sight": circle.sight,
        "links": address(request, asked, circle.sight, board),
        "switcher": _switcher(request.path, viewer),
        **more,
    }
    return render(request, "scoring/leaderboard.html", context)


def _switcher(path: str, viewer: Viewer) -> list[tuple[str, str, bool]]:
    """Every board the viewer can open: label, address, whether it is the current one."""
    found = [(team.name, reverse("leaderboard", args=[team.pk])) for team in viewer.teams]
    if viewer.reads_every_board and len(found) > 1:
        found.insert(0, (EVERYBODY, reverse("organization_board")))
    if viewer.oversees:
        found.append(("Groups", reverse("groups")))
    return [(label, href, path == href) for label, href in found]


@for_viewers
@require_safe
def team_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """CSV of a team's leaderboard: the rows the viewer may see, from all pages."""
    viewer = viewer_in(request)
    team = team_or_404(viewer, pk)
    return _csv(request, circles.of_team(viewer, team), f"{team.pk}", team.name)


@for_viewers
@require_safe
def organization_csv(request: HttpRequest) -> HttpResponse:
    """CSV of the organisation's leaderboard."""
    return _csv(request, _everybody(viewer_in(request)), "everybody", EVERYBODY)


@for_viewers
@require_safe
def group_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """CSV of a group's leaderboard."""
    viewer = viewer_in(request)
    group = group_or_404(viewer, pk)
    return _csv(request, circles.of_group(viewer, group), f"group-{group.pk}", group.name)


def _csv(request: HttpRequest, circle: Circle, name: str, title: str) -> HttpResponse:
    asked = replace(asked_in(request.GET, circle.sight), page=0)
    board = board_of(circle, asked, lines=False)
    rows = len(board.rows) if board else 0
    note_export(viewer=viewer_in(request), what="leaderboard", rows=rows, team=title)
    response = csv_file(f"leaderboard-{name}-{board.close if board else 'empty'}.csv")
    write(response, board, goals=asked.board == "goal")
    return response


@for_viewers
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Overview of teams, one row per team."""
    viewer = viewer_in(request)
    period = number_of(request.GET, "period", PERIODS, 30)
    day = day_in(request.GET)
    order = one_of(request.GET, "sort", ORDERS)
    query = ({"day": day.isoformat()} if day else {}) | ({"sort": order} if order else {})
    links = picks(request.path, query | {"period": str(period)}, "sort", TEAM_ORDERS, order)
    periods = [(str(days), f"{days} days") for days in PERIODS]
    context = {
        "overview": overview(viewer.teams, period, viewer.sight, day, order),
        "order": order,
        "orders": {label: href for label, href, _ in links},
        "steps": first_steps(viewer),
        "day": day,
        "period": period,
        "periods": picks(request.path, query, "period", periods, str(period)),
    }
    return render(request, "scoring/teams.html", context)
