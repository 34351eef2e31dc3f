"""Leave: days off entered as a range, in the future or the past, and cancelled."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.diary.days_off import MAX_LEAVE_DISTANCE, day_off_values, upcoming_leave
from scoring.diary.views.undo import pop_message, signed_undo, store_message
from scoring.scores.today import score_words
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.base.formatting import count_words
from teams.base.sources import Value
from teams.facts.manual_entry import log_days
from teams.facts.retention import not_kept_message
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Rep
from teams.web.form_fields import DayInput


class LeaveForm(forms.Form):
    """A range of days off; once valid, `day_off_values` has the values of each day."""

    first = forms.DateField(widget=DayInput(), label="First day off")
    last = forms.DateField(widget=DayInput(), label="Last day off")

    def __init__(self, *args: Any, rep: Rep, today: date, off: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.rep, self.today, self.off = rep, today, off
        self.marks: dict[date, dict[str, Value]] = {}

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first < max(LINKEDIN_LAUNCH, self.today - MAX_LEAVE_DISTANCE):
            raise forms.ValidationError(f"{first} is more than a year ago.")
        if not self.rep.keeps(first):
            raise forms.ValidationError(f"{not_kept_message(first, self.rep.facts_from or first)}.")
        return first

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        if last > self.today + MAX_LEAVE_DISTANCE:
            raise forms.ValidationError(f"{last} is more than a year ahead.")
        return last

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if not (first and last):
            return
        if last < first:
            raise forms.ValidationError(f"{last} comes before {first}: swap the two.")
        self.marks = day_off_values(self.rep, first, last, off=self.off)
        if not self.marks:
            kind = "working day" if self.off else "day off"
            raise forms.ValidationError(f"There is no {kind} from {first} to {last}.")


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: ViewerRequest) -> HttpResponse:
    """Upcoming leave, with a form to add days off or cancel them."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    today, off = rep.today(), request.POST.get("off") != "no"
    form = LeaveForm(request.POST or None, rep=rep, today=today, off=off)
    if request.method == "POST" and form.is_valid():
        changes = log_days(rep=rep, days=form.marks, by=viewer.user)
        days = count_words(len(form.marks), "working day")
        saved = f"{days} marked off." if off else f"Taken back: {days} no longer off."
        undo = signed_undo(rep, changes, "days_off")
        store_message(request, f"{saved} {score_words(rep, today)}", undo)
        return redirect("days_off")
    refused = request.method == "POST"
    saved, undo = ("", "") if refused else pop_message(request)
    spans = upcoming_leave(rep, today)
    context = {"form": form, "spans": spans, "today": today, "saved": saved, "undo": undo}
    return render(request, "scoring/diary/days_off.html", context, status=422 if refused else 200)
