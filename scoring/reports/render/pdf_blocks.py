"""Blocks of a PDF document, one per section: title, table, and text below it."""

from collections.abc import Sequence
from datetime import date
from statistics import fmean
from typing import Any

from scoring.reports.content import Report, ReportedCause, ReportNumbers, ReportPerson
from scoring.reports.spec import Section, SubjectKind
from scoring.scores.series import ReadingDot
from teams.base.formatting import PILLARS, count_words, one_decimal, short_day, signed

BlockData = dict[str, Any]
NO_VALUE = "–"  # in a cell without a value
# Most rows on a page; the workbook has all of them.
MOST_DOTS, MOST_CAUSES, MOST_ACTIVITIES, MOST_ITEMS = 6, 7, 9, 5
NO_TREND = "No estimate in these days, so there is no line yet."


def _block(section: Section, **parts: Any) -> BlockData:
    defaults = {"title": section.label, "head": [], "rows": [], "words": [], "wide": False}
    return defaults | {"section": section.value} | parts


def scores_block(figures: ReportNumbers) -> BlockData:
    """Total and pillars, before and after."""
    before, after = figures.before, figures.after
    if after is None:
        return _block(Section.SCORES, words=["There is no estimate yet."])
    head = ["", short_day(before.day) if before else "Before", short_day(after.day), "Change"]
    lines = zip(
        ("Total", *PILLARS),
        (before.total, *before.pillars) if before else (None,) * 5,
        (after.total, *after.pillars),
        (figures.change, *(figures.pillar_changes or (None,) * 4)),
        strict=True,
    )
    rows = [
        [name, number_text(a), number_text(b), change_text(change)] for name, a, b, change in lines
    ]
    earlier = figures.earlier_change
    notes = [] if earlier is None else [f"In as many days before: {signed(earlier)}."]
    return _block(Section.SCORES, head=head, rows=rows, words=notes, pillars=True)


def trend_block(chart: BlockData | None) -> BlockData:
    """The trend chart: its file and its text alternative."""
    if chart is None:
        return _block(Section.TREND, words=[NO_TREND], wide=True)
    return _block(Section.TREND, chart=chart, wide=True)


def readings_block(dots: Sequence[ReadingDot]) -> BlockData:
    """LinkedIn scores of one rep."""
    if not dots:
        return _block(Section.OFFICIAL, words=["The LinkedIn score is not known for these days."])
    shown = dots if len(dots) <= MOST_DOTS else [dots[0], *dots[1 - MOST_DOTS :]]
    rows = [
        [short_day(each.day), *(one_decimal(value) for value in (each.total, *each.pillars))]
        for each in shown
    ]
    more = len(dots) - len(shown)
    notes = [f"{count_words(more, 'more number')} between the first two."] if more else []
    head = ["Day", "Total", *(name[:9] for name in ("Brand", "People", "Insights", "Relations"))]
    return _block(Section.OFFICIAL, head=head, rows=rows, words=notes)


def mean_readings_block(report: Report) -> BlockData:
    """Change between LinkedIn scores, averaged over the reps who have two."""
    changes = report.official_changes
    rep_count = count_words(len(report.persons), "rep")
    if not changes:
        note = f"None of {rep_count} has two LinkedIn scores to compare."
        return _block(Section.OFFICIAL, words=[note])
    mean, up = fmean(changes), sum(round(each, 1) > 0 for each in changes)
    rows = [
        ["Moved, on average", signed(mean)],
        ["With two numbers", f"{len(changes)} of {len(report.persons)}"],
        ["Of them went up", str(up)],
    ]
    is_programme = report.spec.kind == SubjectKind.PROGRAMME
    head = "From the start to the end" if is_programme else "Between first and last"
    return _block(Section.OFFICIAL, head=[head, "All"], rows=rows)


def causes_block(causes: Sequence[ReportedCause]) -> BlockData:
    """Causes of the change in the total, with the smallest ones summed up."""
    if not causes:
        return _block(Section.CAUSES, words=["There is nothing to compare yet."])
    shown, rest = list(causes[:MOST_CAUSES]), causes[MOST_CAUSES:]
    if rest:
        others = count_words(len(rest), "other cause")
        shown.append(ReportedCause(f"{others} together", sum(each.points for each in rest)))
    rows = [[each.words, signed(each.points)] for each in shown]
    points = [each.points for each in shown]
    return _block(Section.CAUSES, head=["Cause", "Points"], rows=rows, points=points)


def activity_block(figures: ReportNumbers, note: str = "") -> BlockData:
    """Activities and how often each was done, scored ones first; `note` is a further sentence."""
    shown = sorted(figures.activities, key=lambda each: not each.scored)[:MOST_ACTIVITIES]
    rows = [
        [each.label, _count(each.done), _count(each.before), number_text(each.weekly),
         _count(each.target)]
        for each in shown
    ]  # fmt: skip
    more = len(figures.activities) - len(shown)
    if not rows:
        return _block(Section.ACTIVITY, words=["Nothing is known of these days."])
    head = ["", "Done", "Before", "A week", "Target"]
    notes = [f"And {count_words(more, 'more thing')} in the workbook."] if more else []
    notes += [note] if note else []
    return _block(Section.ACTIVITY, head=head, rows=rows, words=notes)


def coverage_block(figures: ReportNumbers) -> BlockData:
    """Number of known days and readings, in a sentence."""
    coverage = figures.coverage
    note = (
        f"{coverage.known} of {count_words(coverage.workdays, 'working day')} known: "
        f"{coverage.typed} typed, "
        f"{coverage.imported} imported; {count_words(coverage.readings, 'number')} of LinkedIn’s."
    )
    return _block(Section.COVERAGE, words=[note])


def action_items_block(person: ReportPerson, last: date) -> BlockData:
    """Agreed items and their status on the last day."""
    if not person.agreed:
        return _block(Section.AGREED, words=["Nothing was agreed in these days."])
    rows = [
        [each.text, short_day(each.due), f"Done {short_day(each.done)}" if each.done else
         "Overdue" if each.due < last else "Open"]
        for each in person.agreed[-MOST_ITEMS:]
    ]  # fmt: skip
    more = len(person.agreed) - len(rows)
    notes = [f"And {more} before these."] if more else []
    return _block(Section.AGREED, head=["What", "By", ""], rows=rows, words=notes)


def next_actions_block(person: ReportPerson) -> BlockData:
    """Next best actions."""
    if not person.next_actions:
        return _block(Section.NEXT, words=["Nothing to advise yet."])
    rows = [
        [f"{each.label}: {each.how_much}", f"{each.minutes} min", signed(each.gain)]
        for each in person.next_actions[:MOST_ITEMS]
    ]
    notes = ["Minutes a week, and points in 30 days if kept up."]
    return _block(Section.NEXT, head=["What", "Takes", "Gains"], rows=rows, words=notes)


def forecast_block(person: ReportPerson) -> BlockData:
    """Forecast totals with their bands."""
    rows = [
        [f"{each.days} days", short_day(each.day), one_decimal(each.total),
         f"{one_decimal(each.low)} to {one_decimal(each.high)}"
         if each.low is not None and each.high is not None else NO_VALUE]
        for each in person.outlooks
    ]  # fmt: skip
    head = ["In", "Day", "Total", "80 % come in"] if rows else []
    is_in_sentences = person.forecast in person.sentences
    notes = [person.forecast] if person.forecast and not is_in_sentences else []
    if not rows and not notes:
        notes = ["There is no forecast yet."]
    return _block(Section.FORECAST, head=head, rows=rows, words=notes)


def number_text(value: float | None) -> str:
    """One decimal; a dash for None."""
    return NO_VALUE if value is None else one_decimal(value)


def change_text(value: float | None) -> str:
    """With its sign; a dash for None."""
    return NO_VALUE if value is None else signed(value)


def _count(value: float | None) -> str:
    return NO_VALUE if value is None else one_decimal(value).removesuffix(".0")
