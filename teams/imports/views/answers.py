"""Form that maps columns, period and people of a usage report."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from teams.access.getters import import_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.importers.sales_navigator_columns import METRICS
from teams.imports import actions
from teams.imports.match_people import importable_reps, importing_viewer
from teams.imports.tasks import queue_import
from teams.models import Import, Rep
from teams.web.form_fields import DayInput

CHOICES: Final = [("", "not read"), *((name, metric.label) for name, metric in METRICS.items())]


class UsageReportForm(forms.Form):
    """One select per column, the period, and an address for each unknown person."""

    first = forms.DateField(widget=DayInput(), label="From")
    last = forms.DateField(widget=DayInput(), label="To")

    def __init__(self, data: object, imported: Import) -> None:
        question = imported.found
        super().__init__(data, initial={name: question.get(name) for name in ("first", "last")})  # type: ignore[arg-type]
        self.label_suffix = ""
        self.headers = [header for header, _ in question["columns"]]
        self.strangers: list[str] = question["strangers"]
        self.reps = {
            each.email.lower(): each
            for each in importable_reps(imported, importing_viewer(imported))
        }
        for at, (header, guess) in enumerate(question["columns"]):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                choices=CHOICES, required=False, label=header, initial=guess
            )
        for at, stranger in enumerate(self.strangers):
            self.fields[f"person-{at}"] = forms.EmailField(
                required=False, label=stranger, widget=forms.EmailInput(attrs={"list": "reps"})
            )

    def columns(self) -> Iterator[forms.BoundField]:
        """Yields the selects."""
        return (self[f"column-{at}"] for at in range(len(self.headers)))

    def people(self) -> Iterator[forms.BoundField]:
        """Yields the address fields."""
        return (self[f"person-{at}"] for at in range(len(self.strangers)))

    def clean(self) -> None:
        for at in range(len(self.strangers)):
            email = (self.cleaned_data.get(f"person-{at}") or "").lower()
            if email and email not in self.reps:
                self.add_error(f"person-{at}", f"{email} is no rep here.")
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            self.add_error("last", "The last day is before the first.")

    def metric_by_header(self) -> dict[str, str]:
        """Returns the metric by column header."""
        return {header: self.cleaned_data[f"column-{at}"] for at, header in enumerate(self.headers)}

    def rep_id_by_name(self) -> dict[str, int]:
        """Returns the rep id of each person who was identified."""
        identified = {name: self._rep(at) for at, name in enumerate(self.strangers)}
        return {name: rep.pk for name, rep in identified.items() if rep}

    def _rep(self, at: int) -> Rep | None:
        return self.reps.get((self.cleaned_data[f"person-{at}"] or "").lower())

    def period(self) -> tuple[date, date]:
        """Returns the first and last day."""
        return self.cleaned_data["first"], self.cleaned_data["last"]


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Stores the answers and queues reading; columns are remembered for later reports."""
    imported = import_or_404(request.viewer, pk)
    if imported.state != Import.State.ASKING:
        if request.method == "POST":
            messages.error(request, "It asks nothing any more.")
        return redirect("import", pk)
    form = UsageReportForm(request.POST if request.method == "POST" else None, imported)
    if form.is_valid():
        first, last = form.period()
        with transaction.atomic():
            actions.save_answers(
                imported,
                columns=form.metric_by_header(),
                first=first,
                last=last,
                people=form.rep_id_by_name(),
            )
            queue_import(imported)
        return redirect("import", pk)
    context = {"form": form, "imported": imported}
    status = 422 if form.is_bound else 200
    return render(request, "teams/imports/answer.html", context, status=status)
