"""The coach's progress report of a team and period: the page is the preview of the file."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.progress import Progress, progress, write
from teams.access import Denied, for_viewers, team_or_404
from teams.exports import note_export
from teams.models import Team
from teams.viewer import Viewer
from teams.views.fields import DayInput
from teams.views.files import csv_file


class PeriodForm(forms.Form):
    """Whose progress, between the closes of which days."""

    team = forms.TypedChoiceField(coerce=int)
    first = forms.DateField(widget=DayInput(), label="From")
    last = forms.DateField(widget=DayInput(), label="To")

    def __init__(self, *args: object, teams: list[Team], closed: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.closed = closed
        self.fields["team"].choices = [(team.pk, team.name) for team in teams]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if isinstance(first, date) and isinstance(last, date):
            if first >= last:
                raise forms.ValidationError("The period ends before it begins.")
            if last > self.closed:
                raise forms.ValidationError(
                    f"{last} is not over yet; choose a day up to {self.closed}."
                )
        return values


@for_viewers
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Three sentences, then a row a rep; with `format=csv` the same as a file."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_coach or not viewer.overseen_teams():
        raise Denied
    form = _form(request, viewer)
    found = None
    if form.is_valid():
        team = team_or_404(viewer, form.cleaned_data["team"])
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        found = progress(team, first, last, viewer.overseen_reps())
        if request.GET.get("format") == "csv":
            _note(viewer, found)
            return _csv(found)
    context = {"form": form, "progress": found}
    return render(request, "scoring/progress.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, viewer: Viewer) -> PeriodForm:
    teams, closed = viewer.overseen_teams(), viewer.organization.last_closed_day()
    usual = {"team": teams[0].pk, "first": closed - timedelta(days=30), "last": closed}
    data = request.GET or usual
    return PeriodForm(data, teams=teams, closed=closed)


def _note(viewer: Viewer, found: Progress) -> None:
    days = {"from": found.first.isoformat(), "to": found.last.isoformat()}
    rows = len(found.lines)
    note_export(viewer=viewer, what="progress", rows=rows, team=found.team.name, **days)


def _csv(found: Progress) -> HttpResponse:
    response = csv_file(f"progress-{found.team.pk}-{found.first}-{found.last}.csv")
    write(found, response)
    return response
