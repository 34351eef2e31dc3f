"""Explanation pages: what a rep's score consists of, and why it changed between two days."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.explain.breakdown import score_breakdown
from scoring.explain.change import UnexplainedError, explain_change
from teams.access.getters import rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.visits import record_visit
from teams.models import Rep


@viewer_required
@require_safe
def breakdown(request: ViewerRequest, pk: int) -> HttpResponse:
    """Every point and its source; the underlying entries are shown to the rep only."""
    rep, own = _visited_rep(request, pk)
    today = rep.today()
    why = score_breakdown(rep, through=today, own=own)
    context = {"rep": rep, "own": own, "why": why, "year": today.year}
    return render(request, "scoring/explain/breakdown.html", context)


@viewer_required
@require_safe
def change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Causes of the change in score between two daily closes."""
    rep, own = _visited_rep(request, pk)
    changes, error_message, today = None, "", rep.today()
    try:
        first, last = _day(request, "from"), _day(request, "to")
        changes = explain_change(rep, first, last, through=today, own=own)
    except UnexplainedError as error:
        error_message = str(error)
    asked = {name: request.GET.get(name, "") for name in ("from", "to")}
    context = {
        "rep": rep,
        "own": own,
        "changes": changes,
        "wrong": error_message,
        "asked": asked,
        "today": today,
    }
    is_refused = bool(error_message) and any(asked.values())  # else there is no score yet
    return render(
        request, "scoring/explain/change.html", context, status=422 if is_refused else 200
    )


def _visited_rep(request: ViewerRequest, pk: int) -> tuple[Rep, bool]:
    """Returns the rep and whether the viewer is that rep; records the visit for the rep to see."""
    viewer = request.viewer
    rep = rep_or_404(viewer, pk)
    record_visit(viewer, rep)
    return rep, viewer.is_self(rep)


def _day(request: HttpRequest, name: str) -> date | None:
    """A day from the query string; None if missing. Raises UnexplainedError if it is not a date."""
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UnexplainedError(f"“{text[:20]}” is no day: write it like 2026-03-14.") from error
