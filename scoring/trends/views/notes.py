"""Adds, edits, deletes and restores the notes on a team's charts."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from scoring.trends.forms import DELETED_NOTE_KEY, ChartNoteForm
from scoring.trends.views.trends import trends_context
from teams.access.getters import overseen_team_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.facts.annotations import (
    add_annotation,
    annotation_or_404,
    change_annotation,
    delete_annotation,
)
from teams.models import Annotation, Team


@viewer_required
@require_POST
def add(request: ViewerRequest, pk: int) -> HttpResponse:
    """Adds a note; restoring a deleted note posts here, too."""
    viewer = request.viewer
    team = overseen_team_or_404(viewer, pk)
    form = ChartNoteForm(request.POST)
    return _save_note(
        request, team, form, lambda: add_annotation(team=team, by=viewer.user, **form.cleaned_data)
    )


@viewer_required
@require_POST
def change(request: ViewerRequest, pk: int) -> HttpResponse:
    """Changes a note's text or day."""
    viewer = request.viewer
    note = annotation_or_404(viewer, pk)
    form = ChartNoteForm(request.POST, note=note)
    return _save_note(
        request,
        _team_of(request, note),
        form,
        lambda: change_annotation(annotation=note, by=viewer.user, **form.cleaned_data),
    )


@viewer_required
@require_POST
def delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a note; for a team's note the next page offers to restore it."""
    viewer = request.viewer
    note = annotation_or_404(viewer, pk)
    team = _team_of(request, note)
    values = {"day": note.day.isoformat(), "text": note.text}
    if note.team:
        request.session[DELETED_NOTE_KEY] = {"team": note.team.pk, **values}
    delete_annotation(annotation=note, by=viewer.user)
    return redirect(_trends_url(request, team))


def _team_of(request: ViewerRequest, note: Annotation) -> Team:
    """Team whose page to return to; for a note of the whole organisation the first team."""
    return note.team or request.viewer.overseen_teams()[0]


def _save_note(
    request: ViewerRequest, team: Team, form: ChartNoteForm, save: Callable[[], object]
) -> HttpResponse:
    if form.is_valid():
        try:
            save()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(_trends_url(request, team))
    context = trends_context(request, request.viewer, team, bound=form)
    return render(request, "scoring/trends/trends.html", context, status=422)


def _trends_url(request: HttpRequest, team: Team) -> str:
    """Address of the team's trends page with its current query string."""
    query_string = request.GET.urlencode()
    return reverse("trends", args=[team.pk]) + (f"?{query_string}" if query_string else "")
