"""Progress reports: the page is the preview of every file."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scoring.reports.content import Person, Report
from scoring.reports.gathering import gather
from scoring.reports.order import Kind, Order, OrderError
from scoring.views.report_body import body_of
from scoring.views.report_files import to_make
from scoring.views.report_form import ReportForm, address, for_page, periods
from teams.access import Denied, for_viewers
from teams.viewer import Viewer


@for_viewers
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Three sentences, then what there is to say of one, or a row for each of several."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_coach or not viewer.overseen_reps().exists():
        raise Denied
    form = ReportForm(request.GET, viewer)
    found = gathered(form, viewer) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "report": found}
    if found:
        context |= shown(found, form)
    return render(request, "scoring/progress.html", context, status=422 if form.errors else 200)


def gathered(form: ReportForm, viewer: Viewer) -> Report | None:
    """The report of a valid form for the page; None where there is none, which the form says."""
    ours = viewer.organization
    try:
        return gather(for_page(form.order), ours, viewer.overseen_reps(), today=ours.today())
    except OrderError as error:
        form.add_error(None, str(error))
        return None


def shown(report: Report, form: ReportForm) -> dict[str, Any]:
    """What the page needs besides the report."""
    order, look = form.order, form.look
    kept = address(order) | ({"template": str(look.pk)} if look else {})
    usual = periods(order, form.closed)
    return body_of(report, lambda person: _link(_alone(order, person))) | {
        "periods": [(label, _link(each), each == order) for label, each in usual],
        "address": urlencode(kept, doseq=True),
        "make": to_make(order, look),
    }


def _alone(order: Order, person: Person) -> Order:
    return replace(order, kind=Kind.REP, pk=person.pk)


def _link(order: Order) -> str:
    return f"{reverse('progress')}?{urlencode(address(order), doseq=True)}"
