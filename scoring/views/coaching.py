"""A rep's coaching: read by the rep and whoever looks after them, written by coaches and admins."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from scoring.coaching import coaching_of
from scoring.views.coaching_forms import ItemForm, NoteForm, SessionForm
from teams import coaching
from teams.access import (
    for_viewers,
    item_or_404,
    own_note_or_404,
    rep_or_404,
    reps_to_coach_or_404,
    session_or_404,
    viewer_in,
)
from teams.models import CoachingSession, Rep, SessionNote, User


@for_viewers
@require_safe
def rep_coaching(request: HttpRequest, pk: int) -> HttpResponse:
    """Sessions and notes, newest first, and what was agreed."""
    return _page(request, rep_or_404(viewer_in(request), pk))


def _page(request: HttpRequest, rep: Rep, **bound: Any) -> HttpResponse:
    """The page; a form that could not be saved is shown again with what is wrong."""
    found = coaching_of(viewer_in(request), rep)
    forms: dict[str, Any] = {}
    if found.eyes.writes:
        forms = {
            "session_form": SessionForm(who=rep.name, initial={"day": rep.today()}),
            "item_form": ItemForm(rep=rep),
        }
    wrong = bound.get("note_form")
    rows = [(met, _note_form(rep, met.session, wrong)) for met in found.met]
    context = {"coaching": found, "rep": rep, "today": rep.today(), "rows": rows, **forms, **bound}
    return render(request, "scoring/coaching.html", context, status=422 if bound else 200)


def _note_form(rep: Rep, session: CoachingSession, wrong: NoteForm | None) -> NoteForm:
    if wrong and wrong.session == session.pk:
        return wrong
    return NoteForm(rep=rep, session=session.pk)


@for_viewers
@require_POST
def add_session(request: HttpRequest, pk: int) -> HttpResponse:
    """A session with this rep, and perhaps a note of it."""
    viewer = viewer_in(request)
    (rep,) = reps_to_coach_or_404(viewer, [str(pk)])
    form = SessionForm(request.POST, who=rep.name)
    if form.saved(lambda values: save_session([rep], values, by=viewer.user)):
        return redirect("rep_coaching", rep.pk)
    return _page(request, rep, session_form=form)


@transaction.atomic
def save_session(reps: list[Rep], values: dict[str, Any], by: User, **more: Any) -> None:
    """What a session form says, of one rep or of several at once."""
    met = coaching.add_session(reps=reps, day=values["day"], topic=values["topic"], by=by, **more)
    if values["text"].strip():
        audience = values["audience"] or SessionNote.Audience.PRIVATE
        coaching.add_note(sessions=met, audience=audience, text=values["text"], by=by)


@for_viewers
@require_POST
def remove_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a session back with one's own notes of it."""
    viewer = viewer_in(request)
    session = session_or_404(viewer, pk)
    try:
        coaching.remove_session(session=session, by=viewer.user)
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    return redirect("rep_coaching", session.rep_id)


@for_viewers
@require_POST
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A note of a session."""
    viewer = viewer_in(request)
    session = session_or_404(viewer, pk)
    rep = session.rep
    rep.organization = viewer.organization
    form = NoteForm(request.POST, rep=rep, session=session.pk)
    by = viewer.user
    if form.saved(lambda said: coaching.add_note(sessions=[session], by=by, **said)):
        return redirect("rep_coaching", session.rep_id)
    return _page(request, rep, note_form=form)


@for_viewers
@require_POST
def remove_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a note of one's own back."""
    note = own_note_or_404(viewer_in(request), pk)
    coaching.remove_note(note=note)
    return redirect("rep_coaching", note.session.rep_id)


@for_viewers
@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Something agreed with this rep, today."""
    viewer = viewer_in(request)
    (rep,) = reps_to_coach_or_404(viewer, [str(pk)])
    form = ItemForm(request.POST, rep=rep)
    latest = CoachingSession.objects.of(rep).between(rep.today(), rep.today()).first()
    if form.saved(lambda said: coaching.agree(rep=rep, session=latest, by=viewer.user, **said)):
        return redirect("rep_coaching", rep.pk)
    return _page(request, rep, item_form=form)


@for_viewers
@require_POST
def tick_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, by the rep or a coach; with `again` not done after all."""
    item = item_or_404(viewer_in(request), pk, tick=True)
    coaching.finish(item=item, on=None if "again" in request.POST else item.rep.today())
    return redirect("rep_coaching", item.rep_id)


@for_viewers
@require_POST
def drop_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Agreed no longer."""
    item = item_or_404(viewer_in(request), pk)
    coaching.drop(item=item)
    return redirect("rep_coaching", item.rep_id)
