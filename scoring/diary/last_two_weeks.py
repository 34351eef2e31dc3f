"""The last fortnight as a grid, to fill in missed days."""

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
    wrong: bool


@dataclass(frozen=True)
class FortnightRow:
    """A day of the grid; `works` says whether it is a working day."""

    day: date
    works: bool
    cells: tuple[FortnightCell, ...]
    off: bool


@dataclass(frozen=True)
class Grid:
    """The days, newest first; `stood` is what the page showed, so that only changes are saved."""

    columns: tuple[str, ...]
    rows: tuple[FortnightRow, ...]
    stood: str


def editable_days(rep: Rep, today: date) -> list[date]:
    """The days that can be filled in, newest first."""
    days = (today - timedelta(back) for back in range(DAYS_SHOWN))
    return [day for day in days if rep.keeps(day)]


def grid(rep: Rep, today: date, typed: Mapping[str, str] | None = None) -> Grid:
    """The fortnight's known values; or what was typed, if it was refused."""
    days = editable_days(rep, today)
    logs = DailyLog.objects.of(rep).between(today - timedelta(DAYS_SHOWN - 1), today)
    known = {log.day: log.known() for log in logs}
    stood = {day.isoformat(): _shown_values(known.get(day, {})) for day in days}
    return Grid(
        columns=tuple(COLUMNS.values()),
        rows=tuple(
            FortnightRow(
                day=day,
                works=rep.organization.works_on(day),
                cells=tuple(_cells(day, known.get(day, {}), typed)),
                off=f"{day}.off" in typed if typed else bool(known.get(day, {}).get("off")),
            )
            for day in days
        ),
        stood=typed.get("stood", "") if typed else json.dumps(stood),
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
    stood, changes, errors = _parse_shown_values(form), Changes(), []
    for day in days:
        before = stood.get(day.isoformat(), {})
        said: dict[str, Value] = {"off": True if f"{day}.off" in form else None}
        for name, label in COLUMNS.items():
            value, error = parse_number(name, form.get(f"{day}.{name}", "").strip(), label)
            said[name] = value
            if error:
                errors.append(f"{short_weekday(day)}, {error}")
        changed = {name: value for name, value in said.items() if value != before.get(name)}
        if changed:
            changes[day] = changed
    return changes, errors


def _parse_shown_values(form: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the page showed, by day and input; empty if it can't be parsed."""
    try:
        stood = json.loads(form.get("stood", ""))
    except ValueError:
        return {}
    return {
        day: values
        for day, values in (stood.items() if isinstance(stood, dict) else ())
        if isinstance(values, dict)
    }
