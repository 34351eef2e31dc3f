"""Calibration pages: what LinkedIn scores teach, and a version made of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from scoring.versions.calibration import calibrate
from scoring.versions.calibration_versions import propose_learned
from teams.access.getters import coach_or_404, viewer_required
from teams.access.requests import ViewerRequest


@viewer_required
@require_safe
def calibration(request: ViewerRequest) -> HttpResponse:
    """Errors of the last reading, gain 1 and the learned gains, and how often the range held."""
    organization = coach_or_404(request).organization
    return render(request, "scoring/versions/calibration.html", {"result": calibrate(organization)})


@viewer_required
@require_POST
def propose_calibrated(request: ViewerRequest) -> HttpResponse:
    """Proposes a version with the learned gains and range; an admin still has to adopt it."""
    viewer = coach_or_404(request)
    organization = viewer.organization
    try:
        version = propose_learned(calibrate(organization), organization, viewer.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("calibration")
    messages.success(request, f"Version {version} is proposed; it counts once it is adopted.")
    return redirect("model_version", version.identifier)
