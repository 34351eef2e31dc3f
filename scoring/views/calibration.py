"""Calibration: what LinkedIn's numbers say of the weights, and a version made of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.calibrating import calibrate
from scoring.core.versions import CURRENT
from teams.access import Denied, for_viewers, viewer_in


@for_viewers
@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """The error of each pillar before and after, what it rests on, and what would change."""
    viewer = viewer_in(request)
    if not viewer.is_coach:
        raise Denied
    result = calibrate(viewer.organization, CURRENT)
    return render(request, "scoring/calibration.html", {"result": result})
