"""Calibration pages: compare the weights with LinkedIn scores, and propose better ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from scoring.versions.calibration import NothingToProposeError, calibrate, in_force, propose_weights
from teams.access.getters import Denied, for_viewers, viewer_in
from teams.access.viewer import Viewer


@for_viewers
@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """Error of each pillar before and after fitting, the data used, and the new weights."""
    organization = _coach(request).organization
    result = calibrate(organization, in_force(organization))
    return render(request, "scoring/calibration.html", {"result": result})


@for_viewers
@require_POST
def propose_calibrated(request: HttpRequest) -> HttpResponse:
    """Proposes a model version with the fitted weights; an admin still has to adopt it."""
    viewer = _coach(request)
    organization = viewer.organization
    result = calibrate(organization, in_force(organization))
    try:
        version = propose_weights(result, organization, viewer.user)
    except NothingToProposeError as nothing:
        messages.error(request, str(nothing))
        return redirect("calibration")
    messages.success(request, f"Version {version} is proposed; it counts once it is adopted.")
    return redirect("model_version", version.identifier)


def _coach(request: HttpRequest) -> Viewer:
    viewer = viewer_in(request)
    if not viewer.is_coach:
        raise Denied
    return viewer
