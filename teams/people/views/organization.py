"""Settings page of the organisation: name, time zone, report mails and working days."""

from datetime import timedelta
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from teams.access.getters import admin_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.base.formatting import WEEKDAYS
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Organization
from teams.people.organization_settings import rename_organization, set_report_by
from teams.people.working_days import set_time_zone, set_working_days
from teams.web.form_fields import DayInput

MAX_AHEAD = timedelta(days=366)
DAYS = {str(at): name for at, name in enumerate(WEEKDAYS, start=1)}


def _zones(current: str) -> list[tuple[str, str]]:
    names = {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    return [(zone, zone.replace("_", " ")) for zone in sorted(names | {"UTC", current})]


class OrganizationForm(forms.Form):
    """Name, time zone and how reports are mailed."""

    name = forms.CharField(max_length=120)
    time_zone = forms.ChoiceField(
        help_text="Its days end at midnight there. A move makes the last days anew, nothing before."
    )
    report_by = forms.ChoiceField(
        required=False,
        label="Reports that come by mail",
        choices=Organization.ReportBy.choices,
        help_text="A file of more than 7 MB always comes as a link.",
    )

    def __init__(self, data: object, organization: Organization) -> None:
        fields = ("name", "time_zone", "report_by")
        initial = {field: getattr(organization, field) for field in fields}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.fields["time_zone"].choices = _zones(organization.time_zone)  # type: ignore[attr-defined]


class WorkingDaysForm(forms.Form):
    """Working weekdays from a date on."""

    weekdays = forms.MultipleChoiceField(
        choices=list(DAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one day."},
    )
    since = forms.DateField(widget=DayInput(), label="From")

    def __init__(self, data: object, organization: Organization) -> None:
        digits = organization.working_weeks[-1][1]
        today = organization.today()
        super().__init__(data, initial={"weekdays": list(digits), "since": today})  # type: ignore[arg-type]
        self.label_suffix = ""
        self.last = today + MAX_AHEAD

    def clean_since(self) -> object:
        since = self.cleaned_data["since"]
        if not LINKEDIN_LAUNCH <= since <= self.last:
            raise forms.ValidationError(f"Choose a day from {LINKEDIN_LAUNCH} to {self.last}.")
        return since


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_organization(request: ViewerRequest) -> HttpResponse:
    """Edits name, time zone and report mails in one save."""
    viewer = request.viewer
    data = request.POST if request.method == "POST" else None
    form = OrganizationForm(data, viewer.organization)
    if form.is_valid():
        try:
            _save(viewer, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Saved.")
            return redirect("settings_organization")
    return _page(request, viewer, form, WorkingDaysForm(None, viewer.organization))


@transaction.atomic
def _save(viewer: Viewer, name: str, time_zone: str, report_by: str) -> None:
    rename_organization(organization=viewer.organization, name=name, by=viewer.user)
    if report_by:
        set_report_by(organization=viewer.organization, report_by=report_by, by=viewer.user)
    if time_zone != viewer.organization.time_zone:
        set_time_zone(viewer.organization, time_zone, by=viewer.user)


@admin_required
@require_POST
def settings_working_days(request: ViewerRequest) -> HttpResponse:
    """Sets the working weekdays from a date on."""
    viewer = request.viewer
    form = WorkingDaysForm(request.POST, viewer.organization)
    if form.is_valid():
        digits = "".join(sorted(form.cleaned_data["weekdays"]))
        set_working_days(viewer.organization, digits, form.cleaned_data["since"], by=viewer.user)
        messages.success(request, "Saved. Scores from that day on are made anew.")
        return redirect("settings_organization")
    return _page(request, viewer, OrganizationForm(None, viewer.organization), form)


def _page(
    request: HttpRequest, viewer: Viewer, form: OrganizationForm, days: WorkingDaysForm
) -> HttpResponse:
    weeks = [
        (None if at == 0 else since, ", ".join(WEEKDAYS[day] for day in sorted(weekdays)))
        for at, (since, weekdays) in enumerate(viewer.organization.weekdays_since())
    ]
    context = {"form": form, "days": days, "weeks": weeks}
    wrong = any(each.is_bound and each.errors for each in (form, days))
    return render(request, "teams/people/organization.html", context, status=422 if wrong else 200)
