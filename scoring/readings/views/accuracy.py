"""Estimate quality: how close the estimate is to LinkedIn scores."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.readings import accuracy_svg
from scoring.readings.accuracy import quality
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
    drawn = found.enough
    context = {
        "found": found,
        "against": accuracy_svg.against(found) if drawn else [],
        "by_month": accuracy_svg.by_month(found) if drawn else [],
    }
    return render(request, "scoring/estimate_quality.html", context)
