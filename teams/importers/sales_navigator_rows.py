"""Rows of a Sales Navigator usage report, spread over the working days of its period.

Of a total T over n working days, day i gets ⌊i·T/n⌋ − ⌊(i−1)·T/n⌋: whole numbers that add up to T.
Levels and the LinkedIn score are of the period's last day. Empty cells are unknown.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from teams.base.inputs import INPUTS, InputKind
from teams.base.spread import spread
from teams.importers.file_kinds import FileKind
from teams.importers.findings import Finding, Findings
from teams.importers.localized_numbers import decimal_amount, whole_amount
from teams.importers.readings import PILLARS, READING_FIGURES
from teams.importers.sales_navigator import UsagePeriod, find_header
from teams.importers.sales_navigator_columns import METRICS, PERSON_COLUMNS
from teams.importers.table import (
    MAX_ERRORS,
    CellError,
    FileError,
    Records,
    TableRow,
    parse_address,
    quote_text,
)

MAX_FINDINGS: Final = 500_000  # seats times working days
MAX_NAME: Final = 120  # characters
ROUNDING: Final = 1.0  # points: the total is a rounded whole number
TOTAL_ROW_NAMES: Final = {"total", "totals", "grand total", "sum", "average", "mean"}
UNSCORED: Final = {"days_active", "messages_sent"}  # metrics shown as sums in the notes


@dataclass
class Usage:
    """Intermediate result."""

    findings: list[Finding] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)  # first line of each person
    sums: Counter[str] = field(default_factory=Counter)  # of unscored metrics


def read_report(records: Records, columns: Mapping[str, str], period: UsagePeriod) -> Findings:
    """Days of every seat; `columns` is the metric of each header, as a person confirmed."""
    headers, rows = find_header(records, columns)
    header_by_metric, usage = _header_by_metric(headers, columns), Usage()
    for line, cells in rows:
        row = TableRow(line, dict(zip(headers, cells, strict=False)))
        if len(cells) > len(headers):
            row.refuse("", f"has {len(cells)} cells where the header has {len(headers)}")
        _add_seat(usage, row, header_by_metric, period)
        if len(usage.findings) > MAX_FINDINGS:
            raise FileError("These are too many seats for so long a period; export it in parts.")
    ignored = [header for header in headers if not columns.get(header)]
    return Findings(
        kind=FileKind.NAVIGATOR,
        rows=tuple(usage.findings),
        exported_on=period.last,
        spans={"usage report": (period.first, period.last)},
        faults=tuple(usage.faults[:MAX_ERRORS]),
        unread=len(usage.faults),
        notes=tuple(_notes(usage, period)),
        ignored=tuple(ignored),
    )


def _header_by_metric(headers: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Header by metric. Raises FileError if the columns can't be used."""
    headers_used: dict[str, str] = {}
    for header in headers:
        metric = columns.get(header, "")
        if metric and metric not in METRICS:
            raise FileError(
                f"There is no “{quote_text(metric)}”; choose one of the list.", 0, header
            )
        if metric in headers_used:
            raise FileError(f"Two columns are {METRICS[metric].label}; choose one.", 0, header)
        if metric:
            headers_used[metric] = header
    if not headers_used.keys() & set(PERSON_COLUMNS):
        raise FileError("Which column has the people? Say which is the e-mail or the name.")
    if not any(METRICS[metric].input or metric in PILLARS for metric in headers_used):
        raise FileError("No column has numbers that count; say which are searches, InMails, …")
    return headers_used


def _add_seat(usage: Usage, row: TableRow, columns: Mapping[str, str], period: UsagePeriod) -> None:
    """Adds a row's values or errors; rows of totals are skipped."""
    person = _person_of_row(row, columns)
    amounts = {}
    for metric, header in columns.items():
        if (amount := row.read(header, partial(_amount, metric))) is not None:
            amounts[metric] = amount
    reading = _reading(row, amounts)
    if person and (first := usage.lines.setdefault(person, row.line)) != row.line:
        row.refuse("", f"the same person stands on line {first}; keep one of the two")
    if row.errors:
        usage.faults += map(str, row.errors)
    elif person and person.casefold() not in TOTAL_ROW_NAMES:
        usage.findings += _findings_of_seat(person, row.line, amounts, reading, period)
        usage.sums.update({metric: int(amounts[metric]) for metric in UNSCORED & amounts.keys()})


def _person_of_row(row: TableRow, columns: Mapping[str, str]) -> str | None:
    """E-mail address, else name; None and an error if there is neither."""
    if "email" in columns and row.cells.get(columns["email"]):
        return row.read(columns["email"], parse_address)
    names = [row.read(columns[each], _name) or "" for each in PERSON_COLUMNS[1:] if each in columns]
    name = names[0] if names and columns.get("name") and names[0] else " ".join(names).strip()
    if not name and not row.errors:
        row.refuse("", "has neither an e-mail nor a name")
    return name or None


def _name(text: str) -> str:
    if not text.isprintable() or len(text) > MAX_NAME:
        raise CellError(f"is no name of at most {MAX_NAME} characters")
    return " ".join(text.split())


def _amount(metric: str, text: str) -> int | float | None:
    """Number in a cell; None where the metric has none."""
    if metric in PILLARS:
        return decimal_amount(text, 25)
    if metric == "ssi":
        return decimal_amount(text, 100)
    if not METRICS[metric].input and metric not in UNSCORED:
        return None
    amount = whole_amount(text)
    if amount is not None and amount < 0:
        raise CellError("is negative")
    return amount


def _reading(row: TableRow, amounts: Mapping[str, int | float]) -> dict[str, float | None] | None:
    """LinkedIn score if all pillars are known; an error if only some are."""
    pillars = {name: float(amounts[name]) for name in PILLARS if name in amounts}
    if not pillars:
        return None
    if missing := [METRICS[name].label for name in PILLARS if name not in pillars]:
        row.refuse("", f"{missing[0]} is not known; a reading needs all four pillars")
    elif "ssi" in amounts and abs(sum(pillars.values()) - amounts["ssi"]) > ROUNDING:
        row.refuse("", "the SSI is not the sum of its four pillars")
    return {**pillars, **dict.fromkeys(READING_FIGURES, None)}


def _findings_of_seat(
    person: str,
    line: int,
    amounts: Mapping[str, int | float],
    reading: Mapping[str, float | None] | None,
    period: UsagePeriod,
) -> Iterator[Finding]:
    inputs = {METRICS[m].input: int(amount) for m, amount in amounts.items() if METRICS[m].input}
    counts = {name: spread(total, len(period.working)) for name, total in inputs.items()
              if INPUTS[name].kind is InputKind.COUNT}  # fmt: skip
    levels = {name: total for name, total in inputs.items() if name not in counts}
    days: dict[date, dict[str, int]] = {}
    for index, day in enumerate(period.working if counts else ()):
        days[day] = {name: each[index] for name, each in counts.items()}
    if levels or reading:
        days[period.last] = days.get(period.last, {}) | levels
    for day, values in days.items():
        yield Finding(day, values, reading if day == period.last else None, person, line)


def _notes(usage: Usage, period: UsagePeriod) -> Iterator[str]:
    yield (
        f"Totals are spread over the {len(period.working)} working days from {period.first} to "
        f"{period.last}, and count where nothing more exact is known."
    )
    for metric, total in usage.sums.items():
        yield f"{METRICS[metric].label}: {total:,} in all, shown and not scored."
