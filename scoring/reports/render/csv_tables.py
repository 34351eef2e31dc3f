"""CSV export of a report: one row per rep, or one row per number and day.

docs/reports.md documents the columns. They never change; new ones are added at the end.
"""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from scoring.core.signals import PILLARS
from scoring.core.uncertainty import Trust
from scoring.reports.content import Report, ReportNumbers, ReportPerson, Score
from scoring.scores.csv_export import STATES
from teams.audit.exports import escape_formula
from teams.base.formatting import plain_number, round_one_decimal

CHANGE_COLUMNS = ("from", "to", "change")
PERSON_COLUMNS = (
    *("email", "name", "state", "from", "to"),
    *(f"{what}_{end}" for what in ("total", *PILLARS) for end in CHANGE_COLUMNS),
    *("linkedin_first", "linkedin_first_on", "linkedin_last", "linkedin_last_on", "known_days"),
    *("linkedin_change", "total_change_before", "workdays", "days_known", "readings"),
    *("forecast_30", "forecast_60", "forecast_90", "model_versions"),
    *("range", "coverage"),
)
NUMBER_COLUMNS = ("name", "email", "day", "measure", "value", "kind")
RANKED_STATE = STATES[Trust.CURRENT]
UNKNOWN = (None,) * 5
NOBODY, NOTHING = "nobody is in this report", "nothing is known of these days"
Cell = str | float | int | date | None


def people_csv(report: Report) -> bytes:
    """One row per rep; without any rep, one row whose state says so."""
    rows = [_person_row(each, report) for each in report.persons]
    placeholder: list[Cell] = ["", "", NOBODY, report.spec.first, report.spec.last]
    return _table(
        PERSON_COLUMNS, rows or [[*placeholder, *[None] * (len(PERSON_COLUMNS) - len(placeholder))]]
    )


def daily_csv(report: Report) -> bytes:
    """One row per rep, day and measure: total, pillars, LinkedIn's total."""
    rows = [row for each in report.persons for row in _number_rows(each)]
    return _table(NUMBER_COLUMNS, rows or [["", "", None, "", None, NOTHING]])


def _table(header: tuple[str, ...], rows: list[list[Cell]]) -> bytes:
    """CSV bytes in UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: Cell) -> object:
    """Cell text: rounded numbers, text safe from formula injection, empty for None."""
    if isinstance(value, str):
        return escape_formula(value.replace("\x00", "").encode("utf-8", "replace").decode())
    if isinstance(value, float):
        return f"{round_one_decimal(value) or 0.0:.1f}"
    return "" if value is None else value


def _person_row(person: ReportPerson, report: Report) -> list[Cell]:
    figures, spec = person.figures, report.spec
    ends = (person.official_start, person.official_end)
    reading_cells: list[Cell] = [
        cell for dot in ends for cell in ((dot.total, dot.day) if dot else (None, None))
    ]
    forecasts = {each.days: each.total for each in person.outlooks}
    coverage = figures.coverage
    return [
        *(person.email, person.name, person.state or RANKED_STATE, spec.first, spec.last),
        *_score_cells(figures),
        *reading_cells,
        *(person.known_lately, person.official_change, figures.earlier_change),
        *(coverage.workdays, coverage.known, coverage.readings),
        *(forecasts.get(30), forecasts.get(60), forecasts.get(90), " ".join(report.versions)),
        *_certainty_cells(figures.after),
    ]


def _certainty_cells(score: Score | None) -> list[Cell]:
    """Likely range and coverage at the end of the period."""
    if score is None or score.coverage is None:
        return [None, None]
    return [score.half_range, plain_number(score.coverage)]


def _score_cells(figures: ReportNumbers) -> list[Cell]:
    """Before, after and change, of the total and of each pillar."""
    before = (figures.before.total, *figures.before.pillars) if figures.before else UNKNOWN
    after = (figures.after.total, *figures.after.pillars) if figures.after else UNKNOWN
    changes = (figures.change, *(figures.pillar_changes or UNKNOWN[1:]))
    return [cell for each in zip(before, after, changes, strict=True) for cell in each]


def _number_rows(person: ReportPerson) -> Iterator[list[Cell]]:
    identity: list[Cell] = [person.name, person.email]
    trend = person.figures.trend
    for at, day in enumerate(trend.days if trend else ()):
        assert trend is not None
        kind = trend.status_words(at)
        yield [*identity, day, "total", trend.totals[at], kind]
        for pillar, value in zip(PILLARS, trend.pillars[at], strict=True):
            yield [*identity, day, pillar, value, kind]
    for dot in person.official:
        yield [*identity, dot.day, "official", dot.total, "LinkedIn"]
