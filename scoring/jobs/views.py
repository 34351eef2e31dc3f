"""Daily jobs page for admins: finished days, failures and progress."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scoring.jobs.jobs import load_job_status
from scoring.jobs.progress import load_job_progress
from scoring.jobs.retry import retry_failed
from teams.access.getters import Denied, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.base.formatting import count_words
from teams.web.query_params import number_param, option_links

DAYS = (14, 30, 90)


def _admin(request: ViewerRequest) -> Viewer:
    viewer = request.viewer
    if not viewer.is_admin:
        raise Denied
    return viewer


@viewer_required
@require_safe
def jobs_page(request: ViewerRequest) -> HttpResponse:
    """The latest days of the daily job, and what blocks the unfinished ones."""
    viewer, now = _admin(request), timezone.now()
    days = number_param(request.GET, "days", DAYS, DAYS[0])
    options = [(str(number), f"{number} days") for number in DAYS]
    context = {
        "jobs": load_job_status(viewer.organization, days, now),
        "working": load_job_progress(now),
        "periods": option_links(request.path, {}, "days", options, str(days)),
    }
    return render(request, "scoring/jobs/jobs.html", context)


@viewer_required
@require_safe
def progress(request: ViewerRequest) -> HttpResponse:
    """Progress bar alone, polled by htmx every two seconds while a run is in progress."""
    _admin(request)
    context = {"working": load_job_progress(timezone.now()), "asked_again": True}
    return render(request, "scoring/jobs/progress.html", context)


@viewer_required
@require_POST
def retry(request: ViewerRequest) -> HttpResponse:
    """Queues the days again that had failed for good."""
    viewer = _admin(request)
    days = retry_failed(organization=viewer.organization, by=viewer.user)
    message = f"{count_words(days, 'failed day')} due again." if days else "Nothing had failed."
    messages.success(request, message)
    return redirect("jobs")
