"""Sales Navigator usage report: questions to the user about its columns and its period.

The header is not documented and the period is often missing, so a person confirms both; then
usage_rows.py reads the rows.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import Final

from teams.importers.localized_numbers import AmbiguousDate, find_dates
from teams.importers.sales_navigator_columns import HEAD, guess_columns, is_header
from teams.importers.table import LINKEDIN_LAUNCH, FileError, Records, quote_text

MAX_DAYS: Final = 366
MIN_HEADER_CELLS: Final = 3  # cells of text that may be a header in an unknown language
_COMPACT: Final = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)")


@dataclass(frozen=True)
class Question:
    """What a person must confirm before a report can be read. Contains no rows of the report."""

    headers: tuple[str, ...]  # without duplicates
    guesses: Mapping[str, str]  # header to metric of METRICS, "" for none
    first: date | None  # the period, if the file contains it
    last: date | None


@dataclass(frozen=True)
class UsagePeriod:
    """First and last day of a report, and the working days in between."""

    first: date
    last: date
    working: tuple[date, ...]


def question(records: Records, file_name: str, remembered: Mapping[str, str]) -> Question:
    """Headers, guessed metrics and period. Raises FileError if there is no header."""
    headers, rows = find_header(records, remembered)
    guesses = guess_columns(headers, remembered)
    at = {metric: index for index, metric in enumerate(guesses.values()) if metric}
    ends = [at[each] for each in ("first_day", "last_day") if each in at]
    periods = {tuple(cells[index] for index in ends if index < len(cells)) for _, cells in rows}
    period = _period_in(" ".join(periods.pop())) if len(periods) == 1 else None
    first, last = period or _period_in(file_name) or (None, None)
    return Question(tuple(headers), guesses, first, last)


def find_header(
    records: Records, remembered: Mapping[str, str]
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Unique column names, and the rows below. Raises FileError if no line is a header."""
    rows = iter(records)
    first = list(islice(rows, HEAD))
    for known in (_is_known, _may_be_header):
        for index, (_, cells) in enumerate(first):
            names = _unique_names(cells)
            if known(names, remembered):
                return names, chain(first[index + 1 :], rows)
    raise FileError(
        "No line says what the columns are; export the report with its header, such as “Name” or "
        "“Searches Performed”."
    )


def _is_known(names: Sequence[str], remembered: Mapping[str, str]) -> bool:
    all_remembered = bool(remembered) and set(names) <= remembered.keys()
    return all_remembered or is_header(names) or is_header(names, remembered)


def _may_be_header(names: Sequence[str], _: Mapping[str, str]) -> bool:
    """Whether all cells are text, without e-mail addresses and numbers."""
    return len(names) >= MIN_HEADER_CELLS and not any(
        "@" in name or name[:1].isdigit() for name in names
    )


def _unique_names(cells: Sequence[str]) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = quote_text(cell) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _period_in(text: str) -> tuple[date, date] | None:
    """The two days in a text, if only one reading (day or month first) makes them a period."""
    compact = _COMPACT.sub(r"\1-\2-\3", text.replace("_", " "))
    days = list(find_dates(compact))
    periods = {_read(days, day_first=day_first) for day_first in (False, True)} - {None}
    return periods.pop() if len(periods) == 1 else None


def _read(days: Sequence[AmbiguousDate], *, day_first: bool) -> tuple[date, date] | None:
    dates = [day for each in days if (day := each.read(day_first=day_first))]
    return (dates[0], dates[1]) if len(dates) == len(days) == 2 and dates[0] <= dates[1] else None


def usage_period(
    first: date | None, last: date | None, today: date, works_on: Callable[[date], bool]
) -> UsagePeriod:
    """The period a person named. Raises FileError if it is invalid."""
    if first is None or last is None:
        raise FileError("From which day to which is the report? Say the first and the last.")
    if not LINKEDIN_LAUNCH <= first <= last <= today:
        raise FileError(f"The period goes from {first} to {last}; it has to end by {today}.")
    if (last - first).days >= MAX_DAYS:
        raise FileError("The period is longer than a year; export the report in parts.")
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    working = tuple(day for day in days if works_on(day))
    if not working:
        raise FileError(f"There is no working day from {first} to {last}; check the period.")
    return UsagePeriod(first, last, working)
