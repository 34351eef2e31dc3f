"""Erases a rep: an admin sees what goes and what stays, types the name, and confirms."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.privacy.data_summary import stored_data_of
from scoring.privacy.erase import erase
from teams.access.getters import admin_required, rep_or_404
from teams.access.requests import ViewerRequest
from teams.models import Rep


class NameForm(forms.Form):
    """Confirmation form: the admin must type the rep's name."""

    name = forms.CharField(
        max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: object, rep: Rep, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.rep = rep
        self.fields["name"].label = f"Type “{rep.name}”"

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if " ".join(name.split()).casefold() != " ".join(self.rep.name.split()).casefold():
            raise forms.ValidationError(
                f"That is not the name; nothing was erased. Type {self.rep.name}."
            )
        return name


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_rep(request: ViewerRequest, pk: int) -> HttpResponse:
    """Lists what would be erased and kept; erases once the name is typed correctly."""
    viewer = request.viewer
    rep = rep_or_404(viewer, pk)
    form = NameForm(request.POST if request.method == "POST" else None, rep=rep)
    if form.is_valid():
        is_self = viewer.is_self(rep)
        erase(rep=rep, by=viewer.user)
        messages.success(request, "Erased. Averages of the past stay as they were.")
        return redirect("home" if is_self else "people")
    context = {"rep": rep, "form": form, "kept": stored_data_of(rep)}
    return render(
        request, "scoring/privacy/erase.html", context, status=422 if form.errors else 200
    )
