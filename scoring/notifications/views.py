"""Team news page, for those who look after the team."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.notifications.team_news import PERIODS, load_team_news
from teams.access.getters import overseen_team_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.web.query_params import number_param, option_links


@viewer_required
@require_safe
def team_news(request: ViewerRequest, pk: int) -> HttpResponse:
    """A team's events of the last week or month, newest first, in pages."""
    viewer = request.viewer
    team = overseen_team_or_404(viewer, pk)
    period = number_param(request.GET, "period", PERIODS, PERIODS[-1])
    news = load_team_news(team, period, _parse_start(request.GET.get("start", "")))
    periods = [(str(days), f"{days} days") for days in PERIODS]
    context = {
        "team": team,
        "news": news,
        "period": period,
        "periods": option_links(request.path, {}, "period", periods, str(period)),
        "switcher": [
            (each.name, reverse("team_news", args=[each.pk]), each == team)
            for each in viewer.overseen_teams()
        ],
    }
    return render(request, "scoring/notifications/team_news.html", context)


def _parse_start(text: str) -> int:
    """Parses the offset of the page; 0 when it is not a number of at most six digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
