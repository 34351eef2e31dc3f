"""Merges two records of one person: choose which to keep, preview, confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.privacy.merge import merge
from teams.access.getters import admin_required, rep_or_404
from teams.access.requests import ViewerRequest
from teams.models import Rep
from teams.people.staffing import find_rep_by_address
from teams.privacy.merge import MergePreview, namesakes, preview_merge

MAX_CLASHES = 50  # days with data in both records


class OtherForm(forms.Form):
    """Email address of the record to remove."""

    other = forms.EmailField(label="Address of the row that goes")

    def __init__(self, *args: object, kept: Rep, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.kept = kept
        self.preview: MergePreview | None = None

    def clean_other(self) -> str:
        email: str = self.cleaned_data["other"]
        other = find_rep_by_address(self.kept.organization, email)
        if other is None:
            raise ValidationError("Nobody here has that address; check it.")
        other.organization = self.kept.organization
        self.preview = preview_merge(self.kept, other)
        return email


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge_rep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Chooses the other record, previews the merge, and merges on POST."""
    viewer = request.viewer
    rep = rep_or_404(viewer, pk)
    data = request.POST if request.method == "POST" else request.GET
    form = OtherForm(data if request.method == "POST" or "other" in data else None, kept=rep)
    if form.is_valid() and form.preview and request.method == "POST":
        merge(kept=rep, other=form.preview.other, by=viewer.user)
        messages.success(request, f"One {rep.name} now; the scores follow within a minute.")
        return redirect("rep", rep.pk)
    preview = form.preview if form.is_bound else None
    context = {
        "rep": rep,
        "form": form,
        "found": preview,
        "clashes": preview.clashes[:MAX_CLASHES] if preview else (),
        "namesakes": () if preview else namesakes(rep),
    }
    return render(
        request, "scoring/privacy/merge.html", context, status=422 if form.errors else 200
    )
