"""Coaching programmes: list, create, edit, members and sessions."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.coaching.forms import ProgrammeForm, SessionForm
from scoring.coaching.programmes import load_programme_page, programme_items
from scoring.coaching.views.sessions import save_session
from teams.access.getters import (
    coach_or_404,
    programme_or_404,
    reps_to_coach_or_404,
    viewer_required,
)
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.coaching.programmes import (
    change_programme,
    create_programme,
    delete_programme,
    set_members,
)
from teams.models import Programme, ProgrammeMember, Rep

DEFAULT_LENGTH = timedelta(days=90)
FIELDS = ("name", "starts_on", "ends_on", "target")


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def programmes(request: ViewerRequest) -> HttpResponse:
    """Lists the viewer's programmes, all of them for an admin; the form creates a new one."""
    viewer = coach_or_404(request)
    today = viewer.organization.today()
    form = ProgrammeForm(initial={"starts_on": today, "ends_on": today + DEFAULT_LENGTH})
    if request.method == "POST":
        form = ProgrammeForm(request.POST)
        made: list[Programme] = []
        if form.saved(lambda said: made.append(_create_programme(viewer, said))):
            return redirect("programme_edit", made[0].pk)
    mine = Programme.objects.filter(organization=viewer.organization).select_related("by")
    found = list(mine if viewer.is_admin else mine.led_by(viewer.user))
    context = {"programmes": programme_items(found, today), "form": form, "today": today}
    wrong = request.method == "POST"
    return render(
        request, "scoring/coaching/programmes.html", context, status=422 if wrong else 200
    )


def _create_programme(viewer: Viewer, said: dict[str, Any]) -> Programme:
    return create_programme(organization=viewer.organization, by=viewer.user, **said)


@viewer_required
@require_safe
def programme(request: ViewerRequest, pk: int) -> HttpResponse:
    """Programme page: who is ready, each member's score, and the sessions."""
    return _page(request, programme_or_404(request.viewer, pk))


def _page(
    request: ViewerRequest, found: Programme, wrong: SessionForm | None = None, ticked: Any = ()
) -> HttpResponse:
    shown = load_programme_page(found, request.viewer.reps_to_coach())
    fresh = SessionForm(who="each of them", initial={"day": shown.today})
    context = {
        "overview": shown,
        "programme": found,
        "session_form": wrong or fresh,
        "ticked": {rep.pk for rep in ticked} if wrong else {each.rep.pk for each in shown.members},
    }
    return render(request, "scoring/coaching/programme.html", context, status=422 if wrong else 200)


@viewer_required
@require_POST
def add_session(request: ViewerRequest, pk: int) -> HttpResponse:
    """Adds a session with several members of a programme."""
    viewer = request.viewer
    found = programme_or_404(viewer, pk)
    reps = reps_to_coach_or_404(viewer, request.POST.getlist("rep"))
    form = SessionForm(request.POST, who="each of them")
    if form.saved(lambda said: save_session(reps, said, by=viewer.user, programme=found)):
        return redirect("programme", found.pk)
    return _page(request, found, form, reps)


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Edits a programme's name, days and target; its members have a form of their own."""
    viewer = request.viewer
    found = programme_or_404(viewer, pk)
    form = ProgrammeForm(initial={name: getattr(found, name) for name in FIELDS})
    if request.method == "POST":
        form = ProgrammeForm(request.POST)
        if form.saved(lambda said: change_programme(programme=found, by=viewer.user, **said)):
            return redirect("programme", found.pk)
        found.refresh_from_db()
    return _edit_page(request, found, form, wrong=request.method == "POST")


def _edit_page(
    request: ViewerRequest, found: Programme, form: ProgrammeForm, *, wrong: bool = False
) -> HttpResponse:
    there = ProgrammeMember.objects.filter(programme=found).values_list("rep_id", flat=True)
    reps, members = _candidates(request.viewer), set(there)
    context = {
        "programme": found,
        "form": form,
        "reps": [(rep, rep.pk in members) for rep in reps],
        "others": len(members - {rep.pk for rep in reps}),
    }
    return render(
        request, "scoring/coaching/programme_edit.html", context, status=422 if wrong else 200
    )


def _candidates(viewer: Viewer) -> list[Rep]:
    return list(viewer.reps_to_coach().order_by("name", "pk"))


@viewer_required
@require_POST
def members(request: ViewerRequest, pk: int) -> HttpResponse:
    """Sets which of the viewer's reps take part."""
    viewer = request.viewer
    found = programme_or_404(viewer, pk)
    reps = reps_to_coach_or_404(viewer, request.POST.getlist("rep"))
    among = set(viewer.reps_to_coach().values_list("pk", flat=True))
    try:
        set_members(programme=found, reps=reps, overseen_ids=among, by=viewer.user)
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("programme_edit", found.pk)
    return redirect("programme", found.pk)


@viewer_required
@require_POST
def delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a programme; its sessions and action items stay."""
    viewer = request.viewer
    delete_programme(programme=programme_or_404(viewer, pk), by=viewer.user)
    return redirect("programmes")
