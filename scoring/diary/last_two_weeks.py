"""The last two weeks as a grid, to fill in missed days."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from scoring.diary.log import MAIN_INPUTS
from scoring.diary.number_fields import parse_number
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import short_weekday
from teams.base.inputs import INPUTS
from teams.base.sources import Value
from teams.models import DailyLog, Rep

DAYS_SHOWN: Final = 14
COLUMNS: Final = {
    name: SIGNAL_NAMES.get(name, INPUTS[name].label) for name in (*MAIN_INPUTS, "meetings")
}
Changes = dict[date, dict[str, Value]]


@dataclass(frozen=True)
class FortnightCell:
    """One input of one day as text; empty is unknown. `name` is the name of its form field."""

    name: str
    column: str
    text: str
    is_invalid: bool


@dataclass(frozen=True)
class FortnightRow:
    """A day of the grid; `is_working_day` says whether it is a working day."""

    day: date
    is_working_day: bool
    cells: tuple[FortnightCell, ...]
    off: bool


@dataclass(frozen=True)
class Grid:
    """The days, newest first; `shown_values` is JSON of what the page shows, to find changes."""

    columns: tuple[str, ...]
    rows: tuple[FortnightRow, ...]
    shown_values: str


def editable_days(rep: Rep, today: date) -> list[date]:
    """The days that can be filled in, newest first."""
    days = (today - timedelta(back) for back in range(DAYS_SHOWN))
    return [day for day in days if rep.keeps(day)]


def grid(rep: Rep, today: date, typed: Mapping[str, str] | None = None) -> Grid:
    """Known values of the last two weeks, or the text that was typed if the form was invalid."""
    days = editable_days(rep, today)
    logs = DailyLog.objects.of(rep).between(today - timedelta(DAYS_SHOWN - 1), today)
    known = {log.day: log.known() for log in logs}
    shown_values = {day.isoformat(): _shown_values(known.get(day, {})) for day in days}
    return Grid(
        columns=tuple(COLUMNS.values()),
        rows=tuple(
            FortnightRow(
                day=day,
                is_working_day=rep.organization.works_on(day),
                cells=tuple(_cells(day, known.get(day, {}), typed)),
                off=f"{day}.off" in typed if typed else bool(known.get(day, {}).get("off")),
            )
            for day in days
        ),
        shown_values=typed.get("stood", "") if typed else json.dumps(shown_values),
    )


def _shown_values(known: Mapping[str, Value]) -> dict[str, Value]:
    marked = {"off": True} if known.get("off") else {}
    return marked | {name: value for name, value in known.items() if name in COLUMNS}


def _cells(
    day: date, known: Mapping[str, Value], typed: Mapping[str, str] | None
) -> Iterator[FortnightCell]:
    for name, label in COLUMNS.items():
        value = known.get(name)
        text = "" if value is None else str(value)
        if typed is not None:
            text = typed.get(f"{day}.{name}", "")
        yield FortnightCell(f"{day}.{name}", label, text, bool(parse_number(name, text.strip())[1]))


def parse_grid(form: Mapping[str, str], days: list[date]) -> tuple[Changes, list[str]]:
    """Parses the form: what changed on each day, and sentences on invalid fields.

    A field counts as changed if it differs from what the page showed, so that values saved
    elsewhere meanwhile stay.
    """
    shown, changes, errors = _parse_shown_values(form), Changes(), []
    for day in days:
        before = shown.get(day.isoformat(), {})
        entered: dict[str, Value] = {"off": True if f"{day}.off" in form else None}
        for name, label in COLUMNS.items():
            value, error = parse_number(name, form.get(f"{day}.{name}", "").strip(), label)
            entered[name] = value
            if error:
                errors.append(f"{short_weekday(day)}, {error}")
        changed = {name: value for name, value in entered.items() if value != before.get(name)}
        if changed:
            changes[day] = changed
    return changes, errors


def _parse_shown_values(form: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the page showed, by day and input; empty if it can't be parsed."""
    try:
        shown = json.loads(form.get("stood", ""))
    except ValueError:
        return {}
    return {
        day: values
        for day, values in (shown.items() if isinstance(shown, dict) else ())
        if isinstance(values, dict)
    }
