"""Progress reports; the page is a preview of every file format."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.reports.build import gather
from scoring.reports.content import Report
from scoring.reports.forms import ReportForm, period_links, report_params
from scoring.reports.render.design import design_of
from scoring.reports.render.formats import FORMATS, Format, file_name, max_reps_at_once
from scoring.reports.spec import ReportSpec, ReportSpecError
from scoring.reports.views.body import report_body_context
from scoring.reports.views.files import report_request_context
from teams.access.getters import Denied, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.audit.exports import audit_export


@viewer_required
@require_safe
def report(request: ViewerRequest) -> HttpResponse:
    """A report of one rep, or of several with a row for each; `format` downloads it as a file."""
    viewer = request.viewer
    if not viewer.is_coach or not viewer.overseen_reps().exists():
        raise Denied
    form = ReportForm(request.GET, viewer)
    valid, format_name = form.is_valid(), request.GET.get("format", "")
    file = build_download(format_name, form, viewer) if valid and format_name else None
    if file:
        return file
    is_fine = valid and not form.errors
    report_content = _build_or_add_error(form.spec.for_page(), form, viewer) if is_fine else None
    context: dict[str, Any] = {"form": form, "report": report_content}
    if report_content:
        context |= report_context(report_content, form)
    return render(
        request, "scoring/reports/report.html", context, status=422 if form.errors else 200
    )


def _build_or_add_error(spec: ReportSpec, form: ReportForm, viewer: Viewer) -> Report | None:
    """Builds the report; returns None and adds an error to the form when there is none."""
    organization = viewer.organization
    try:
        return gather(spec, organization, viewer.overseen_reps(), today=organization.today())
    except ReportSpecError as error:
        form.add_error(None, str(error))
        return None


def build_download(format_name: str, form: ReportForm, viewer: Viewer) -> HttpResponse | None:
    """The report as a file; returns None and adds an error to the form when it can't be made."""
    file_format = FORMATS.get(format_name)
    report_content = _build_or_add_error(form.spec, form, viewer) if file_format else None
    if file_format is None:
        form.add_error(None, f"There is no such file: choose one of {', '.join(FORMATS)}.")
    elif report_content and len(report_content.persons) > max_reps_at_once(format_name):
        form.add_error(
            None, f"It is about {len(report_content.persons)} people: have it made, below."
        )
    elif report_content:
        return _file(format_name, file_format, report_content, form, viewer)
    return None


def _file(
    format_name: str, file_format: Format, report_content: Report, form: ReportForm, viewer: Viewer
) -> HttpResponse:
    ends = {
        "from": report_content.spec.first.isoformat(),
        "to": report_content.spec.last.isoformat(),
    }
    rows = len(report_content.persons)
    audit_export(
        viewer=viewer,
        what=f"progress, {format_name}",
        rows=rows,
        about=report_content.title,
        **ends,
    )
    response = HttpResponse(
        file_format.write(report_content, design_of(form.chosen_template)),
        content_type=file_format.content_type,
    )
    response["Content-Disposition"] = (
        f'attachment; filename="{file_name(report_content, file_format)}"'
    )
    return response


def report_context(report: Report, form: ReportForm) -> dict[str, Any]:
    """Template context of a report besides the report itself."""
    spec, template = form.spec, form.chosen_template
    params = report_params(spec) | ({"template": str(template.pk)} if template else {})
    periods = period_links(spec, form.closed)
    return report_body_context(report, lambda person: _link(spec.of(person.pk))) | {
        "periods": [(label, _link(each), each == spec) for label, each in periods],
        "address": urlencode(params, doseq=True),
        "make": report_request_context(spec, template),
        "files": [
            (name, file_format.label)
            for name, file_format in FORMATS.items()
            if len(report.persons) <= max_reps_at_once(name)
        ],
    }


def _link(spec: ReportSpec) -> str:
    return f"{reverse('report')}?{urlencode(report_params(spec), doseq=True)}"
