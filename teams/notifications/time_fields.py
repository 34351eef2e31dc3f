"""Form fields for the weekday and hour at which mails are sent."""

from typing import Any

from django import forms

from teams.base.formatting import WEEKDAYS, hour_words


def weekday_field(label: str, default: int) -> forms.TypedChoiceField:
    """Choice of a weekday, 0 is Monday; `default` if nothing was sent."""
    return _field(label, list(enumerate(WEEKDAYS)), default)


def hour_field(label: str, default: int) -> forms.TypedChoiceField:
    """Choice of a full hour; `default` if nothing was sent."""
    return _field(label, [(hour, hour_words(hour)) for hour in range(24)], default)


def _field(label: str, choices: list[tuple[int, str]], default: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        required=False, coerce=int, empty_value=default, label=label, choices=choices
    )
