"""The privacy page for everyone, and the privacy settings for admins."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from teams.access.getters import admin_required, viewer_required
from teams.access.requests import ViewerRequest
from teams.facts.retention import first_kept_day
from teams.models import Organization
from teams.people.organization_settings import preview_retention, set_privacy, shortens_retention


class PrivacyForm(forms.Form):
    """Visibility, smallest group for averages, and retention of facts."""

    visibility = forms.ChoiceField(
        choices=Organization.Visibility.choices,
        label="What reps see of each other",
        help_text=(
            "Counts from the next click on. Whoever looks after a team, and admins, see its people "
            "in every mode."
        ),
    )
    smallest_group = forms.IntegerField(
        min_value=2,
        max_value=100,
        label="Smallest group",
        help_text=(
            "Averages and counts of fewer people are shown to nobody but whoever looks after them."
        ),
    )
    retention_months = forms.IntegerField(
        min_value=3,
        max_value=120,
        required=False,
        label="Months facts are kept",
        help_text=(
            "Daily counts and readings of months before are deleted, for good, within the hour; "
            "their scores stay. Empty: they are kept for as long as the organisation is here."
        ),
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: object, organization: Organization) -> None:
        names = ("visibility", "smallest_group", "retention_months")
        initial = {name: getattr(organization, name) for name in names}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.label_suffix = ""

    @property
    def settings(self) -> dict[str, object]:
        """The settings to save."""
        names = ("visibility", "smallest_group", "retention_months")
        return {name: self.cleaned_data[name] for name in names}

    def needs_confirmation(self, organization: Organization) -> bool:
        """Whether facts would be deleted and the user has not confirmed this retention yet."""
        months = self.cleaned_data["retention_months"]
        return shortens_retention(organization, months) and self.cleaned_data["confirmed"] != str(
            months
        )


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_privacy(request: ViewerRequest) -> HttpResponse:
    """Edits the settings; shows what a shorter retention deletes and asks for confirmation."""
    viewer = request.viewer
    data = request.POST if request.method == "POST" else None
    form = PrivacyForm(data, viewer.organization)
    preview = None
    if form.is_valid():
        if not form.needs_confirmation(viewer.organization):
            set_privacy(organization=viewer.organization, by=viewer.user, **form.settings)  # type: ignore[arg-type]
            messages.success(request, "Saved. It counts from the next click on.")
            return redirect("settings_privacy")
        preview = preview_retention(viewer.organization, form.cleaned_data["retention_months"])
    context = {"form": form, "going": preview}
    wrong = form.is_bound and form.errors
    return render(
        request, "teams/people/privacy_settings.html", context, status=422 if wrong else 200
    )


@viewer_required
@require_safe
def privacy(request: ViewerRequest) -> HttpResponse:
    """Describes what is collected and who sees it, from the current settings."""
    viewer = request.viewer
    context = {
        "organization": viewer.organization,
        "kept_from": first_kept_day(viewer.organization),
    }
    return render(request, "teams/people/privacy.html", context)
