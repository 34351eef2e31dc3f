"""Form widgets shared by pages."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """Date picker of the browser, which uses YYYY-MM-DD in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
