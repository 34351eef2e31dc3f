"""Report designs of an organisation, shared by its coaches."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Organization, ReportTemplate, User

MAX_TEMPLATES = 50  # per organisation
COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True)
class DesignValues:
    """The values of a design; `logos` maps field names to a PNG, or to empty bytes for none."""

    name: str
    sections: tuple[str, ...]
    paper: str = ReportTemplate.Paper.A4
    coach_name: str = ""
    client_name: str = ""
    colour: str = ""
    logos: dict[str, bytes] = field(default_factory=dict)


@transaction.atomic
def save_template(
    *,
    organization: Organization,
    by: User,
    values: DesignValues,
    template: ReportTemplate | None = None,
) -> ReportTemplate:
    """Creates or changes a design. Raises ValidationError with a sentence for invalid input."""
    templates = ReportTemplate.objects.filter(organization=organization)
    name = " ".join(values.name.split())
    _check(name, values)
    others = templates.exclude(pk=template.pk) if template else templates
    if others.filter(name=name).exists():
        raise ValidationError(f"There is a template called “{name}” already: choose another name.")
    if template is None and templates.count() >= MAX_TEMPLATES:
        raise ValidationError(f"There are {MAX_TEMPLATES} templates already: delete one first.")
    saved = template or ReportTemplate(organization=organization)
    saved.name, saved.by = name, by
    for each in ("paper", "coach_name", "client_name", "colour"):
        setattr(saved, each, getattr(values, each).strip())
    saved.sections = list(values.sections)
    for each, logo in values.logos.items():
        setattr(saved, each, logo or None)
    saved.save()
    return saved


def _check(name: str, values: DesignValues) -> None:
    if not name or len(name) > 80:
        raise ValidationError("A template needs a name of at most 80 letters.")
    if values.colour and not COLOUR.fullmatch(values.colour):
        raise ValidationError("A colour is # and six digits from 0 to f, such as #1f6f8b.")


def delete_template(*, template: ReportTemplate) -> None:
    """Deletes a design; finished reports are not affected."""
    template.delete()
