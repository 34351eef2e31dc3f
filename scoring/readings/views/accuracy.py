"""Estimate quality: how close the estimate is to LinkedIn scores."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.readings.accuracy import load_accuracy
from scoring.readings.accuracy_chart import monthly_error_chart
from teams.access.getters import overseer_or_404, viewer_required
from teams.access.requests import ViewerRequest


@viewer_required
@require_safe
def accuracy_page(request: ViewerRequest) -> HttpResponse:
    """The last year's LinkedIn scores against the estimate and the reading before each.

    Covers the reps the viewer looks after.
    """
    viewer = overseer_or_404(request)
    organization = viewer.organization
    accuracy = load_accuracy(organization, viewer.overseen_reps(), organization.today())
    chart = monthly_error_chart(accuracy) if accuracy.enough else None
    context = {"accuracy": accuracy, "by_month": chart}
    return render(request, "scoring/readings/accuracy.html", context)
