"""Report templates of an organisation: sections, paper, colour, names and logos; coaches edit."""

from base64 import b64encode
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from scoring.reports.spec import ALL_SECTIONS, valid_sections
from teams.access.getters import coach_or_404, report_template_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.models import ReportTemplate
from teams.reports.logos import MAX_BYTES, reencode_logo
from teams.reports.templates import DesignValues, delete_template, save_template

LOGO_LABELS = {"coach_logo": "Your logo", "client_logo": "Your client’s logo"}


class TemplateForm(forms.Form):
    """Fields of a report template; logos are uploaded, and a tick removes one."""

    name = forms.CharField(max_length=80, label="Name")
    section = forms.MultipleChoiceField(
        label="What is in it",
        choices=[(each.value, each.label) for each in ALL_SECTIONS],
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Tick at least one."},
    )
    paper = forms.ChoiceField(choices=ReportTemplate.Paper.choices, label="Paper")
    coach_name = forms.CharField(max_length=120, required=False, label="Your name or company")
    client_name = forms.CharField(max_length=120, required=False, label="Your client’s name")
    colour = forms.CharField(
        max_length=7, required=False, label="Colour, such as #1f6f8b", empty_value=""
    )

    def __init__(self, request: HttpRequest, template: ReportTemplate | None) -> None:
        is_sent = request.method == "POST"
        super().__init__(
            data=request.POST if is_sent else None,
            files=request.FILES if is_sent else None,
            label_suffix="",
            initial=_initial(template),
        )
        for name, label in LOGO_LABELS.items():
            self.fields[name] = forms.FileField(
                required=False, label=f"{label} (PNG, JPEG or WebP, 2 MB at most)"
            )
            if template and getattr(template, name):
                self.fields[f"no_{name}"] = forms.BooleanField(
                    required=False, label=f"Take away: {label[0].lower()}{label[1:]}"
                )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        self.logos: dict[str, bytes] = {}
        for name in LOGO_LABELS:
            try:
                if values.get(name):
                    self.logos[name] = reencode_logo(_bytes(values[name]))
                elif values.get(f"no_{name}"):
                    self.logos[name] = b""
            except ValidationError as error:
                self.add_error(name, error)
        return values

    def design_values(self) -> DesignValues:
        """Values to save, from a valid form."""
        values = self.cleaned_data
        return DesignValues(
            name=values["name"],
            sections=tuple(each.value for each in valid_sections(values["section"])),
            paper=values["paper"],
            coach_name=values["coach_name"],
            client_name=values["client_name"],
            colour=values["colour"].lower(),
            logos=self.logos,
        )


def _bytes(upload: "UploadedFile[bytes]") -> bytes:
    return bytes(upload.read(MAX_BYTES + 1))


@csrf_exempt  # _form is protected; upload handlers must be set before the form is read
def report_templates(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Lists the report templates with a form for a new one, or edits one."""
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _form(request, pk)  # type: ignore[return-value]


@viewer_required
@require_POST
def delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a report template."""
    delete_template(template=report_template_or_404(request.viewer, pk))
    messages.success(request, "The template is gone; reports made with it stay as they are.")
    return redirect("report_templates")


@csrf_protect
@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def _form(request: ViewerRequest, pk: int | None) -> HttpResponse:
    viewer = coach_or_404(request)
    template = report_template_or_404(viewer, pk) if pk else None
    form = TemplateForm(request, template)
    if form.is_bound and form.is_valid():
        try:
            save_template(
                organization=viewer.organization, by=viewer.user, values=form.design_values(),
                template=template,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Saved.")
            return redirect("report_templates")
    templates = ReportTemplate.objects.filter(organization=viewer.organization)
    context = {
        "form": form,
        "template": template,
        "templates": [] if template else list(templates.defer("coach_logo", "client_logo")),
        "logos": _logo_previews(template),
    }
    template_name = "scoring/reports/templates.html"
    return render(request, template_name, context, status=422 if form.errors else 200)


def _initial(template: ReportTemplate | None) -> dict[str, Any]:
    if template is None:
        return {"section": [each.value for each in ALL_SECTIONS], "paper": ReportTemplate.Paper.A4}
    names = ("name", "paper", "coach_name", "client_name", "colour")
    return {"section": template.sections} | {name: getattr(template, name) for name in names}


def _logo_previews(template: ReportTemplate | None) -> list[tuple[str, str]]:
    """The template's logos as (label, base64) pairs, to be embedded in the page."""
    logos = [(label, getattr(template, name, None)) for name, label in LOGO_LABELS.items()]
    return [(label, b64encode(bytes(logo)).decode()) for label, logo in logos if logo]
