"""Parser for CSV of readings: date, e-mail, four pillars, and optional ranks and averages.

Ranks are LinkedIn's "top N %"; averages are those of the rep's industry and network.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from teams.importers.csv_lines import records_of
from teams.importers.table import (
    FirstLines,
    Parsed,
    Records,
    TableRow,
    day_parser,
    number_parser,
    parse_address,
    parse_table,
)

PILLARS = ("brand", "people", "insights", "relationships")
READING_FIGURES = ("industry_rank", "network_rank", "industry_average", "network_average")


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading: four pillars in points, 0 to 25; None in the other fields means unknown."""

    line: int
    day: date
    email: str
    brand: float
    people: float
    insights: float
    relationships: float
    industry_rank: float | None = None
    network_rank: float | None = None
    industry_average: float | None = None
    network_average: float | None = None


def parse_readings(content: bytes | Records, *, today: date) -> Parsed[ReadingRow]:
    """Every row with a date, an e-mail and four pillars; anything less is an error.

    A second row with an earlier date and e-mail is an error. Raises FileError when the file as a
    whole can't be used.
    """
    read_days = FirstLines()
    # Cached: rows share one object per day and address.
    day_cell, email_cell = cache(day_parser(today)), cache(parse_address)
    pillar_cell, percent_cell = number_parser(0, 25), number_parser(0, 100)

    def read(row: TableRow) -> ReadingRow | None:
        day, email = row.need("date", day_cell), row.need("email", email_cell)
        pillars = {name: row.need(name, pillar_cell) for name in PILLARS}
        # Any: type checkers can't see that ** fills the last four fields only.
        figures: dict[str, Any] = {name: row.read(name, percent_cell) for name in READING_FIGURES}
        read_days.refuse_repeat(row, day, email)
        known_pillars = {name: points for name, points in pillars.items() if points is not None}
        if day is None or email is None or len(known_pillars) < len(PILLARS):
            return None
        return ReadingRow(row.line, day, email, **known_pillars, **figures)

    records = records_of(content)
    return parse_table(
        records, required=("date", "email", *PILLARS), optional=READING_FIGURES, read=read
    )
