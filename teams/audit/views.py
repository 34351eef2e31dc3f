"""The audit log for admins, as page and CSV."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from teams.access.getters import admin_required
from teams.access.requests import ViewerRequest
from teams.audit.descriptions import ACTION_GROUPS, ActionGroup
from teams.audit.exports import audit_export, escape_formula
from teams.audit.log import (
    AuditQuery,
    AuditRow,
    iterate_audit_rows,
    load_audit_extent,
    load_audit_page,
)
from teams.models import Organization
from teams.web.downloads import streamed_csv_response
from teams.web.form_fields import DayInput

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
HEADER = ("at", "by", "action", "details", "on", "origin")
MAX_FILTER_LENGTH = 200  # characters of a filter kept in the log


def _choices(group: ActionGroup) -> tuple[str, list[tuple[str, str]]]:
    """Returns a group of the drop-down: all of it, or one of its actions."""
    actions = [(action.value, action.value.capitalize()) for action in group.actions]
    return group.label, [(group.slug, f"All of: {group.label.lower()}"), *actions]


CHOICES = [("", "Everything"), *map(_choices, ACTION_GROUPS)]


class AuditFilterForm(forms.Form):
    """Filters of the audit log, as query parameters."""

    action = forms.ChoiceField(choices=CHOICES, required=False, label="What")
    first = forms.DateField(widget=DayInput(), required=False, label="From")
    last = forms.DateField(widget=DayInput(), required=False, label="To")
    q = forms.CharField(max_length=80, required=False, label="Name or address")
    person = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput())
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        for day in (first, last):
            if isinstance(day, date) and not EARLIEST <= day <= LATEST:
                raise forms.ValidationError("Choose days between 2000 and 2100.")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            raise forms.ValidationError("The period ends before it begins.")
        return values

    @property
    def query(self) -> AuditQuery:
        """The filters of a valid form."""
        values = self.cleaned_data
        names = ("action", "person", "first", "last", "before")
        return AuditQuery(**{name: values[name] for name in names}, text=values["q"].strip())


@admin_required
@require_safe
def settings_audit(request: ViewerRequest) -> HttpResponse:
    """A page of the audit log, newest first."""
    form = AuditFilterForm(request.GET, label_suffix="")
    return _page(request, form)


def _page(request: ViewerRequest, form: AuditFilterForm) -> HttpResponse:
    viewer = request.viewer
    page = load_audit_page(viewer.organization, form.query) if form.is_valid() else None
    context = {"form": form, "page": page, "zone": viewer.organization.time_zone}
    return render(request, "teams/audit/audit.html", context, status=200 if page else 422)


@admin_required
@require_safe
def settings_audit_csv(request: ViewerRequest) -> HttpResponseBase:
    """All filtered entries as CSV; the export itself is logged."""
    viewer = request.viewer
    form = AuditFilterForm(request.GET, label_suffix="")
    if not form.is_valid():
        return _page(request, form)
    organization, query = viewer.organization, form.query
    extent = load_audit_extent(organization, query)
    filters = request.GET.urlencode()[:MAX_FILTER_LENGTH]
    audit_export(viewer=viewer, what="audit log", rows=extent.rows, filter=filters)
    name = f"audit-{organization.slug}-{organization.today()}.csv"
    return streamed_csv_response(name, _csv(organization, query, extent.last_id))


def _csv(organization: Organization, query: AuditQuery, last_id: int) -> Iterator[str]:
    yield _rows([HEADER])
    for chunk in iterate_audit_rows(organization, query, last_id):
        yield _rows(map(_cells, chunk))


def _cells(row: AuditRow) -> tuple[str, ...]:
    people, details = (person.name for person in row.on), "; ".join(row.details)
    texts = (row.by.name, row.action, details, ", ".join(people), row.origin)
    return (row.at.isoformat(timespec="seconds"), *map(escape_formula, texts))


def _rows(rows: Iterable[Sequence[str]]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
