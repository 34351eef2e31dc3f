"""Chart notes below a team's charts, each with an edit form for those who may change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from teams.access.requests import ViewerRequest
from teams.facts.annotations import MAX_TEXT_LENGTH, can_change
from teams.models import Annotation, Team
from teams.web.form_fields import DayInput

DELETED_NOTE_KEY = "note_deleted"  # session key of the note that can be restored


class ChartNoteForm(forms.Form):
    """Day and text of a chart note, new or existing."""

    day = forms.DateField(widget=DayInput())
    text = forms.CharField(max_length=MAX_TEXT_LENGTH, label="What happened")

    def __init__(self, data: object = None, *, note: Annotation | None = None, **kw: Any) -> None:
        values = {"day": note.day, "text": note.text} if note else {}
        super().__init__(
            data,  # type: ignore[arg-type]
            initial={**values, **kw},
            auto_id=f"note-{note.pk if note else 'new'}-%s",
            label_suffix="",
        )
        self.note = note


@dataclass(frozen=True)
class ChartNoteItem:
    """A chart note in the list; `form` is None where the viewer may only read it."""

    note: Annotation
    owner: str
    form: ChartNoteForm | None


def notes_context(
    request: ViewerRequest,
    team: Team,
    annotations: Sequence[Annotation],
    bound: ChartNoteForm | None,
) -> dict[str, Any]:
    """Template context: notes newest first, a form for a new one, and the note just deleted."""
    viewer = request.viewer
    bound_pk = bound.note.pk if bound and bound.note else None

    def form_of(note: Annotation) -> ChartNoteForm | None:
        if bound and note.pk == bound_pk:
            return bound
        return ChartNoteForm(note=note) if can_change(viewer, note) else None

    new_form = bound
    if bound is None or bound.note:
        new_form = ChartNoteForm(day=viewer.organization.today())
    return {
        "notes": [
            ChartNoteItem(note, _owner_label(note, team), form_of(note))
            for note in annotations[::-1]
        ],
        "note_form": new_form,
        "deleted_note": request.session.pop(DELETED_NOTE_KEY, None),
    }


def _owner_label(note: Annotation, team: Team) -> str:
    """Label of the note's owner; empty when it belongs to this team."""
    if note.team is None:
        return "everybody"
    return "" if note.team == team else note.team.name
