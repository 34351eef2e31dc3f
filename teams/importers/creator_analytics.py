"""Parser for LinkedIn's creator analytics workbook: daily engagements and new followers.

Sheets are recognised by position and shape of their rows, not by name, which depends on the
account's language: a day and two or more numbers is ENGAGEMENT, a day and one number is FOLLOWERS,
and a period of two days is on DISCOVERY. Whether 3/9 is in March or in September is decided by
which reading puts the days into that period, else by which makes them consecutive; if neither can
tell, the file is refused. A day without a row or without a number is unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import Final

from teams.importers.localized_numbers import AmbiguousDate, day_cell, find_dates, whole_amount
from teams.importers.table import LINKEDIN_LAUNCH, CellError, FileError, quote_text
from teams.importers.workbook import SheetRow, Sheets

MAX_ROWS: Final = 5_000  # of a sheet; thirteen months have about 400
PEEK_ROWS: Final = 60  # rows read to recognise a sheet
HEAD: Final = 10  # rows searched for the period and the follower total
ONE_DAY: Final = timedelta(days=1)
AMBIGUOUS_DATES_MESSAGE: Final = (
    "Its days can be read as day/month and as month/day, and nothing says which; export a longer "
    "period from LinkedIn."
)


@dataclass(frozen=True)
class DatedRow:
    """A row that begins with a day."""

    number: int
    day: AmbiguousDate
    row: SheetRow


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet: its first rows, its rows with a day, and the most non-empty cells of those."""

    index: int
    name: str
    head: tuple[SheetRow, ...]
    dated: tuple[DatedRow, ...]
    width: int


@dataclass
class Analytics:
    """Result of parsing: values by day, with faults and notes."""

    exported_on: date
    days: dict[date, dict[str, int]] = field(default_factory=dict)
    spans: dict[str, tuple[date, date]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    below_zero: int = 0


# By width of a row: the input of its number, and its display name.
SHAPES: Final = {
    3: ("engagements_received", "engagements"),
    2: ("new_followers", "new followers"),
}


def is_creator_analytics(sheets: Sheets) -> bool:
    """Whether it has daily numbers, with a period or with both kinds of sheets."""
    loaded = [_sheet(sheets, index, PEEK_ROWS) for index in range(len(sheets.names))]
    shapes = {min(each.width, 3) for each in loaded if each.width > 1}
    return bool(shapes) and (_period(loaded) is not None or len(shapes) > 1)


def read_creator_analytics(sheets: Sheets, file_name: str, today: date) -> Analytics:
    """Daily numbers. Raises FileError if no sheet has any, or its dates are ambiguous."""
    loaded = [_sheet(sheets, index, MAX_ROWS) for index in range(len(sheets.names))]
    sheet_by_width = {width: _sheet_of_width(loaded, width) for width in SHAPES}
    of_days = [sheet for sheet in sheet_by_width.values() if sheet]
    if not of_days:
        raise FileError("No sheet of the workbook has a number for each day: there is nothing new.")
    period = _period(loaded)
    day_first = _day_first(of_days, period)
    days = [day for sheet in of_days for day in _read(sheet, day_first=day_first)]
    first, last = _limits(period, days, today, day_first=day_first)
    analytics = Analytics(_exported_on(period, file_name, days, today, day_first=day_first))
    for width, sheet in sheet_by_width.items():
        input_name, words = SHAPES[width]
        if sheet is None:
            analytics.notes.append(f"No sheet has {words} a day: they stay unknown.")
            continue
        column = 2 if width == 3 else 1
        _add_sheet(analytics, sheet, input_name, column, (first, last), day_first=day_first)
        analytics.notes += _total(sheet, day_first=day_first)
    _add_notes(analytics, loaded, of_days)
    return analytics


# Sheets -------------------------------------------------------------------------------------------


def _sheet(sheets: Sheets, index: int, max_rows: int) -> WorkbookSheet:
    rows = list(islice(sheets.rows(index), max_rows + 1))
    if len(rows) > max_rows == MAX_ROWS:
        raise FileError(f"sheet {index + 1} has more than {MAX_ROWS:,} rows; LinkedIn’s has not.")
    dated = [DatedRow(row.number, day, row) for row in rows if (day := day_cell(row.cells[0]))]
    width = max(
        (sum(cell not in (None, "") for cell in each.row.cells) for each in dated), default=0
    )
    return WorkbookSheet(index, sheets.names[index], tuple(rows[:HEAD]), tuple(dated), width)


def _sheet_of_width(sheets: Sequence[WorkbookSheet], width: int) -> WorkbookSheet | None:
    """First sheet of that shape; LinkedIn may add columns to ENGAGEMENT."""
    return next((each for each in sheets if min(each.width, 3) == width), None)


def _period(sheets: Sequence[WorkbookSheet]) -> tuple[AmbiguousDate, AmbiguousDate] | None:
    """The file's period: the first cell or row with two days in it; None without one."""
    for sheet in sheets:
        for row in sheet.head:
            if day_cell(row.cells[0]):
                continue
            days = [day for cell in row.cells[:4] for day in find_dates(cell)]
            if len(days) == 2:
                return days[0], days[1]
    return None


# Days ---------------------------------------------------------------------------------------------


def _read(sheet: WorkbookSheet, *, day_first: bool) -> Iterator[date]:
    days = (each.day.read(day_first=day_first) for each in sheet.dated)
    return (day for day in days if day)


def _day_first(
    of_days: Sequence[WorkbookSheet], period: tuple[AmbiguousDate, AmbiguousDate] | None
) -> bool:
    """Whether days come before months: more days in the period, then more consecutive days.

    Raises FileError if neither reading is better.
    """
    scores = {first: _score_day_order(of_days, period, day_first=first) for first in (False, True)}
    is_ambiguous = all(list(_read(each, day_first=False)) == list(_read(each, day_first=True))
               for each in of_days)  # fmt: skip
    if scores[True] == scores[False] and not is_ambiguous:
        raise FileError(AMBIGUOUS_DATES_MESSAGE)
    return scores[True] > scores[False]


def _score_day_order(
    of_days: Sequence[WorkbookSheet],
    period: tuple[AmbiguousDate, AmbiguousDate] | None,
    *,
    day_first: bool,
) -> tuple[int, int]:
    first, last = (
        (each.read(day_first=day_first) for each in period)
        if period
        else (LINKEDIN_LAUNCH, date.max)
    )
    inside = consecutive = 0
    for sheet in of_days:
        days = sorted(_read(sheet, day_first=day_first))
        inside += sum(first <= day <= last for day in days) if first and last else 0
        consecutive += sum(after - before == ONE_DAY for before, after in pairwise(days))
    return inside, consecutive


def _limits(
    period: tuple[AmbiguousDate, AmbiguousDate] | None,
    days: Sequence[date],
    today: date,
    *,
    day_first: bool,
) -> tuple[date, date]:
    """Earliest and latest valid day of a row. Raises FileError if no row is in between."""
    dates = [each.read(day_first=day_first) for each in period or ()]
    first, last = (
        (dates[0] or LINKEDIN_LAUNCH, dates[1] or today) if dates else (LINKEDIN_LAUNCH, today)
    )
    first, last = max(first, LINKEDIN_LAUNCH), min(last, today)
    if not any(first <= day <= last for day in days):
        raise FileError(
            "None of its days is in the period that the first sheet names; export anew."
        )
    return first, last


def _exported_on(
    period: tuple[AmbiguousDate, AmbiguousDate] | None,
    file_name: str,
    data_days: Sequence[date],
    today: date,
    *,
    day_first: bool,
) -> date:
    """Last day of the period, else the last day in the file name, else the newest row."""
    dates = [period[1]] if period else list(find_dates(file_name.replace("_", " ")))[-1:]
    days = [day for each in dates if (day := each.read(day_first=day_first))]
    return min(today, *days, *([] if days else [max(data_days)]))


# Numbers ------------------------------------------------------------------------------------------


def _add_sheet(
    analytics: Analytics,
    sheet: WorkbookSheet,
    input_name: str,
    column: int,
    limits: tuple[date, date],
    *,
    day_first: bool,
) -> None:
    """Adds the sheet's numbers to the days, and unreadable rows to the faults."""
    row_by_day: dict[date, int] = {}
    for each in sheet.dated:
        try:
            day = _day(each, limits, row_by_day, day_first=day_first)
            amount = whole_amount(each.row.cells[column]) if column < len(each.row.cells) else None
        except CellError as error:
            analytics.faults.append(f"sheet {sheet.index + 1}, row {each.number}: {error}")
            continue
        if amount is not None:
            row_by_day[day] = each.number
            analytics.below_zero += amount < 0
            analytics.days.setdefault(day, {})[input_name] = max(0, amount)
    if row_by_day:
        first, last = analytics.spans[quote_text(sheet.name)] = min(row_by_day), max(row_by_day)
        if missing := (last - first).days + 1 - len(row_by_day):
            sentence = f"{quote_text(sheet.name)} says nothing of {missing} days"
            analytics.notes.append(f"{sentence}: they stay unknown.")


def _day(
    each: DatedRow, limits: tuple[date, date], row_by_day: Mapping[date, int], *, day_first: bool
) -> date:
    day = each.day.read(day_first=day_first)
    if day is None:
        raise CellError("is no day")
    if not limits[0] <= day <= limits[1]:
        raise CellError(f"{day} is not between {limits[0]} and {limits[1]}")
    if day in row_by_day:
        raise CellError(f"the same day stands in row {row_by_day[day]}")
    return day


def _total(sheet: WorkbookSheet, *, day_first: bool) -> Iterator[str]:
    """Total number of followers, where the head of the sheet has it."""
    for row in sheet.head:
        days = [] if day_cell(row.cells[0]) else list(find_dates(row.cells[0]))
        if len(days) == 1 and len(row.cells) == 2 and (day := days[0].read(day_first=day_first)):
            try:
                amount = whole_amount(row.cells[1])
            except CellError:
                continue
            yield f"Followers on {day}: {amount:,} in all. That is not scored."


def _add_notes(
    analytics: Analytics, sheets: Sequence[WorkbookSheet], day_sheets: Sequence[WorkbookSheet]
) -> None:
    """Adds notes on negative numbers and lists ignored sheets."""
    if analytics.below_zero:
        analytics.notes.append(
            f"On {analytics.below_zero} days more was taken back than came: they count as 0."
        )
    analytics.ignored += [quote_text(each.name) for each in sheets if each not in day_sheets]
