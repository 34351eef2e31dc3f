"""Text and figures of a PDF document, ready for typesetting by `report.typ`.

Plain dicts of text, so that user text is always data and never markup.
"""

from collections.abc import Sequence

from scoring.core.signals import GOOD
from scoring.reports.content import Report, ReportNumbers, ReportPerson, Score
from scoring.reports.render.pdf_blocks import (
    NOTHING,
    Said,
    activity,
    agreed,
    causes_of,
    change,
    coverage,
    forecast,
    next_steps,
    number,
    official,
    official_of_all,
    scores,
    trend,
)
from scoring.reports.spec import Section, SubjectKind
from teams.base.formatting import day_words, pillar_words, short_day, signed, whole

ALL = "all"
FULL = 43  # lines on a page
Charts = dict[str, Said]


def pdf_content(report: Report, charts: Charts) -> Said:
    """Document data of a report; `charts` are by owner: a rep id, or ALL."""
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
        "blocks": [] if alone else _together(report, charts),
        "people": _people(report),
        "without": list(report.without),
        "persons": [_person(each, report, charts) for each in report.persons],
    }


def shortened(text: str, most: int = 70) -> str:
    """Text cut to fit a page header."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def is_alone(report: Report) -> bool:
    """Whether it is a rep's own report, with one set of figures."""
    return report.order.kind == SubjectKind.REP and len(report.persons) == 1


def period_words(report: Report) -> str:
    """`31 August to 24 November 2026`."""
    first, last = report.order.first, report.order.last
    return f"{day_words(first, last.year)} to {day_words(last)} {last.year}"


def _about(report: Report) -> str:
    versions = ", ".join(report.versions)
    model = f", model version{'s' if len(report.versions) > 1 else ''} {versions}"
    return f"Scores are estimated SSI{model if versions else ''}, each as of the close of its day."


def _hero(figures: ReportNumbers) -> Said:
    """The large total, and the score bars before and after."""
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
    """Score bar of four pillars with its text alternative; None without a score."""
    if score is None:
        return None
    lengths = [min(max(value, 0.0), 25.0) for value in score.pillars]
    day = day_words(score.day)
    words = f"Score bar on {day}: {pillar_words(score.pillars)}; good is {GOOD}"
    return {"lengths": lengths, "alt": words, "day": short_day(score.day)}


# Order on a page; narrow blocks are placed side by side in pairs.
LAID = (
    *(Section.SCORES, Section.OFFICIAL, Section.TREND, Section.CAUSES, Section.ACTIVITY),
    *(Section.AGREED, Section.NEXT, Section.FORECAST, Section.COVERAGE),
)


# Blocks ---------------------------------------------------------------------------------------


def _together(report: Report, charts: Charts) -> list[Said]:
    """Blocks about all reps together."""
    figures = report.figures
    made = {
        Section.SCORES: scores(figures),
        Section.TREND: trend(charts.get(ALL)),
        Section.OFFICIAL: official_of_all(report),
        Section.ACTIVITY: activity(figures, "A week: of each, on average."),
        Section.COVERAGE: coverage(figures),
    }
    return [made[section] for section in LAID if section in made and report.has(section)]


def _person(person: ReportPerson, report: Report, charts: Charts) -> Said:
    """Document data of one rep."""
    figures = person.figures
    made = {
        Section.SCORES: lambda: scores(figures),
        Section.TREND: lambda: trend(charts.get(str(person.pk))),
        Section.OFFICIAL: lambda: official(person.official),
        Section.CAUSES: lambda: causes_of(person.causes),
        Section.ACTIVITY: lambda: activity(figures),
        Section.COVERAGE: lambda: coverage(figures),
        Section.AGREED: lambda: agreed(person, report.order.last),
        Section.NEXT: lambda: next_steps(person),
        Section.FORECAST: lambda: forecast(person),
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
    """Estimated height of the blocks in lines, with narrow ones side by side in pairs."""
    tall = [14 for each in blocks if each["wide"]]
    narrow = [
        3 + sum(1 + len(row[0]) // 32 for row in each["rows"]) + len(each["words"])
        for each in blocks
        if not each["wide"]
    ]
    return sum(tall) + sum(max(narrow[at : at + 2]) for at in range(0, len(narrow), 2))


# All reps in one table ----------------------------------------------------------------------------


def _people(report: Report) -> list[Said]:
    return [
        {
            "name": each.name,
            "state": each.state,
            "now": _bar(each.figures.after),
            "cells": [
                _total(each.figures.before),
                _total(each.figures.after),
                change(each.figures.change),
                change(each.official_change),
            ],
        }
        for each in report.persons
    ]


def _total(score: Score | None) -> str:
    return number(score.total if score else None)
