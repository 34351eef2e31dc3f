"""Calibration pages: compare the weights with LinkedIn scores, and propose better ones."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from scoring.versions.calibration import (
    NothingToProposeError,
    calibrate,
    propose_weights,
    version_in_force,
)
from teams.access.getters import coach_or_404, viewer_required
from teams.access.requests import ViewerRequest


@viewer_required
@require_safe
def calibration(request: ViewerRequest) -> HttpResponse:
    """Error of each pillar before and after fitting, the data used, and the new weights."""
    organization = coach_or_404(request).organization
    result = calibrate(organization, version_in_force(organization))
    return render(request, "scoring/versions/calibration.html", {"result": result})


@viewer_required
@require_POST
def propose_calibrated(request: ViewerRequest) -> HttpResponse:
    """Proposes a model version with the fitted weights; an admin still has to adopt it."""
    viewer = coach_or_404(request)
    organization = viewer.organization
    result = calibrate(organization, version_in_force(organization))
    try:
        version = propose_weights(result, organization, viewer.user)
    except NothingToProposeError as error:
        messages.error(request, str(error))
        return redirect("calibration")
    messages.success(request, f"Version {version} is proposed; it counts once it is adopted.")
    return redirect("model_version", version.identifier)
