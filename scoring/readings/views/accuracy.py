"""Estimate quality: how close the estimate is to LinkedIn scores."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.readings.accuracy import load_accuracy
from scoring.readings.accuracy_chart import monthly_error_chart, scatter_chart
from teams.access.getters import overseer_or_404, viewer_required
from teams.access.requests import ViewerRequest


@viewer_required
@require_safe
def accuracy_page(request: ViewerRequest) -> HttpResponse:
    """LinkedIn scores of the last year against the estimate at the close of the day before.

    Covers the reps the viewer looks after.
    """
    viewer = overseer_or_404(request)
    accuracy = load_accuracy(viewer.overseen_reps(), viewer.organization.today())
    context = {
        "accuracy": accuracy,
        "scatter": scatter_chart(accuracy) if accuracy.enough else None,
        "by_month": monthly_error_chart(accuracy) if accuracy.enough else None,
    }
    return render(request, "scoring/readings/accuracy.html", context)
