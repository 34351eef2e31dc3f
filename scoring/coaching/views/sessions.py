"""Coaching page of a rep: read by the rep and those who look after them, written by coaches."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from scoring.coaching.forms import ItemForm, SessionForm, SessionNoteForm
from scoring.coaching.sessions import load_coaching_page
from teams.access.getters import (
    action_item_or_404,
    own_note_or_404,
    rep_or_404,
    reps_to_coach_or_404,
    session_or_404,
    viewer_required,
)
from teams.access.requests import ViewerRequest
from teams.coaching import sessions
from teams.models import CoachingSession, Rep, SessionNote, User


@viewer_required
@require_safe
def sessions_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """Coaching sessions and notes, newest first, with the action items."""
    return _page(request, rep_or_404(request.viewer, pk))


def _page(request: ViewerRequest, rep: Rep, **failed_forms: Any) -> HttpResponse:
    """Renders the coaching page; a bound form that failed is shown again with its errors (422)."""
    page = load_coaching_page(request.viewer, rep)
    forms: dict[str, Any] = {}
    if page.access.can_write:
        forms = {
            "session_form": SessionForm(rep_names=rep.name, initial={"day": rep.today()}),
            "item_form": ItemForm(rep=rep),
        }
    failed_note = failed_forms.get("note_form")
    rows = [(row, _note_form(rep, row.session, failed_note)) for row in page.sessions]
    context = {
        "coaching": page,
        "rep": rep,
        "today": rep.today(),
        "rows": rows,
        **forms,
        **failed_forms,
    }
    return render(
        request, "scoring/coaching/sessions.html", context, status=422 if failed_forms else 200
    )


def _note_form(
    rep: Rep, session: CoachingSession, failed: SessionNoteForm | None
) -> SessionNoteForm:
    if failed and failed.session == session.pk:
        return failed
    return SessionNoteForm(rep=rep, session=session.pk)


@viewer_required
@require_POST
def add_session(request: ViewerRequest, pk: int) -> HttpResponse:
    """Adds a session with this rep, optionally with a note."""
    viewer = request.viewer
    (rep,) = reps_to_coach_or_404(viewer, [str(pk)])
    form = SessionForm(request.POST, rep_names=rep.name)
    if form.saved(lambda values: save_session([rep], values, by=viewer.user)):
        return redirect("sessions", rep.pk)
    return _page(request, rep, session_form=form)


@transaction.atomic
def save_session(reps: list[Rep], values: dict[str, Any], by: User, **more: Any) -> None:
    """Saves a valid session form for one rep, or for several at once."""
    saved = sessions.add_session(reps=reps, day=values["day"], topic=values["topic"], by=by, **more)
    if values["text"].strip():
        audience = values["audience"] or SessionNote.Audience.PRIVATE
        sessions.add_note(sessions=saved, audience=audience, text=values["text"], by=by)


@viewer_required
@require_POST
def remove_session(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a session and the viewer's notes of it.

    A session that another coach wrote a note on stays; an error message says so.
    """
    viewer = request.viewer
    session = session_or_404(viewer, pk)
    try:
        sessions.delete_session(session=session, by=viewer.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("sessions", session.rep_id)


@viewer_required
@require_POST
def add_note(request: ViewerRequest, pk: int) -> HttpResponse:
    """Adds a note to a session."""
    viewer = request.viewer
    session = session_or_404(viewer, pk)
    rep = session.rep
    rep.organization = viewer.organization
    form = SessionNoteForm(request.POST, rep=rep, session=session.pk)
    by = viewer.user
    if form.saved(lambda values: sessions.add_note(sessions=[session], by=by, **values)):
        return redirect("sessions", session.rep_id)
    return _page(request, rep, note_form=form)


@viewer_required
@require_POST
def remove_note(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a note the viewer wrote."""
    note = own_note_or_404(request.viewer, pk)
    sessions.delete_note(note=note)
    return redirect("sessions", note.session.rep_id)


@viewer_required
@require_POST
def add_item(request: ViewerRequest, pk: int) -> HttpResponse:
    """Adds an action item agreed today, linked to today's session if there is one."""
    viewer = request.viewer
    (rep,) = reps_to_coach_or_404(viewer, [str(pk)])
    form = ItemForm(request.POST, rep=rep)
    latest = CoachingSession.objects.of(rep).between(rep.today(), rep.today()).first()
    if form.saved(
        lambda values: sessions.add_action_item(rep=rep, session=latest, by=viewer.user, **values)
    ):
        return redirect("sessions", rep.pk)
    return _page(request, rep, item_form=form)


@viewer_required
@require_POST
def tick_item(request: ViewerRequest, pk: int) -> HttpResponse:
    """Marks an action item done, by the rep or a coach; `again` in the form reopens it."""
    item = action_item_or_404(request.viewer, pk, include_own=True)
    sessions.finish_action_item(item=item, on=None if "again" in request.POST else item.rep.today())
    return redirect("sessions", item.rep_id)


@viewer_required
@require_POST
def drop_item(request: ViewerRequest, pk: int) -> HttpResponse:
    """Drops an action item that is no longer agreed."""
    item = action_item_or_404(request.viewer, pk)
    sessions.delete_action_item(item=item)
    return redirect("sessions", item.rep_id)
