"""Cohort page: all reps of a coach, by weakest pillar, stalled, or without a recent session."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.coaching.cohort import GROUPINGS, MAX_DAYS, QUIET_DAYS, CohortQuery, cohort
from scoring.core.signals import PILLARS
from teams.access.getters import coach_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.web.query_params import choice_param, option_links


@viewer_required
@require_safe
def cohort_page(request: ViewerRequest) -> HttpResponse:
    """Lists the reps a coach looks after; every option is in the query string."""
    viewer = coach_or_404(request)
    query = _parse_query(request)
    page = cohort(viewer.organization, viewer.reps_to_coach(), query)
    params = {"by": query.by, "days": str(query.days)}
    params |= {"pillar": query.pillar} if query.pillar else {}
    groupings = [
        ("pillar", "Weakest pillar"),
        ("stalled", f"Stalled ({page.stalled})"),
        ("contact", f"No session for {query.days} days ({page.quiet})"),
    ]
    pillars = [("", "any")] + [(pillar, f"{name} ({n})") for pillar, name, n in page.weakest]
    context = {
        "cohort": page,
        "asked": query,
        "query": urlencode(params),
        "by": option_links(request.path, params, "by", groupings, query.by),
        "pillars": option_links(request.path, params, "pillar", pillars, query.pillar),
        "year": viewer.organization.today().year,
    }
    return render(request, "scoring/coaching/cohort.html", context)


def _parse_query(request: HttpRequest) -> CohortQuery:
    days = request.GET.get("days", "")
    is_number = days.isascii() and days.isdecimal() and len(days) <= 3
    return CohortQuery(
        by=choice_param(request.GET, "by", GROUPINGS),
        pillar=choice_param(request.GET, "pillar", ("", *PILLARS)),
        days=min(max(int(days), 1), MAX_DAYS) if is_number else QUIET_DAYS,
    )
