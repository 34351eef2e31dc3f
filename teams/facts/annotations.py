"""Annotations on charts: events such as trainings, added by managers, coaches and admins.

They are visible to those who oversee the team and to its members on that day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.access.getters import Denied, first_or_denied
from teams.access.viewer import Viewer
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Action, Annotation, AuditEntry, Rep, Team, User

MAX_TEXT_LENGTH = 140
MAX_AHEAD = timedelta(days=366)  # future trainings may be entered


def annotations_of_team(team: Team, first: date, last: date) -> list[Annotation]:
    """Returns annotations of the team, its region and the organisation, oldest first."""
    ids = [pk for pk in (team.pk, team.region_id) if pk]
    return list(Annotation.objects.about(ids).between(first, last).select_related("team"))


def annotations_of_rep(rep: Rep, first: date, last: date) -> list[Annotation]:
    """Returns annotations of the teams and regions the rep belonged to on the day, oldest first."""
    return list(Annotation.objects.of_rep(rep).between(first, last))


def chart_marks(annotations: Iterable[Annotation]) -> tuple[tuple[date, str], ...]:
    """Returns (date, text) pairs for charts."""
    return tuple((each.day, each.text) for each in annotations)


def annotation_or_404(viewer: Viewer, pk: int) -> Annotation:
    """Returns an annotation the viewer may change: of a team they oversee, or any as admin."""
    annotations = Annotation.objects.filter(organization=viewer.organization).select_related("team")
    annotation: Annotation = first_or_denied(annotations.filter(pk=pk))
    if not can_change(viewer, annotation):
        raise Denied
    return annotation


def can_change(viewer: Viewer, annotation: Annotation) -> bool:
    """Whether the viewer may edit and delete the annotation."""
    return viewer.is_admin or bool(annotation.team and viewer.oversees_team(annotation.team))


@transaction.atomic
def add_annotation(*, team: Team, day: date, text: str, by: User) -> Annotation:
    """Adds an annotation to a team and an entry to the audit log."""
    cleaned = _clean_annotation(team, day, text)
    annotation: Annotation = Annotation.objects.create(
        organization=team.organization, team=team, day=day, text=cleaned, by=by
    )
    _audit(Action.NOTE_ADDED, annotation, by, {"is": _audit_details(annotation)})
    return annotation


@transaction.atomic
def change_annotation(*, annotation: Annotation, day: date, text: str, by: User) -> None:
    """Changes date or text; the user who edits becomes its author."""
    was = _audit_details(annotation)
    annotation.text = _clean_annotation(annotation, day, text)
    annotation.day, annotation.by = day, by
    annotation.save(update_fields=["day", "text", "by"])
    if was != _audit_details(annotation):
        _audit(Action.NOTE_CHANGED, annotation, by, {"was": was, "is": _audit_details(annotation)})


@transaction.atomic
def delete_annotation(*, annotation: Annotation, by: User) -> None:
    """Deletes the annotation; the audit log keeps its text."""
    _audit(Action.NOTE_REMOVED, annotation, by, {"was": _audit_details(annotation)})
    annotation.delete()


def _audit_details(annotation: Annotation) -> str:
    """Formats date and text for the audit log."""
    return f"{annotation.day}: {annotation.text}"


def _audit(action: Action, annotation: Annotation, by: User, change: dict[str, str]) -> None:
    audience = annotation.team.name if annotation.team else "everybody"
    AuditEntry.objects.create(
        organization=annotation.organization,
        by=by,
        action=action,
        details={"team": audience} | change,
    )


def _clean_annotation(target: Team | Annotation, day: date, text: str) -> str:
    """Returns the text in one line; raises ValidationError for an invalid text or date."""
    cleaned = " ".join(text.split())
    if not cleaned:
        raise ValidationError("Say in a few words what happened.")
    if len(cleaned) > MAX_TEXT_LENGTH:
        raise ValidationError(f"At most {MAX_TEXT_LENGTH} characters; these are {len(cleaned)}.")
    last = target.organization.today() + MAX_AHEAD
    if not LINKEDIN_LAUNCH <= day <= last:
        raise ValidationError(f"Choose a day from {LINKEDIN_LAUNCH} to {last}.")
    return cleaned
