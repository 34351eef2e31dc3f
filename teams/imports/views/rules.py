"""Settings page for imports: decision maker titles and remembered columns."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from teams.access.getters import admin_required
from teams.access.requests import ViewerRequest
from teams.imports.rules import forget_columns, set_decision_titles
from teams.models import Organization


class TitlesForm(forms.Form):
    """Additional job titles of decision makers, one per line."""

    titles = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        label="Further titles of people who can decide",
        help_text="One a line, such as Prokurist. C-level, vice presidents, heads, directors, "
        "owners, founders and partners count already, in five languages. It holds for archives "
        "read from now on.",
    )

    def __init__(self, data: object, organization: Organization) -> None:
        super().__init__(data, initial={"titles": "\n".join(organization.decision_titles)})  # type: ignore[arg-type]
        self.label_suffix = ""


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_imports(request: ViewerRequest) -> HttpResponse:
    """Edits titles of decision makers, and lists the remembered columns."""
    viewer = request.viewer
    form = TitlesForm(request.POST if request.method == "POST" else None, viewer.organization)
    if form.is_valid():
        titles = form.cleaned_data["titles"].splitlines()
        try:
            set_decision_titles(organization=viewer.organization, titles=titles, by=viewer.user)
        except ValidationError as error:
            form.add_error("titles", error)
        else:
            messages.success(request, "Saved.")
            return redirect("settings_imports")
    columns = sorted(viewer.organization.navigator_columns.items())
    context = {"form": form, "columns": columns}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "teams/imports/rules.html", context, status=status)


@admin_required
@require_POST
def settings_imports_forget(request: ViewerRequest) -> HttpResponse:
    """Deletes the remembered columns; the next usage report asks again."""
    viewer = request.viewer
    forget_columns(organization=viewer.organization, by=viewer.user)
    messages.success(request, "Forgotten: the next usage report asks again.")
    return redirect("settings_imports")
