"""Parsing of localised numbers and dates: 1,234 and 1.234, 3/9/26 and 9.3.26."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from teams.importers.table import FORMULA, MAX_WHOLE_NUMBER, CellError
from teams.importers.workbook import Cell

_GROUPED: Final = re.compile(r"-?\d{1,3}(?:([,.'’ ])\d{2,3})*?(?:([,.'’ ])\d{3})")
_PLAIN: Final = re.compile(r"-?\d{1,20}(?:[.,]0{1,2})?")
_DECIMAL: Final = re.compile(r"-?\d{1,20}(?:[.,]\d{1,20})?")
_BLANKS: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
_MARKS: Final = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"))
_DAY: Final = re.compile(
    r"(?<!\d)(?P<one>\d{1,4})(?P<mark>[./-])\s?(?P<two>\d{1,2})(?P=mark)\s?(?P<three>\d{1,4})(?!\d)"
)


def normalize_text(text: str) -> str:
    """Text with plain blanks and minus signs, without invisible marks; 1,000 characters at most."""
    return text[:1000].translate(_BLANKS).translate(_MARKS).replace("\u2212", "-").strip()


def whole_amount(cell: Cell) -> int | None:
    """A whole number, possibly negative; None for an empty cell. Raises CellError otherwise.

    >>> [whole_amount(cell) for cell in (12, 12.0, "1,234", "1.234.567", "1 234", "−3", "", "7.0")]
    [12, 12, 1234, 1234567, 1234, -3, None, 7]
    """
    if isinstance(cell, str):
        cell = _whole(normalize_text(cell)) if cell.strip() else None
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell != cell // 1:
        raise CellError("is not a whole number")
    if abs(cell) > MAX_WHOLE_NUMBER:
        raise CellError("is out of range")
    return int(cell)


def _whole(text: str) -> int:
    if text == FORMULA:
        raise CellError("is a formula; its value is not known")
    grouped = _GROUPED.fullmatch(text)
    if grouped and (grouped[1] or grouped[2]) == grouped[2]:
        return int(re.sub(r"[,.'’ ]", "", text))
    if not _PLAIN.fullmatch(text):
        raise CellError("is not a whole number")
    return int(re.split(r"[.,]", text)[0])


def decimal_amount(text: str, maximum: float) -> float | None:
    """A number from 0 to `maximum`, with point or comma; None for an empty text. Raises CellError.

    >>> decimal_amount("13,118", 25), decimal_amount(" 7.5 ", 25), decimal_amount("", 25)
    (13.118, 7.5, None)
    """
    text = normalize_text(text)
    if not text:
        return None
    if not _DECIMAL.fullmatch(text):
        raise CellError("is not a number")
    number = float(text.replace(",", "."))
    if not 0 <= number <= maximum:
        raise CellError(f"is not between 0 and {maximum:g}")
    return number


@dataclass(frozen=True, slots=True)
class AmbiguousDate:
    """A written date of three numbers, ambiguous between day first and month first."""

    one: int
    two: int
    three: int

    def read(self, *, day_first: bool) -> date | None:
        """The date under that reading; None if there is none. A leading year is unambiguous.

        >>> AmbiguousDate(3, 9, 2026).read(day_first=True)
        datetime.date(2026, 9, 3)
        >>> AmbiguousDate(2026, 3, 9).read(day_first=True)
        datetime.date(2026, 3, 9)
        """
        if self.one > 31:
            year, month, day = self.one, self.two, self.three
        else:
            day, month = (self.one, self.two) if day_first else (self.two, self.one)
            year = self.three if self.three > 99 else self.three + 2000
        try:
            return date(year, month, day)
        except ValueError:
            return None


def find_dates(cell: Cell) -> Iterator[AmbiguousDate]:
    """Every date in a cell."""
    if isinstance(cell, date):
        yield AmbiguousDate(cell.year, cell.month, cell.day)
    elif isinstance(cell, str):
        for match in _DAY.finditer(normalize_text(cell)):
            yield AmbiguousDate(int(match["one"]), int(match["two"]), int(match["three"]))


def day_cell(cell: Cell) -> AmbiguousDate | None:
    """The date of a cell that contains nothing else; a time of day in a date cell is ignored."""
    if isinstance(cell, datetime | date):
        return AmbiguousDate(cell.year, cell.month, cell.day)
    text = normalize_text(cell).rstrip(".") if isinstance(cell, str) else ""
    match = _DAY.fullmatch(text)
    return (
        AmbiguousDate(int(match["one"]), int(match["two"]), int(match["three"])) if match else None
    )
