"""Coaching programmes: list, create, edit, members and sessions."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.coaching.forms import ProgrammeForm, SessionForm
from scoring.coaching.programme_list import programme_items
from scoring.coaching.programmes import load_programme_page
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
        created: list[Programme] = []
        if form.saved(lambda values: created.append(_create_programme(viewer, values))):
            return redirect("programme_edit", created[0].pk)
    led = Programme.objects.filter(organization=viewer.organization).select_related("by")
    listed = list(led if viewer.is_admin else led.led_by(viewer.user))
    context = {"programmes": programme_items(listed, today), "form": form, "today": today}
    failed = request.method == "POST"
    return render(
        request, "scoring/coaching/programmes.html", context, status=422 if failed else 200
    )


def _create_programme(viewer: Viewer, values: dict[str, Any]) -> Programme:
    return create_programme(organization=viewer.organization, by=viewer.user, **values)


@viewer_required
@require_safe
def programme(request: ViewerRequest, pk: int) -> HttpResponse:
    """Programme page: who is ready, each member's score, and the sessions."""
    return _page(request, programme_or_404(request.viewer, pk))


def _page(
    request: ViewerRequest,
    programme: Programme,
    failed_form: SessionForm | None = None,
    ticked: Any = (),
) -> HttpResponse:
    page = load_programme_page(programme, request.viewer.reps_to_coach())
    empty_form = SessionForm(rep_names="each of them", initial={"day": page.today})
    context = {
        "overview": page,
        "programme": programme,
        "session_form": failed_form or empty_form,
        "ticked": {rep.pk for rep in ticked}
        if failed_form
        else {each.rep.pk for each in page.members},
    }
    return render(
        request, "scoring/coaching/programme.html", context, status=422 if failed_form else 200
    )


@viewer_required
@require_POST
def add_session(request: ViewerRequest, pk: int) -> HttpResponse:
    """Adds a session with several members of a programme."""
    viewer = request.viewer
    programme = programme_or_404(viewer, pk)
    reps = reps_to_coach_or_404(viewer, request.POST.getlist("rep"))
    form = SessionForm(request.POST, rep_names="each of them")
    if form.saved(lambda values: save_session(reps, values, by=viewer.user, programme=programme)):
        return redirect("programme", programme.pk)
    return _page(request, programme, form, reps)


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, pk: int) -> HttpResponse:
    """Edits a programme's name, days and target; its members have a form of their own."""
    viewer = request.viewer
    programme = programme_or_404(viewer, pk)
    form = ProgrammeForm(initial={name: getattr(programme, name) for name in FIELDS})
    if request.method == "POST":
        form = ProgrammeForm(request.POST)
        if form.saved(
            lambda values: change_programme(programme=programme, by=viewer.user, **values)
        ):
            return redirect("programme", programme.pk)
        programme.refresh_from_db()
    return _edit_page(request, programme, form, failed=request.method == "POST")


def _edit_page(
    request: ViewerRequest, programme: Programme, form: ProgrammeForm, *, failed: bool = False
) -> HttpResponse:
    member_ids = ProgrammeMember.objects.filter(programme=programme).values_list(
        "rep_id", flat=True
    )
    reps, members = _candidates(request.viewer), set(member_ids)
    context = {
        "programme": programme,
        "form": form,
        "reps": [(rep, rep.pk in members) for rep in reps],
        "others": len(members - {rep.pk for rep in reps}),
    }
    return render(
        request, "scoring/coaching/programme_edit.html", context, status=422 if failed else 200
    )


def _candidates(viewer: Viewer) -> list[Rep]:
    return list(viewer.reps_to_coach().order_by("name", "pk"))


@viewer_required
@require_POST
def members(request: ViewerRequest, pk: int) -> HttpResponse:
    """Sets which of the viewer's reps take part."""
    viewer = request.viewer
    programme = programme_or_404(viewer, pk)
    reps = reps_to_coach_or_404(viewer, request.POST.getlist("rep"))
    coached_ids = set(viewer.reps_to_coach().values_list("pk", flat=True))
    try:
        set_members(programme=programme, reps=reps, overseen_ids=coached_ids, by=viewer.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("programme_edit", programme.pk)
    return redirect("programme", programme.pk)


@viewer_required
@require_POST
def delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a programme; its sessions and action items stay."""
    viewer = request.viewer
    delete_programme(programme=programme_or_404(viewer, pk), by=viewer.user)
    return redirect("programmes")
