"""What happened on a day, such as a training: said by whoever looks after a team, marked on charts.

Whoever looks after the team reads it, and who sat there that day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.access import Denied, first_or_denied
from teams.importers.table import OPENED
from teams.models import Action, Annotation, AuditEntry, Rep, Team, User
from teams.viewer import Viewer

LONGEST = 140
AHEAD = timedelta(days=366)  # a training may be noted before it is held


def about_team(team: Team, first: date, last: date) -> list[Annotation]:
    """The team's, its region's and everybody's, oldest first."""
    ids = [pk for pk in (team.pk, team.region_id) if pk]
    return list(Annotation.objects.about(ids).between(first, last).select_related("team"))


def about_rep(rep: Rep, first: date, last: date) -> list[Annotation]:
    """Those of the teams, and their regions, where the rep sat on the day; oldest first."""
    return list(Annotation.objects.of_rep(rep).between(first, last))


def as_marks(found: Iterable[Annotation]) -> tuple[tuple[date, str], ...]:
    """As charts take them."""
    return tuple((each.day, each.text) for each in found)


def annotation_or_404(viewer: Viewer, pk: int) -> Annotation:
    """One that may be changed: of a team that is looked after, or as admin."""
    mine = Annotation.objects.filter(organization=viewer.organization).select_related("team")
    found: Annotation = first_or_denied(mine.filter(pk=pk))
    if not may_change(viewer, found):
        raise Denied
    return found


def may_change(viewer: Viewer, annotation: Annotation) -> bool:
    """Whether the viewer may reword and delete it."""
    return viewer.is_admin or bool(annotation.team and viewer.oversees_team(annotation.team))


@transaction.atomic
def add_annotation(*, team: Team, day: date, text: str, by: User) -> Annotation:
    """Notes something that happened to the team."""
    words = _checked(team, day, text)
    made: Annotation = Annotation.objects.create(
        organization=team.organization, team=team, day=day, text=words, by=by
    )
    _audit(Action.NOTE_ADDED, made, by, {"is": _said(made)})
    return made


@transaction.atomic
def change_annotation(*, annotation: Annotation, day: date, text: str, by: User) -> None:
    """Says it in other words, or of another day; it is whoever's said it last."""
    was = _said(annotation)
    annotation.text = _checked(annotation, day, text)
    annotation.day, annotation.by = day, by
    annotation.save(update_fields=["day", "text", "by"])
    if was != _said(annotation):
        _audit(Action.NOTE_CHANGED, annotation, by, {"was": was, "is": _said(annotation)})


@transaction.atomic
def delete_annotation(*, annotation: Annotation, by: User) -> None:
    """Takes it off the charts."""
    _audit(Action.NOTE_REMOVED, annotation, by, {"was": _said(annotation)})
    annotation.delete()


def _said(annotation: Annotation) -> str:
    """As the audit log has it: the day and the words."""
    return f"{annotation.day}: {annotation.text}"


def _audit(action: Action, about: Annotation, by: User, change: dict[str, str]) -> None:
    whose = about.team.name if about.team else "everybody"
    AuditEntry.objects.create(
        organization=about.organization, by=by, action=action, details={"team": whose} | change
    )


def _checked(about: Team | Annotation, day: date, text: str) -> str:
    """The text in one line; raises ValidationError for what no chart can mark."""
    words = " ".join(text.split())
    if not words:
        raise ValidationError("Say in a few words what happened.")
    if len(words) > LONGEST:
        raise ValidationError(f"At most {LONGEST} characters; these are {len(words)}.")
    last = about.organization.today() + AHEAD
    if not OPENED <= day <= last:
        raise ValidationError(f"Choose a day from {OPENED} to {last}.")
    return words
