"""A report as CSV: a row a rep, or a row for each number of each day.

The columns are told in docs/reports.md and stay what they are; new ones come at the end.
"""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from scoring.core.signals import PILLARS
from scoring.reports.content import Person, Report, Score
from scoring.wording import figure
from teams.exports import plain

PEOPLE = (
    *("name", "email", "state", "from", "to"),
    *("before_day", "before_total", *(f"before_{pillar}" for pillar in PILLARS)),
    *("after_day", "after_total", *(f"after_{pillar}" for pillar in PILLARS)),
    *("change", *(f"change_{pillar}" for pillar in PILLARS), "earlier_change"),
    *("official_first_day", "official_first", "official_last_day", "official_last"),
    *("official_change", "workdays", "known_days", "readings"),
    *("forecast_30", "forecast_60", "forecast_90", "model_versions"),
)
NUMBERS = ("name", "email", "day", "measure", "value", "kind")
NOBODY, NOTHING = "nobody is in this report", "nothing is known of these days"
Cell = str | float | int | date | None


def wide(report: Report) -> bytes:
    """A row a rep; without anybody one that says so, as its state."""
    rows = [_person(each, report) for each in report.persons]
    nobody: list[Cell] = ["", "", NOBODY, report.order.first, report.order.last]
    return _table(PEOPLE, rows or [[*nobody, *[None] * (len(PEOPLE) - len(nobody))]])


def long(report: Report) -> bytes:
    """A row for each rep, day and measure: total, pillars, LinkedIn's total."""
    rows = [row for each in report.persons for row in _numbers(each)]
    return _table(NUMBERS, rows or [["", "", None, "", None, NOTHING]])


def _table(header: tuple[str, ...], rows: list[list[Cell]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Cell) -> object:
    """Numbers as shown, text defused and whole, nothing where nothing is known."""
    if isinstance(value, str):
        return plain(value.replace("\x00", "").encode("utf-8", "replace").decode())
    if isinstance(value, float):
        return f"{figure(value) or 0.0:.1f}"
    return "" if value is None else value


def _person(person: Person, report: Report) -> list[Cell]:
    figures, official, order = person.figures, person.official, report.order
    first, last = (official[0], official[-1]) if official else (None, None)
    ahead = {each.days: each.total for each in person.outlooks}
    known = figures.coverage
    return [
        *(person.name, person.email, person.state, order.first, order.last),
        *_score(figures.before),
        *_score(figures.after),
        *(figures.change, *(figures.pillar_changes or (None,) * 4), figures.earlier_change),
        *(first and first.day, first and first.total, last and last.day, last and last.total),
        *(person.official_change, known.workdays, known.known, known.readings),
        *(ahead.get(30), ahead.get(60), ahead.get(90), " ".join(report.versions)),
    ]


def _score(score: Score | None) -> list[Cell]:
    return [None] * 6 if score is None else [score.day, score.total, *score.pillars]


def _numbers(person: Person) -> Iterator[list[Cell]]:
    who: list[Cell] = [person.name, person.email]
    trend = person.figures.trend
    for at, day in enumerate(trend.days if trend else ()):
        assert trend is not None
        said = trend.said(at)
        yield [*who, day, "total", trend.totals[at], said]
        for pillar, value in zip(PILLARS, trend.pillars[at], strict=True):
            yield [*who, day, pillar, value, said]
    for dot in person.official:
        yield [*who, dot.day, "official", dot.total, "LinkedIn"]
