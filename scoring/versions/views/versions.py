"""Model pages: weights in force, proposed versions, their effect on scores, and adoption.

Admins and coaches view and propose versions; only admins adopt and withdraw them.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.core.versions import Version
from scoring.daily.active_version import load_timeline
from scoring.models import Adoption
from scoring.versions.adoption import adopt, next_open_day, propose, withdraw_adoption
from scoring.versions.adoption_preview import preview_adoption
from scoring.versions.forms import VersionForm
from scoring.versions.model_page import (
    half_life_words,
    load_model_page,
    pillars_of,
    range_words,
    version_or_none,
)
from scoring.versions.monthly import switch_monthly_calibration
from teams.access.getters import Denied, admin_required, coach_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.base.formatting import day_words
from teams.web.form_fields import DayInput


class AdoptionForm(forms.Form):
    """The day a version takes effect, and whether closed days are recomputed."""

    since = forms.DateField(widget=DayInput(), label="Counts from")
    recompute = forms.BooleanField(
        required=False,
        label="Recompute the past from that day on",
        help_text="Scores of closed days are computed again: boards, trends and reports of "
        "those days change for everybody. Without this the past stays as it is.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


def _version(viewer: Viewer, identifier: str) -> Version:
    model_version = version_or_none(viewer.organization, identifier)
    if model_version is None:
        raise Denied
    return model_version


@viewer_required
@require_safe
def model(request: ViewerRequest) -> HttpResponse:
    """Weights in force and since when, and the versions proposed."""
    organization = coach_or_404(request).organization
    page = load_model_page(organization, organization.today())
    context = {
        "model": page,
        "lives": half_life_words(page.version),
        "range": range_words(page.version),
    }
    return render(request, "scoring/versions/model.html", context)


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: ViewerRequest) -> HttpResponse:
    """Creates a version, starting from the one in force or the one named in `from`."""
    viewer = coach_or_404(request)
    organization, today = viewer.organization, viewer.organization.today()
    base_identifier = request.GET.get(
        "from", load_timeline(organization).on(today.toordinal()).identifier
    )
    base = _version(viewer, base_identifier)
    form = VersionForm(request.POST if request.method == "POST" else None, base=base)
    if form.is_bound and form.is_valid():
        created = form.proposed(propose, organization=organization, by=viewer.user, today=today)
        if created:
            return redirect("model_version", created.identifier)
    context = {"form": form, "base": base}
    return render(
        request, "scoring/versions/new_version.html", context, status=422 if form.errors else 200
    )


@viewer_required
@require_safe
def version(request: ViewerRequest, identifier: str) -> HttpResponse:
    """A version's differences from the one in force, and its effect on scores."""
    viewer = coach_or_404(request)
    first = max(next_open_day(viewer.organization), viewer.organization.today())
    return _render_version(
        request, viewer, _version(viewer, identifier), AdoptionForm({"since": first})
    )


def _render_version(
    request: HttpRequest, viewer: Viewer, model_version: Version, form: AdoptionForm
) -> HttpResponse:
    organization, today = viewer.organization, viewer.organization.today()
    current = load_timeline(organization).on(today.toordinal())
    differs = current.identifier != model_version.identifier
    context = {
        "version": model_version,
        "counts": current,
        "pillars": pillars_of(model_version, current),
        "facts": _facts_of(model_version),
        "other_facts": _facts_of(current),
        "effect": preview_adoption(organization, viewer.overseen_reps(), model_version)
        if differs
        else None,
        "differs": differs,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "scoring/versions/version.html", context, status=status)


def _facts_of(version: Version) -> list[str]:
    return [half_life_words(version), range_words(version)]


@admin_required
@require_POST
def adopt_version(request: ViewerRequest, identifier: str) -> HttpResponse:
    """Adopts a version from a day on; with `recompute` for closed days as well."""
    viewer, form = request.viewer, AdoptionForm(request.POST)
    model_version = _version(viewer, identifier)
    if form.is_valid() and _adopt_or_add_error(request, viewer, identifier, form):
        return redirect("model")
    return _render_version(request, viewer, model_version, form)


def _adopt_or_add_error(
    request: HttpRequest, viewer: Viewer, identifier: str, form: AdoptionForm
) -> bool:
    since, recompute = form.cleaned_data["since"], form.cleaned_data["recompute"]
    organization = viewer.organization
    try:
        adopt(
            organization=organization,
            identifier=identifier,
            since=since,
            by=viewer.user,
            today=organization.today(),
            recompute=recompute,
        )
    except ValidationError as error:
        form.add_error("since", error)
        return False
    messages.success(request, f"Version {identifier} counts from {day_words(since)} on.")
    return True


@admin_required
@require_POST
def withdraw_version(request: ViewerRequest, day: date) -> HttpResponse:
    """Withdraws the adoption that takes effect on that day."""
    viewer, recompute = request.viewer, "recompute" in request.POST
    adoptions = Adoption.objects.filter(organization=viewer.organization).in_effect()
    adoption = adoptions.since_day(day)
    if adoption is None:
        messages.error(request, f"Nothing takes over on {day_words(day)}.")
        return redirect("model")
    adoption.organization = viewer.organization
    today = viewer.organization.today()
    try:
        readopted = withdraw_adoption(
            adoption=adoption, by=viewer.user, today=today, recompute=recompute
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("model")
    messages.success(request, _withdrawn_words(adoption, readopted))
    return redirect("model")


def _withdrawn_words(adoption: Adoption, readopted: Adoption | None) -> str:
    if readopted:
        return f"Version {readopted.identifier} counts again from {day_words(readopted.since)} on."
    return f"Version {adoption.identifier} is taken back."


@admin_required
@require_POST
def monthly_calibration(request: ViewerRequest) -> HttpResponse:
    """Switches the monthly adoption of learned gains on or off."""
    viewer, is_on = request.viewer, request.POST.get("is_on") == "1"
    switch_monthly_calibration(organization=viewer.organization, is_on=is_on, by=viewer.user)
    messages.success(request, f"Learning each month is {'on' if is_on else 'off'}.")
    return redirect("model")
