"""Scheduled reports by mail: every month, or at the end of a programme."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scoring.reports.forms import subject_choices
from scoring.reports.schedules import schedule_rows
from scoring.reports.spec import ALL_SECTIONS, ReportSpec, SubjectKind, valid_sections
from scoring.reports.views.files import ReportOutputForm
from teams.access.getters import Denied, coach_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.models import Programme, ReportSchedule, ReportTemplate
from teams.notifications.subscriptions import zone_of
from teams.reports.schedules import create_schedule, delete_schedule


class ScheduleForm(ReportOutputForm):
    """Subject, frequency and file format of a scheduled report."""

    whom = forms.ChoiceField(label="Report on")
    every = forms.ChoiceField(label="Comes", choices=ReportSchedule.Every.choices)
    template: Any = forms.ModelChoiceField(
        required=False, label="Template", queryset=None, empty_label="Ours"
    )
    field_order = ("whom", "every", "format", "parts", "template")

    def __init__(self, data: object, viewer: Viewer, chosen: str = "") -> None:
        super().__init__(data)
        self.viewer = viewer
        self.fields["whom"].choices = subject_choices(viewer)  # type: ignore[attr-defined]
        templates = ReportTemplate.objects.filter(organization=viewer.organization)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        self.initial["whom"] = chosen

    @property
    def chosen_template(self) -> ReportTemplate | None:
        """The report template chosen; None is the built-in design."""
        template: ReportTemplate | None = self.cleaned_data["template"]
        return template

    @property
    def spec(self) -> ReportSpec:
        """Subject and sections of the report; the schedule sets the period of each mail."""
        kind, _, number = self.cleaned_data["whom"].partition("-")
        closed = self.viewer.organization.last_closed_day()
        sections = (
            valid_sections(self.chosen_template.sections) if self.chosen_template else ALL_SECTIONS
        )
        return ReportSpec(SubjectKind(kind), int(number), closed, closed, sections)

    @property
    def programme(self) -> Programme | None:
        """The programme it reports on; None for any other subject."""
        spec = self.spec
        if spec.kind != SubjectKind.PROGRAMME:
            return None
        programmes: Any = Programme.objects.filter(organization=self.viewer.organization)
        programme: Programme | None = programmes.filter(pk=spec.pk).first()
        return programme


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def schedules(request: ViewerRequest) -> HttpResponse:
    """Lists the viewer's scheduled reports, with a form for a new one."""
    viewer = coach_or_404(request)
    sent = request.POST if request.method == "POST" else None
    form = ScheduleForm(sent, viewer, request.GET.get("whom", ""))
    if form.is_valid() and _save_schedule(viewer, form):
        messages.success(request, "It comes by mail from now on.")
        return redirect("report_schedules")
    context = {
        "form": form,
        "lines": schedule_rows(viewer),
        "zone": zone_of(viewer.user, viewer.organization),
        "by": viewer.organization.get_report_by_display(),
    }
    return render(
        request, "scoring/reports/schedules.html", context, status=422 if form.errors else 200
    )


def _save_schedule(viewer: Viewer, form: ScheduleForm) -> bool:
    """Saves the schedule; returns False and adds the error to the form if it is refused."""
    try:
        create_schedule(
            user=viewer.user,
            organization=viewer.organization,
            asked=form.spec.as_json(),
            how=form.output(form.chosen_template).as_json(),
            every=form.cleaned_data["every"],
            programme=form.programme,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@viewer_required
@require_POST
def end(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ends a scheduled report."""
    viewer = coach_or_404(request)
    if not delete_schedule(user=viewer.user, organization=viewer.organization, pk=pk):
        raise Denied
    messages.success(request, "It comes no more.")
    return redirect("report_schedules")
