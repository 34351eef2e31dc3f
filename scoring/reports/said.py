"""What a document says of a report: words and figures, ready to be set; `report.typ` places them.

Plain dicts of text, so that whatever people wrote is data there and never markup.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from scoring.core.signals import GOOD
from scoring.reports.content import Cause, Figures, Person, Report, Score
from scoring.reports.order import Kind, Section
from scoring.trends import Dot
from scoring.wording import (
    PILLARS,
    counted,
    day_words,
    one_decimal,
    pillar_words,
    short_day,
    signed,
    whole,
)

Said = dict[str, Any]
NOTHING = "–"  # in a cell of which nothing is known
# On one page; the workbook has them all.
MOST_DOTS, MOST_CAUSES, MOST_ACTIVITIES, MOST_ITEMS = 6, 7, 9, 5
FULL = 43  # lines of a page
NO_TREND = "No estimate in these days, so there is no line yet."


def said_of(report: Report) -> Said:
    """A report as its document says it; charts are named by who they are of."""
    alone = is_alone(report)
    year = report.made_on.year
    return {
        "title": report.title,
        "short": shortened(report.title),
        "organization": report.organization,
        "period": period_words(report),
        "made": f"Made on {day_words(report.made_on)} {year}",
        "about": _about(report),
        "alone": alone,
        "sentences": list(report.sentences),
        "hero": _hero(report.figures),
        "blocks": [] if alone else _together(report),
        "people": _people(report),
        "without": list(report.without),
        "persons": [_person(each, report) for each in report.persons],
    }


def shortened(text: str, most: int = 70) -> str:
    """What of it fits above a page."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def is_alone(report: Report) -> bool:
    """Whether it is a rep's own: everybody's figures are theirs, and told once."""
    return report.order.kind == Kind.REP and len(report.persons) == 1


def period_words(report: Report) -> str:
    """`31 August to 24 November 2026`."""
    first, last = report.order.first, report.order.last
    return f"{day_words(first, last.year)} to {day_words(last)} {last.year}"


def _about(report: Report) -> str:
    versions = ", ".join(report.versions)
    model = f", model version{'s' if len(report.versions) > 1 else ''} {versions}"
    return f"Scores are estimated SSI{model if versions else ''}, each as of the close of its day."


def _hero(figures: Figures) -> Said:
    """The total in large, and the bar before and after."""
    after, before = figures.after, figures.before
    moved = None if figures.change is None else signed(figures.change)
    return {
        "total": str(whole(after.total)) if after else NOTHING,
        "moved": moved or "",
        "since": f"since {day_words(before.day)}" if moved and before else "",
        "now": _bar(after),
        "then": _bar(before),
    }


def _bar(score: Score | None) -> Said | None:
    """Four pillars end to end, and what they are for whoever hears the page."""
    if score is None:
        return None
    lengths = [min(max(value, 0.0), 25.0) for value in score.pillars]
    day = day_words(score.day)
    words = f"Score bar on {day}: {pillar_words(score.pillars)}; good is {GOOD}"
    return {"lengths": lengths, "alt": words, "day": short_day(score.day)}


# As they lie on a page: what is narrow side by side, two by two.
LAID = (
    *(Section.SCORES, Section.OFFICIAL, Section.TREND, Section.CAUSES, Section.ACTIVITY),
    *(Section.AGREED, Section.NEXT, Section.FORECAST, Section.COVERAGE),
)


# Blocks ------------------------------------------------------------------------------------------


def _block(section: Section, **parts: Any) -> Said:
    usual = {"title": section.label, "head": [], "rows": [], "words": [], "wide": False}
    return usual | {"section": section.value} | parts


def _together(report: Report) -> list[Said]:
    """What is said of everybody."""
    figures = report.figures
    made = {
        Section.SCORES: _scores(figures),
        Section.TREND: _trend(figures, "all"),
        Section.OFFICIAL: _official_of_all(report),
        Section.ACTIVITY: _activity(figures, "Each a week"),
        Section.COVERAGE: _coverage(figures),
    }
    return [made[section] for section in LAID if section in made and report.has(section)]


def _person(person: Person, report: Report) -> Said:
    """What is said of one."""
    figures = person.figures
    made = {
        Section.SCORES: lambda: _scores(figures),
        Section.TREND: lambda: _trend(figures, str(person.pk)),
        Section.OFFICIAL: lambda: _official(person.official),
        Section.CAUSES: lambda: _causes(person.causes),
        Section.ACTIVITY: lambda: _activity(figures),
        Section.COVERAGE: lambda: _coverage(figures),
        Section.AGREED: lambda: _agreed(person, report.order.last),
        Section.NEXT: lambda: _next(person),
        Section.FORECAST: lambda: _forecast(person),
    }
    blocks = [made[section]() for section in LAID if report.has(section)]
    return {
        "name": person.name,
        "state": person.state,
        "sentences": list(person.sentences),
        "hero": _hero(figures),
        "blocks": blocks,
        "full": _lines(blocks) > FULL,
    }


def _lines(blocks: Sequence[Said]) -> int:
    """About how many lines they take, two narrow ones side by side."""
    tall = [14 for each in blocks if each["wide"]]
    narrow = [
        3 + sum(1 + len(row[0]) // 32 for row in each["rows"]) + len(each["words"])
        for each in blocks
        if not each["wide"]
    ]
    return sum(tall) + sum(max(narrow[at : at + 2]) for at in range(0, len(narrow), 2))


def _scores(figures: Figures) -> Said:
    before, after = figures.before, figures.after
    if after is None:
        return _block(Section.SCORES, words=["There is no estimate yet."])
    head = ["", short_day(before.day) if before else "Before", short_day(after.day), "Change"]
    named = zip(
        ("Total", *PILLARS),
        (before.total, *before.pillars) if before else (None,) * 5,
        (after.total, *after.pillars),
        (figures.change, *(figures.pillar_changes or (None,) * 4)),
        strict=True,
    )
    rows = [[name, _number(a), _number(b), _change(moved)] for name, a, b, moved in named]
    earlier = figures.earlier_change
    words = [] if earlier is None else [f"In as many days before: {signed(earlier)}."]
    return _block(Section.SCORES, head=head, rows=rows, words=words, pillars=True)


def _trend(figures: Figures, name: str) -> Said:
    if figures.trend is None or not figures.trend.days:
        return _block(Section.TREND, words=[NO_TREND], wide=True)
    return _block(Section.TREND, chart=name, wide=True)


def _official(dots: Sequence[Dot]) -> Said:
    if not dots:
        return _block(Section.OFFICIAL, words=["LinkedIn’s number is not known for these days."])
    shown = dots if len(dots) <= MOST_DOTS else [dots[0], *dots[1 - MOST_DOTS :]]
    rows = [
        [short_day(each.day), *(one_decimal(value) for value in (each.total, *each.pillars))]
        for each in shown
    ]
    more = len(dots) - len(shown)
    words = [f"{counted(more, 'more number')} between the first two."] if more else []
    head = ["Day", "Total", *(name[:9] for name in ("Brand", "People", "Insights", "Relations"))]
    return _block(Section.OFFICIAL, head=head, rows=rows, words=words)


def _official_of_all(report: Report) -> Said:
    changes = report.official_changes
    people = counted(len(report.persons), "rep")
    if not changes:
        words = f"None of {people} has two of LinkedIn’s numbers in these days."
        return _block(Section.OFFICIAL, words=[words])
    mean, up = sum(changes) / len(changes), sum(round(each, 1) > 0 for each in changes)
    rows = [
        ["Moved, on average", signed(mean)],
        ["With two numbers", f"{len(changes)} of {len(report.persons)}"],
        ["Of them went up", str(up)],
    ]
    return _block(Section.OFFICIAL, head=["Between first and last", "All"], rows=rows)


def _causes(causes: Sequence[Cause]) -> Said:
    if not causes:
        return _block(Section.CAUSES, words=["There is nothing to compare yet."])
    shown, rest = list(causes[:MOST_CAUSES]), causes[MOST_CAUSES:]
    if rest:
        others = counted(len(rest), "other cause")
        shown.append(Cause(f"{others} together", sum(each.points for each in rest)))
    rows = [[each.words, signed(each.points)] for each in shown]
    points = [each.points for each in shown]
    return _block(Section.CAUSES, head=["Cause", "Points"], rows=rows, points=points)


def _activity(figures: Figures, weekly: str = "A week") -> Said:
    shown = sorted(figures.activities, key=lambda each: not each.scored)[:MOST_ACTIVITIES]
    rows = [
        [each.label, _count(each.done), _count(each.before), _number(each.weekly),
         _count(each.target)]
        for each in shown
    ]  # fmt: skip
    more = len(figures.activities) - len(shown)
    if not rows:
        return _block(Section.ACTIVITY, words=["Nothing is known of these days."])
    head = ["", "Done", "Before", weekly, "Target"]
    words = [f"And {counted(more, 'more thing')} in the workbook."] if more else []
    return _block(Section.ACTIVITY, head=head, rows=rows, words=words)


def _coverage(figures: Figures) -> Said:
    known = figures.coverage
    words = (
        f"{known.known} of {counted(known.workdays, 'working day')} known: {known.typed} typed, "
        f"{known.imported} imported; {counted(known.readings, 'number')} of LinkedIn’s."
    )
    return _block(Section.COVERAGE, words=[words])


def _agreed(person: Person, last: date) -> Said:
    if not person.agreed:
        return _block(Section.AGREED, words=["Nothing was agreed in these days."])
    rows = [
        [each.text, short_day(each.due), f"Done {short_day(each.done)}" if each.done else
         "Overdue" if each.due < last else "Open"]
        for each in person.agreed[-MOST_ITEMS:]
    ]  # fmt: skip
    more = len(person.agreed) - len(rows)
    words = [f"And {more} before these."] if more else []
    return _block(Section.AGREED, head=["What", "By", ""], rows=rows, words=words)


def _next(person: Person) -> Said:
    if not person.next_actions:
        return _block(Section.NEXT, words=["Nothing to advise yet."])
    rows = [
        [f"{each.label}: {each.how_much}", f"{each.minutes} min", signed(each.gain)]
        for each in person.next_actions[:MOST_ITEMS]
    ]
    words = ["Minutes a week, and points in 30 days if kept up."]
    return _block(Section.NEXT, head=["What", "Takes", "Gains"], rows=rows, words=words)


def _forecast(person: Person) -> Said:
    rows = [
        [f"{each.days} days", short_day(each.day), one_decimal(each.total),
         f"{one_decimal(each.low)} to {one_decimal(each.high)}"
         if each.low is not None and each.high is not None else NOTHING]
        for each in person.outlooks
    ]  # fmt: skip
    head = ["In", "Day", "Total", "80 % come in"] if rows else []
    is_told = person.forecast in person.sentences
    words = [person.forecast] if person.forecast and not is_told else []
    if not rows and not words:
        words = ["There is no forecast yet."]
    return _block(Section.FORECAST, head=head, rows=rows, words=words)


# Everybody in one table ---------------------------------------------------------------------------


def _people(report: Report) -> list[Said]:
    return [
        {
            "name": each.name,
            "state": each.state,
            "now": _bar(each.figures.after),
            "cells": [
                _total(each.figures.before),
                _total(each.figures.after),
                _change(each.figures.change),
                _change(each.official_change),
            ],
        }
        for each in report.persons
    ]


def _total(score: Score | None) -> str:
    return _number(score.total if score else None)


def _number(value: float | None) -> str:
    return NOTHING if value is None else one_decimal(value)


def _change(value: float | None) -> str:
    return NOTHING if value is None else signed(value)


def _count(value: float | None) -> str:
    return NOTHING if value is None else one_decimal(value).removesuffix(".0")
