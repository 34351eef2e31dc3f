"""Coaching forms: programme, session, note, action item."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.coaching.sessions import audiences, signals_to_raise
from teams.coaching.sessions import LONGEST_ITEM, LONGEST_NOTE, LONGEST_TOPIC
from teams.models import Rep
from teams.web.form_fields import DayInput

DEFAULT_DUE_IN = timedelta(days=14)


class _Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def saved(self, save: Callable[[dict[str, Any]], object]) -> bool:
        """Calls `save` with the cleaned data; False, with errors on the form, if it fails."""
        if not self.is_valid():
            return False
        try:
            save(self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True


class ProgrammeForm(_Form):
    """A programme's name, first and last day, and optional target total."""

    name = forms.CharField(max_length=120, label="Name")
    starts_on = forms.DateField(widget=DayInput(), label="First day")
    ends_on = forms.DateField(widget=DayInput(), label="Last day")
    target = forms.FloatField(
        required=False,
        label="Target",
        widget=forms.NumberInput(attrs={"min": 1, "max": 100, "step": "any"}),
        help_text="A total everybody is to reach, 70 is good. May stay empty.",
    )


class SessionForm(_Form):
    """A session's day and topic, with an optional note."""

    day = forms.DateField(widget=DayInput(), label="Day")
    topic = forms.CharField(
        max_length=LONGEST_TOPIC,
        label="Topic",
        help_text="Day and topic are read by everybody who looks after them.",
    )
    text = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="Note, may stay empty",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    audience = forms.ChoiceField(
        required=False, label="Who reads the note", widget=forms.RadioSelect(), initial="private"
    )

    def __init__(self, *args: Any, rep_names: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="session-%s", **kwargs)
        self.fields["audience"].choices = audiences(rep_names)  # type: ignore[attr-defined]


class SessionNoteForm(_Form):
    """A note on a session, and who may read it."""

    text = forms.CharField(
        max_length=LONGEST_NOTE, label="Note", widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.ChoiceField(
        label="Who reads it", widget=forms.RadioSelect(), initial="private"
    )

    def __init__(self, *args: Any, rep: Rep, session: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"note-{session}-%s", **kwargs)
        self.session = session
        self.fields["audience"].choices = audiences(rep.name)  # type: ignore[attr-defined]


class ItemForm(_Form):
    """An action item: what was agreed, the signal it should raise, and when it is due."""

    text = forms.CharField(max_length=LONGEST_ITEM, label="What was agreed")
    signal = forms.ChoiceField(
        required=False,
        label="Aims at",
        help_text="Measured before and after, so that you see what came of it.",
    )
    due_on = forms.DateField(widget=DayInput(), label="Due")

    def __init__(self, *args: Any, rep: Rep, **kwargs: Any) -> None:
        initial = {"due_on": rep.today() + DEFAULT_DUE_IN}
        super().__init__(*args, auto_id="item-%s", initial=initial, **kwargs)
        options = signals_to_raise(rep.organization, rep.today())
        self.fields["signal"].choices = [("", "No signal"), *options]  # type: ignore[attr-defined]
