"""Calendar of a rep's year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.diary.year_calendar import first_day, year_page, years
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.web.query_params import number_param


@viewer_required
@require_safe
def year_calendar(request: ViewerRequest) -> HttpResponse:
    """The year in the query string, or the current year."""
    rep = own_rep_or_404(request.viewer)
    today, first = rep.today(), first_day(rep)
    year = number_param(request.GET, "year", tuple(years(first, today)), today.year)
    page = year_page(rep, year, first=first, today=today)
    return render(request, "scoring/diary/year_calendar.html", {"page": page})
