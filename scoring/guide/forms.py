"""Goal plan form: score, day and limits, kept in the query string."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms

from scoring.core.actions import ACTIONS
from scoring.core.planner import WEEKLY_MINUTES
from scoring.guide.goal_plan import MAX_PLAN_LENGTH, PlanRequest
from scoring.guide.playbook import action_label
from teams.web.form_fields import DayInput

DEFAULT_HORIZON = timedelta(days=90)
INVALID_GOAL = "A goal is a whole number from 1 to 100, or empty for the next milestone."
INVALID_LIMIT = "A whole number from 0 to 500, or nothing."
INVALID_MINUTES = "Minutes are a whole number from 1 to 2,400, or nothing."


def _number(message: str, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), message),
        **kwargs,
    )


class PlanForm(forms.Form):
    """The score to reach, by when, and the limits per week."""

    goal = _number(INVALID_GOAL, 1, 100, label="Score to reach")
    by_day = forms.DateField(
        label="By",
        widget=DayInput(),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day of the calendar."},
    )
    minutes = _number(
        INVALID_MINUTES,
        1,
        2400,
        label="At most, minutes a week",
        widget=forms.NumberInput(attrs={"placeholder": WEEKLY_MINUTES}),
    )

    def __init__(self, data: dict[str, Any], today: date) -> None:
        start = {"by_day": (today + DEFAULT_HORIZON).isoformat()}
        super().__init__({**start, **data}, label_suffix="")
        self.today = today
        for action in ACTIONS:
            name = action_label(action.name)
            self.fields[f"most_{action.name}"] = _number(
                INVALID_LIMIT, 0, 500, label=f"At most a week: {name}"
            )
            self.fields[f"without_{action.name}"] = forms.BooleanField(
                required=False, label=f"Leave out {name}"
            )

    def clean_by_day(self) -> date:
        """Requires a day after today and less than a year ahead."""
        day: date = self.cleaned_data["by_day"]
        if not self.today < day < self.today + MAX_PLAN_LENGTH:
            raise forms.ValidationError("Choose a day after today, a year ahead at most.")
        return day

    def limits(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Yields the label and the two limit fields of each action."""
        for action in ACTIONS:
            most, without = self[f"most_{action.name}"], self[f"without_{action.name}"]
            yield action_label(action.name), most, without

    @property
    def plan_request(self) -> PlanRequest:
        """Goal, day and limits from a valid form."""
        values = self.cleaned_data
        most = {each.name: values[f"most_{each.name}"] for each in ACTIONS}
        return PlanRequest(
            goal=values["goal"],
            by_day=values["by_day"],
            minutes=values["minutes"],
            most={name: each for name, each in most.items() if each is not None},
            left_out=tuple(each.name for each in ACTIONS if values[f"without_{each.name}"]),
        )
