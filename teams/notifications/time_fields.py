"""Form fields for the weekday and hour at which mails are sent."""

from typing import Any

from django import forms

from teams.base.formatting import WEEKDAYS, hour_words


def weekday_field(label: str, usual: int) -> forms.TypedChoiceField:
    """Choice of a weekday, 0 is Monday; `usual` if nothing was sent."""
    return _field(label, list(enumerate(WEEKDAYS)), usual)


def hour_field(label: str, usual: int) -> forms.TypedChoiceField:
    """Choice of a full hour; `usual` if nothing was sent."""
    return _field(label, [(hour, hour_words(hour)) for hour in range(24)], usual)


def _field(label: str, choices: list[tuple[int, str]], usual: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        required=False, coerce=int, empty_value=usual, label=label, choices=choices
    )
