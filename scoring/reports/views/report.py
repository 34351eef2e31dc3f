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
    valid, wanted = form.is_valid(), request.GET.get("format", "")
    file = build_download(wanted, form, viewer) if valid and wanted else None
    if file:
        return file
    fine = valid and not form.errors
    found = _build_or_add_error(form.order.for_page(), form, viewer) if fine else None
    context: dict[str, Any] = {"form": form, "report": found}
    if found:
        context |= report_context(found, form)
    return render(
        request, "scoring/reports/report.html", context, status=422 if form.errors else 200
    )


def _build_or_add_error(order: ReportSpec, form: ReportForm, viewer: Viewer) -> Report | None:
    """Builds the report; returns None and adds an error to the form when there is none."""
    ours = viewer.organization
    try:
        return gather(order, ours, viewer.overseen_reps(), today=ours.today())
    except ReportSpecError as error:
        form.add_error(None, str(error))
        return None


def build_download(wanted: str, form: ReportForm, viewer: Viewer) -> HttpResponse | None:
    """The report as a file; returns None and adds an error to the form when it can't be made."""
    kind = FORMATS.get(wanted)
    found = _build_or_add_error(form.order, form, viewer) if kind else None
    if kind is None:
        form.add_error(None, f"There is no such file: choose one of {', '.join(FORMATS)}.")
    elif found and len(found.persons) > max_reps_at_once(wanted):
        form.add_error(None, f"It is about {len(found.persons)} people: have it made, below.")
    elif found:
        return _file(wanted, kind, found, form, viewer)
    return None


def _file(
    wanted: str, kind: Format, found: Report, form: ReportForm, viewer: Viewer
) -> HttpResponse:
    ends = {"from": found.order.first.isoformat(), "to": found.order.last.isoformat()}
    rows = len(found.persons)
    audit_export(viewer=viewer, what=f"progress, {wanted}", rows=rows, about=found.title, **ends)
    answer = HttpResponse(kind.write(found, design_of(form.look)), content_type=kind.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found, kind)}"'
    return answer


def report_context(report: Report, form: ReportForm) -> dict[str, Any]:
    """Template context of a report besides the report itself."""
    order, look = form.order, form.look
    kept = report_params(order) | ({"template": str(look.pk)} if look else {})
    usual = period_links(order, form.closed)
    return report_body_context(report, lambda person: _link(order.of(person.pk))) | {
        "periods": [(label, _link(each), each == order) for label, each in usual],
        "address": urlencode(kept, doseq=True),
        "make": report_request_context(order, look),
        "files": [
            (name, kind.label)
            for name, kind in FORMATS.items()
            if len(report.persons) <= max_reps_at_once(name)
        ],
    }


def _link(order: ReportSpec) -> str:
    return f"{reverse('report')}?{urlencode(report_params(order), doseq=True)}"
