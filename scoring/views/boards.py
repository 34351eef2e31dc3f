"""Teams and their leaderboards, as of the last close or any day before."""

import csv
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.asked import PERIODS
from scoring.core.signals import PILLARS
from scoring.first_steps import first_steps
from scoring.leaderboard import Board, board_of
from scoring.overview import overview
from scoring.views.board_address import address, asked_in, day_in
from teams import circles
from teams.access import Viewer, for_viewers, team_or_404, viewer_in
from teams.circles import Circle
from teams.exports import note_export, plain
from teams.views.addresses import number_of, picks
from teams.views.files import csv_file


@for_viewers
@require_safe
def team_board(request: HttpRequest, pk: int) -> HttpResponse:
    """The leaderboard of a team: the whole page and its htmx part are one."""
    viewer = viewer_in(request)
    team = team_or_404(viewer, pk)
    return _page(request, viewer, circles.of_team(viewer, team), team.name)


def _page(request: HttpRequest, viewer: Viewer, circle: Circle, title: str) -> HttpResponse:
    asked = asked_in(request.GET, circle.sight)
    board = board_of(circle, asked, why=True)
    context = {
        "title": title,
        "board": board,
        "asked": asked,
        "sight": circle.sight,
        "links": address(request, asked, circle.sight, board),
        "switcher": _switcher(request.path, viewer),
    }
    return render(request, "scoring/leaderboard.html", context)


def _switcher(path: str, viewer: Viewer) -> list[tuple[str, str, bool]]:
    """Every board there is to go to: label, address, whether it is this one."""
    found = [(team.name, reverse("leaderboard", args=[team.pk])) for team in viewer.teams]
    return [(label, href, path == href) for label, href in found]


@for_viewers
@require_safe
def team_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows one sees, of all pages, as CSV."""
    viewer = viewer_in(request)
    team = team_or_404(viewer, pk)
    return _csv(request, viewer, circles.of_team(viewer, team), f"{team.pk}", team.name)


def _csv(
    request: HttpRequest, viewer: Viewer, circle: Circle, name: str, title: str
) -> HttpResponse:
    asked = replace(asked_in(request.GET, circle.sight), page=0)
    board = board_of(circle, asked, lines=False)
    note_export(viewer=viewer, what="leaderboard", rows=len(board.rows) if board else 0, team=title)
    response = csv_file(f"leaderboard-{name}-{board.close if board else 'empty'}.csv")
    _write(response, board)
    return response


def _write(response: HttpResponse, board: Board | None) -> None:
    writer = csv.writer(response, lineterminator="\n")
    writer.writerow(["date", "rank", "moved", "name", *PILLARS, "total", "change", "known_days"])
    for row in board.rows if board else ():
        pillars = [f"{value:.1f}" for value in row.pillars]
        change = "" if row.change is None else f"{row.change:.1f}"
        rank = "" if row.rank is None else row.rank
        moved = "" if row.moved is None else row.moved
        total = f"{row.total:.1f}"
        name = plain(row.who.name)
        writer.writerow(
            [board and board.close, rank, moved, name, *pillars, total, change, row.known_days]
        )


@for_viewers
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """One row a team."""
    viewer = viewer_in(request)
    period = number_of(request.GET, "period", PERIODS, 30)
    day = day_in(request.GET)
    query = {"day": day.isoformat()} if day else {}
    periods = [(str(days), f"{days} days") for days in PERIODS]
    context = {
        "overview": overview(viewer.teams, period, viewer.sight, day),
        "steps": first_steps(viewer),
        "day": day,
        "period": period,
        "periods": picks(request.path, query, "period", periods, str(period)),
    }
    return render(request, "scoring/teams.html", context)
