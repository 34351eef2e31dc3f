"""Estimate quality: how close the estimate is to LinkedIn scores."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.readings.accuracy import quality
from scoring.readings.accuracy_chart import against_chart, by_month_chart
from teams.access.getters import Denied, for_viewers, viewer_in


@for_viewers
@require_safe
def estimate_quality(request: HttpRequest) -> HttpResponse:
    """LinkedIn scores of the last year against the estimate at the close of the day before.

    Covers the reps the viewer looks after.
    """
    viewer = viewer_in(request)
    if not viewer.oversees:
        raise Denied
    found = quality(viewer.overseen_reps(), viewer.organization.today())
    context = {
        "found": found,
        "against": against_chart(found) if found.enough else None,
        "by_month": by_month_chart(found) if found.enough else None,
    }
    return render(request, "scoring/estimate_quality.html", context)
