"""Sheets of a report's workbook: header and rows of values for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from scoring.reports.content import Report, ReportNumbers, ReportPerson, Score
from scoring.reports.render.pdf_content import is_single_person
from scoring.reports.spec import Section
from scoring.scores.series import ScoreSeries
from teams.base.formatting import PILLARS

Cell = str | float | int | date | None
Row = list[Cell]
GOOD, TREND = 70, "Trend"


@dataclass(frozen=True)
class XlsxSheet:
    """A table: columns with their widths, and rows; `change_columns` are shown with a sign."""

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    change_columns: frozenset[str] = frozenset()


def build_sheets(report: Report) -> list[XlsxSheet]:
    """Sheets of the requested sections, in order, without the summary."""
    builders = [build for sections, build in SHEET_BUILDERS if sections & set(report.spec.sections)]
    return [build(report) for build in builders]


def _rows_per_person(
    report: Report, rows_of: Callable[[ReportPerson], Iterator[Row]]
) -> tuple[Row, ...]:
    return tuple([each.name, *row] for each in report.persons for row in rows_of(each))


NAME_COLUMN = ("Name", 26)


def _scores(report: Report) -> XlsxSheet:
    columns = (
        *(NAME_COLUMN, ("Email", 28), ("State", 14), ("From", 12)),
        *((f"{name} before", 10) for name in ("Total", *PILLARS)),
        ("To", 12),
        *((f"{name} after", 10) for name in ("Total", *PILLARS)),
        *((f"{name} change", 10) for name in ("Total", *PILLARS)),
        *(("Change before", 10), ("LinkedIn’s change", 10)),
        *(("Likely range ±", 10), ("Tracked of 100", 10)),
    )
    moves = frozenset(name for name, _ in columns if "hange" in name)

    def rows_of(each: ReportPerson) -> Iterator[Row]:
        figures = each.figures
        changes = (figures.change, *(figures.pillar_changes or (None,) * 4))
        yield [
            *(each.email, each.state, *_score(figures.before), *_score(figures.after)),
            *(*changes, figures.earlier_change, each.official_change),
            *((after.half_range, after.coverage) if (after := figures.after) else (None, None)),
        ]

    return XlsxSheet("Scores", columns, _rows_per_person(report, rows_of), moves)


def _score(score: Score | None) -> Row:
    return [None] * 6 if score is None else [score.day, score.total, *score.pillars]


def _trend(report: Report) -> XlsxSheet:
    """One row per day: the average of all reps, then each rep's total if there are several."""
    persons = () if is_single_person(report) else report.persons
    trends = [each.figures.trend for each in persons]
    days = sorted({day for each in (report.figures.trend, *trends) if each for day in each.days})
    combined = _by_day(report.figures.trend)
    totals = [{day: row[0] for day, row in _by_day(each).items()} for each in trends]
    rows = tuple(
        [day, *combined.get(day, (None,) * 5), GOOD, *(each.get(day) for each in totals)]
        for day in days
    )
    heads = (("Day", 12), ("Total", 9), *((name, 13) for name in PILLARS), ("Good", 9))
    return XlsxSheet(TREND, (*heads, *((each.name, 16) for each in persons)), rows)


def _by_day(trend: ScoreSeries | None) -> dict[date, tuple[float, ...]]:
    if trend is None:
        return {}
    numbers = zip(trend.totals, trend.pillars, strict=True)
    return {
        day: (total, *pillars) for day, (total, pillars) in zip(trend.days, numbers, strict=True)
    }


def _activity(report: Report) -> XlsxSheet:
    columns = (
        NAME_COLUMN,
        ("What", 26),
        ("Done", 9),
        ("Before", 9),
        ("A week", 9),
        ("Target a week", 13),
    )

    def rows(figures: ReportNumbers) -> Iterator[Row]:
        for each in figures.activities:
            yield [each.label, each.done, each.before, each.weekly, each.target]

    together = [["Everybody", *row] for row in rows(report.figures)]
    per_person = _rows_per_person(report, lambda each: rows(each.figures))
    return XlsxSheet("Activity", columns, (*together, *per_person))


def _causes(report: Report) -> XlsxSheet:
    def rows(each: ReportPerson) -> Iterator[Row]:
        for cause in each.causes:
            yield [cause.words, cause.points]

    columns = (NAME_COLUMN, ("Cause", 44), ("Points", 10))
    return XlsxSheet("Why it moved", columns, _rows_per_person(report, rows), frozenset({"Points"}))


def _official(report: Report) -> XlsxSheet:
    def rows(each: ReportPerson) -> Iterator[Row]:
        for dot in each.official:
            yield [dot.day, dot.total, *dot.pillars]

    columns = (NAME_COLUMN, ("Day", 12), ("Total", 9), *((name, 13) for name in PILLARS))
    return XlsxSheet("Official", columns, _rows_per_person(report, rows))


def _coverage(report: Report) -> XlsxSheet:
    def rows(each: ReportPerson) -> Iterator[Row]:
        coverage = each.figures.coverage
        yield [
            coverage.workdays,
            coverage.known,
            coverage.typed,
            coverage.imported,
            coverage.readings,
        ]

    heads = ("Workdays", "Known", "Typed", "Imported", "LinkedIn scores")
    return XlsxSheet(
        "Coverage", (NAME_COLUMN, *((head, 12) for head in heads)), _rows_per_person(report, rows)
    )


def _actions_sheet(report: Report) -> XlsxSheet:
    """Agreed items and next actions, as far as requested."""
    columns = (
        *(NAME_COLUMN, ("What it is", 12), ("What", 60), ("Aims at", 20), ("By", 12), ("Done", 12)),
        *(("Minutes a week", 10), ("Gain in 30 days", 10)),
    )

    def rows(each: ReportPerson) -> Iterator[Row]:
        if report.has(Section.AGREED):
            for item in each.agreed:
                yield ["Agreed", item.text, item.signal, item.due, item.done, None, None]
        if report.has(Section.NEXT):
            for action in each.next_actions:
                yield [
                    "Next",
                    f"{action.label}: {action.how_much}",
                    "",
                    None,
                    None,
                    action.minutes,
                    action.gain,
                ]

    return XlsxSheet(
        "Agreed & next", columns, _rows_per_person(report, rows), frozenset({"Gain in 30 days"})
    )


def _forecast(report: Report) -> XlsxSheet:
    columns = (
        *(NAME_COLUMN, ("Days on", 9), ("Day", 12), ("Total", 9), ("Low", 9), ("High", 9)),
        ("In words", 60),
    )

    def rows(each: ReportPerson) -> Iterator[Row]:
        for outlook in each.outlooks:
            yield [
                outlook.days,
                outlook.day,
                outlook.total,
                outlook.low,
                outlook.high,
                each.forecast,
            ]
        if not each.outlooks:
            yield [None, None, None, None, None, each.forecast]

    return XlsxSheet("Forecast", columns, _rows_per_person(report, rows))


SHEET_BUILDERS: tuple[tuple[frozenset[Section], Callable[[Report], XlsxSheet]], ...] = (
    (frozenset({Section.SCORES}), _scores),
    (frozenset({Section.TREND}), _trend),
    (frozenset({Section.ACTIVITY}), _activity),
    (frozenset({Section.CAUSES}), _causes),
    (frozenset({Section.OFFICIAL}), _official),
    (frozenset({Section.AGREED, Section.NEXT}), _actions_sheet),
    (frozenset({Section.FORECAST}), _forecast),
    (frozenset({Section.COVERAGE}), _coverage),
)
