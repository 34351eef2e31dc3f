"""LinkedIn's own number: paste the page, look at what was found, save."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring import diary
from teams.access import Viewer, for_viewers, own_rep_or_404
from teams.importers.ssi_page import SsiPage, SsiPageError, parse_ssi_page
from teams.importers.table import OPENED
from teams.models import OfficialReading, Rep
from teams.readings import VALUES, Reading, save_readings
from teams.retention import not_kept
from teams.views.fields import DayInput


class PasteForm(forms.Form):
    """The text of LinkedIn's page and the day it was seen."""

    day = forms.DateField(widget=DayInput(), label="Seen on")
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8}), label="Text of your LinkedIn SSI page"
    )

    def __init__(self, *args: object, rep: Rep, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.rep, self.today = rep, today
        self.fields["day"].widget.attrs |= {"max": today.isoformat()}
        self.page: SsiPage | None = None

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(f"{day} is in the future; choose the day you saw it.")
        if day < OPENED:
            raise forms.ValidationError(f"{day} is before LinkedIn’s first day, {OPENED}.")
        if not self.rep.keeps(day):
            raise forms.ValidationError(f"{not_kept(day, self.rep.facts_from or day)}.")
        return day

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.page = parse_ssi_page(text)
        except SsiPageError as error:
            raise forms.ValidationError(str(error)) from error
        return text


@for_viewers
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """Paste, preview, save; nothing is kept before the rep has seen what was found."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    rep = own_rep_or_404(viewer)
    today = rep.today()
    form = PasteForm(request.POST or None, rep=rep, today=today, initial={"day": today})
    if form.is_valid() and form.page and "save" in request.POST:
        _save(rep, form.cleaned_data["day"], form.page, viewer)
        rep.refresh_from_db(fields=["changed_from", "changes"])
        messages.success(request, f"Reading saved. {diary.score_words(rep, today)}")
        return redirect("rep", rep.pk)
    latest = OfficialReading.objects.of(rep).last()
    context = {"form": form, "found": form.page if form.is_valid() else None, "latest": latest}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "scoring/reading.html", context, status=status)


def _save(rep: Rep, day: date, page: SsiPage, viewer: Viewer) -> None:
    values = {name: getattr(page, name) for name in VALUES}
    save_readings(
        organization=viewer.organization,
        readings=[Reading(rep_id=rep.pk, day=day, **values)],
        how=OfficialReading.How.PASTED,
        by=viewer.user,
    )
