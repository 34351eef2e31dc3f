"""The list of inputs matches the columns of the daily log; validation of input values."""

import pytest

from teams.base.inputs import INPUTS, MAX_INPUT_VALUE, SCORED_INPUTS, InputKind, describe_fault
from teams.facts.save_days import COLUMNS
from teams.models import DailyLog

ROW_FIELDS = {"pk", "organization", "rep", "day", "source", "exported_on", "said", "saved_at"}
COLUMN = {
    InputKind.COUNT: "PositiveIntegerField",
    InputKind.LEVEL: "PositiveIntegerField",
    InputKind.PERCENT: "FloatField",
    InputKind.HOURS: "FloatField",
    InputKind.MARK: "BooleanField",
}


def test_a_day_has_exactly_one_column_per_input() -> None:
    columns = {field.name for field in DailyLog._meta.get_fields()}
    assert columns == ROW_FIELDS | set(INPUTS)
    assert set(INPUTS) < set(COLUMNS)


@pytest.mark.parametrize("name", INPUTS)
def test_an_inputs_column_has_its_type_and_is_nullable(name: str) -> None:
    field = DailyLog._meta.get_field(name)
    assert field.get_internal_type() == COLUMN[INPUTS[name].kind]
    assert field.null


def test_meetings_opportunities_and_off_are_not_scored() -> None:
    assert set(INPUTS) - set(SCORED_INPUTS) == {"meetings", "opportunities", "off"}
    assert len(SCORED_INPUTS) == 27
    assert len({each.label for each in INPUTS.values()}) == len(INPUTS)


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("posts", 0, None),
        ("posts", 3.0, None),
        ("posts", -1, "is negative"),
        ("posts", 2.5, "is not a whole number"),
        ("posts", MAX_INPUT_VALUE + 1, "is too large"),
        ("posts", True, "is not a number"),
        ("posts", "3", "is not a number"),
        ("posts", None, "is not a number"),
        ("posts", float("nan"), "is too large"),
        ("posts", float("inf"), "is too large"),
        ("connections", 12, None),
        ("connections", 0.5, "is not a whole number"),
        ("relevant_connections", 0, None),
        ("relevant_connections", -1, "is negative"),
        ("relevant_connections", 0.5, "is not a whole number"),
        ("profile_completeness", 99.5, None),
        ("profile_completeness", 100.5, "is above 100"),
        ("response_hours", 0.25, None),
        ("response_hours", -0.25, "is negative"),
        ("off", True, None),
        ("off", 1, "is neither yes nor no"),
    ],
)
def test_an_invalid_value_gets_an_explanation(name: str, value: object, wrong: str | None) -> None:
    assert describe_fault(name, value) == wrong
