"""Form fields as the pages want them."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A browser's own day picker, which takes and gives YYYY-MM-DD in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
