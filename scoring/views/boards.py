"""Teams and their leaderboards, as of the last close."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring import leaderboard as boards
from scoring.core.signals import PILLARS
from scoring.first_steps import first_steps
from scoring.leaderboard import Asked, Board, leaderboard
from scoring.wording import PILLARS as PILLAR_NAMES
from teams.access import Viewer, for_viewers, team_or_404
from teams.exports import note_export, plain
from teams.views.addresses import number_of, one_of, picks
from teams.views.files import csv_file

BOARDS = [
    ("total", "Total"),
    ("improved", "Most improved"),
    *zip(PILLARS, PILLAR_NAMES, strict=True),
]
COLUMNS = (("name", "Rep"), ("score", "Score"), ("change", "Change"), ("known", "Known of 20"))


def _asked(request: HttpRequest) -> Asked:
    return Asked(
        board=one_of(request.GET, "board", tuple(value for value, _ in BOARDS)),
        period=number_of(request.GET, "period", boards.PERIODS, 30),
        sort=one_of(request.GET, "sort", boards.ORDERS),
        search=request.GET.get("q", "")[:80],
    )


@for_viewers
@require_safe
def team_board(request: HttpRequest, pk: int) -> HttpResponse:
    """The leaderboard of a team: the whole page and its htmx part are one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    team = team_or_404(viewer, pk)
    asked, sight = _asked(request), viewer.sight(team)
    board = leaderboard(team, asked, sight, why=True)
    context = {
        "team": team,
        "board": board,
        "asked": asked,
        "sight": sight,
        **_links(request, viewer, asked),
    }
    return render(request, "scoring/leaderboard.html", context)


def _links(request: HttpRequest, viewer: Viewer, asked: Asked) -> dict[str, object]:
    path = request.path
    query = {
        "board": asked.board,
        "period": str(asked.period),
        "sort": asked.sort,
        "q": asked.search,
    }
    periods = [(str(days), f"{days} days") for days in boards.PERIODS]
    columns = picks(path, query, "sort", list(COLUMNS), asked.sort)
    return {
        "boards": picks(path, query, "board", BOARDS[:2], asked.board),
        "pillar_boards": picks(path, query, "board", BOARDS[2:], asked.board),
        "periods": picks(path, query, "period", periods, str(asked.period)),
        "columns": {name: pick for (name, _), pick in zip(COLUMNS, columns, strict=True)},
        "kept": [(name, value) for name, value in query.items() if name != "q"],
        "switcher": [
            (t.name, reverse("leaderboard", args=[t.pk]), f"{path}".endswith(f"/{t.pk}/"))
            for t in viewer.teams
        ],
        "csv_href": f"{path}csv/?{request.GET.urlencode()}",
    }


@for_viewers
@require_safe
def team_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows one sees, as CSV."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    team = team_or_404(viewer, pk)
    board = leaderboard(team, _asked(request), viewer.sight(team))
    rows = len(board.rows) if board else 0
    note_export(viewer=viewer, what="leaderboard", rows=rows, team=team.name)
    response = csv_file(f"leaderboard-{team.pk}-{board.close if board else 'empty'}.csv")
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
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    period = number_of(request.GET, "period", boards.PERIODS, 30)
    overview = boards.overview(viewer.teams, period, viewer.sight)
    periods = [(str(days), f"{days} days") for days in boards.PERIODS]
    context = {
        "overview": overview,
        "steps": first_steps(viewer),
        "periods": picks(request.path, {}, "period", periods, str(period)),
    }
    return render(request, "scoring/teams.html", context)
