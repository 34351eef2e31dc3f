"""Explanation pages: what a rep's score consists of, and why it changed between two days."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.explain.breakdown import why
from scoring.explain.change import UnexplainedError, changes
from teams.access.getters import rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.visits import record_visit
from teams.models import Rep


@viewer_required
@require_safe
def breakdown(request: ViewerRequest, pk: int) -> HttpResponse:
    """Every point and its source; the underlying entries are shown to the rep only."""
    person, own = _opened(request, pk)
    today = person.today()
    found = why(person, through=today, own=own)
    context = {"rep": person, "own": own, "why": found, "year": today.year}
    return render(request, "scoring/explain/breakdown.html", context)


@viewer_required
@require_safe
def change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Causes of the change in score between two daily closes."""
    person, own = _opened(request, pk)
    found, wrong, today = None, "", person.today()
    try:
        first, last = _day(request, "from"), _day(request, "to")
        found = changes(person, first, last, through=today, own=own)
    except UnexplainedError as error:
        wrong = str(error)
    asked = {name: request.GET.get(name, "") for name in ("from", "to")}
    context = {
        "rep": person,
        "own": own,
        "changes": found,
        "wrong": wrong,
        "asked": asked,
        "today": today,
    }
    refused = bool(wrong) and any(asked.values())  # else there is no score yet
    return render(request, "scoring/explain/change.html", context, status=422 if refused else 200)


def _opened(request: ViewerRequest, pk: int) -> tuple[Rep, bool]:
    """Returns the rep and whether the viewer is that rep; records the visit for the rep to see."""
    viewer = request.viewer
    person = rep_or_404(viewer, pk)
    record_visit(viewer, person)
    return person, viewer.is_self(person)


def _day(request: HttpRequest, name: str) -> date | None:
    """A day from the query string; None if missing. Raises UnexplainedError if it is not a date."""
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UnexplainedError(f"“{text[:20]}” is no day: write it like 2026-03-14.") from error
