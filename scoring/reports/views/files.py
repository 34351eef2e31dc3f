"""Report files made in the background: request, watch progress, download, delete."""

import mimetypes

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_scopes import scope, scopes_disabled

from scoring.reports.files import is_any_open, job_rows
from scoring.reports.forms import ReportForm, report_params
from scoring.reports.render.formats import FORMATS
from scoring.reports.request import EACH, ONE, ReportOutput, request_report
from scoring.reports.spec import ReportSpec, ReportSpecError
from scoring.reports.tasks import queue_report
from teams.access.getters import Denied, coach_or_404, first_or_denied, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer, coaching_viewer_of
from teams.audit.exports import audit_export
from teams.models import ReportJob, ReportTemplate
from teams.reports.files import delete_job, path_of


class ReportOutputForm(forms.Form):
    """File format of a report, and whether it is one file or a ZIP with one per rep."""

    format = forms.ChoiceField(label="Format")
    parts = forms.ChoiceField(
        required=False,
        label="As",
        choices=[(ONE, "one file"), (EACH, "a ZIP, a file for each rep")],
    )

    def __init__(self, data: object) -> None:
        super().__init__(data, label_suffix="", initial={"parts": ONE})  # type: ignore[arg-type]
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            (name, form.label) for name, form in FORMATS.items()
        ]

    def output(self, template: ReportTemplate | None) -> ReportOutput:
        """The chosen format, of a valid form."""
        values = self.cleaned_data
        return ReportOutput(
            values["format"], values["parts"] or ONE, template.pk if template else None
        )


def report_request_context(spec: ReportSpec, template: ReportTemplate | None) -> dict[str, object]:
    """Template context of the form that sends a report to the background."""
    params = {**report_params(spec), "template": str(template.pk) if template else ""}
    sections = params.pop("section") or [each.value for each in spec.sections]
    hidden = [*params.items(), *(("section", each) for each in sections)]
    return {"how": ReportOutputForm(None), "hidden": hidden}


@viewer_required
@require_safe
def files(request: ViewerRequest) -> HttpResponse:
    """Lists the viewer's report files with their progress; polls while one is being made."""
    rows = job_rows(coach_or_404(request))
    context = {"lines": rows, "is_any_open": is_any_open(rows)}
    return render(request, "scoring/reports/files.html", context)


@viewer_required
@require_POST
def report_request(request: ViewerRequest) -> HttpResponse:
    """Queues a report for the background worker and redirects to the list of files."""
    viewer = coach_or_404(request)
    if not viewer.overseen_reps().exists():
        raise Denied
    form, output_form = ReportForm(request.POST, viewer), ReportOutputForm(request.POST)
    if not (form.is_valid() and output_form.is_valid()):
        for errors in output_form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return render(request, "scoring/reports/report.html", {"form": form}, status=422)
    try:
        with transaction.atomic():
            queue_report(
                request_report(
                    viewer=viewer, spec=form.spec, output=output_form.output(form.chosen_template)
                )
            )
    except ReportSpecError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("report_files")


@viewer_required
@require_safe
def download(request: ViewerRequest, pk: int) -> HttpResponseBase:
    """The report file, if the user who requested it may still see every rep in it."""
    job, viewer = _own_job_or_denied(request.viewer, pk)
    with scope(organization=job.organization):
        visible = set(viewer.overseen_reps().values_list("pk", flat=True))
        if not visible.issuperset(job.reps):
            raise Denied
        path = path_of(job)
        if path is None:
            if job.file:
                messages.error(request, "The file is gone. Ask for the report again.")
            return redirect("report_files")
        audit_export(
            viewer=viewer, what="report", rows=len(job.reps), about=job.how.get("title", ""),
            file=job.name,
        )  # fmt: skip
    content_type = mimetypes.guess_type(job.name)[0] or "application/octet-stream"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=job.name, content_type=content_type
    )


@viewer_required
@require_POST
def delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a report file, or cancels it if it is not finished."""
    job, _ = _own_job_or_denied(request.viewer, pk)
    with scope(organization=job.organization):
        delete_job(job)
    messages.success(request, "Deleted.")
    return redirect("report_files")


def _own_job_or_denied(viewer: Viewer, pk: int) -> tuple[ReportJob, Viewer]:
    """A report job of this user, and the viewer in the organisation it belongs to.

    Links in mails open it whichever client organisation is selected. Raises Denied otherwise.
    """
    with scopes_disabled():
        own_jobs = ReportJob.objects.filter(by=viewer.user, pk=pk).select_related("organization")
        job: ReportJob = first_or_denied(own_jobs)
    job_viewer = coaching_viewer_of(viewer.user, job.organization_id)
    if job_viewer is None:
        raise Denied
    return job, job_viewer
