"""Text and figures of a PDF document, ready for typesetting by `report.typ`.

Plain dicts of text, so that user text is always data and never markup.
"""

from collections.abc import Sequence

from scoring.core.signals import GOOD
from scoring.reports.content import Report, ReportNumbers, ReportPerson, Score
from scoring.reports.render.pdf_blocks import (
    NO_VALUE,
    BlockData,
    action_items_block,
    activity_block,
    causes_block,
    change_text,
    coverage_block,
    forecast_block,
    mean_readings_block,
    next_actions_block,
    number_text,
    readings_block,
    scores_block,
    trend_block,
)
from scoring.reports.spec import Section, SubjectKind
from teams.base.formatting import day_words, pillar_words, plus_minus, short_day, signed

ALL_REPS = "all"
LINES_PER_PAGE = 43  # lines on a page
Charts = dict[str, BlockData]


def pdf_content(report: Report, charts: Charts) -> BlockData:
    """Document data of a report; `charts` are by owner: a rep id, or ALL_REPS."""
    is_single = is_single_person(report)
    year = report.made_on.year
    return {
        "title": report.title,
        "short": truncate_title(report.title),
        "organization": report.organization,
        "period": period_words(report),
        "made": f"Made on {day_words(report.made_on)} {year}",
        "about": _about(report),
        "alone": is_single,
        "sentences": list(report.sentences),
        "hero": _hero(report.figures),
        "blocks": [] if is_single else _combined_blocks(report, charts),
        "people": _people_rows(report),
        "without": list(report.without),
        "persons": [_person(each, report, charts) for each in report.persons],
    }


def truncate_title(text: str, max_length: int = 70) -> str:
    """Text cut to fit a page header."""
    return text if len(text) <= max_length else f"{text[:max_length].rstrip()}…"


def is_single_person(report: Report) -> bool:
    """Whether it is a rep's own report, with one set of figures."""
    return report.spec.kind == SubjectKind.REP and len(report.persons) == 1


def period_words(report: Report) -> str:
    """`31 August to 24 November 2026`."""
    first, last = report.spec.first, report.spec.last
    return f"{day_words(first, last.year)} to {day_words(last)} {last.year}"


def _about(report: Report) -> str:
    versions = ", ".join(report.versions)
    model = f", model version{'s' if len(report.versions) > 1 else ''} {versions}"
    return f"Scores are estimated SSI{model if versions else ''}, each as of the close of its day."


def _hero(figures: ReportNumbers) -> BlockData:
    """The large total, and the score bars before and after."""
    after, before = figures.after, figures.before
    change = None if figures.change is None else signed(figures.change)
    return {
        "total": str(after.shown_whole) if after else NO_VALUE,
        "likely": plus_minus(after.half_range) if after else "",
        "tracks": after.tracks if after else "",
        "moved": change or "",
        "since": f"since {day_words(before.day)}" if change and before else "",
        "now": _bar(after),
        "then": _bar(before),
    }


def _bar(score: Score | None) -> BlockData | None:
    """Score bar of four pillars with its text alternative; None without a score."""
    if score is None:
        return None
    lengths = [min(max(value, 0.0), 25.0) for value in score.pillars]
    day = day_words(score.day)
    description = f"Score bar on {day}: {pillar_words(score.pillars)}; good is {GOOD}"
    return {"lengths": lengths, "alt": description, "day": short_day(score.day)}


# Order on a page; narrow blocks are placed side by side in pairs.
BLOCK_ORDER = (
    *(Section.SCORES, Section.OFFICIAL, Section.TREND, Section.CAUSES, Section.ACTIVITY),
    *(Section.AGREED, Section.NEXT, Section.FORECAST, Section.COVERAGE),
)


# Blocks ---------------------------------------------------------------------------------------


def _combined_blocks(report: Report, charts: Charts) -> list[BlockData]:
    """Blocks about all reps together."""
    figures = report.figures
    blocks = {
        Section.SCORES: scores_block(figures),
        Section.TREND: trend_block(charts.get(ALL_REPS)),
        Section.OFFICIAL: mean_readings_block(report),
        Section.ACTIVITY: activity_block(figures, "A week: of each, on average."),
        Section.COVERAGE: coverage_block(figures),
    }
    return [blocks[section] for section in BLOCK_ORDER if section in blocks and report.has(section)]


def _person(person: ReportPerson, report: Report, charts: Charts) -> BlockData:
    """Document data of one rep."""
    figures = person.figures
    builders = {
        Section.SCORES: lambda: scores_block(figures),
        Section.TREND: lambda: trend_block(charts.get(str(person.pk))),
        Section.OFFICIAL: lambda: readings_block(person.official),
        Section.CAUSES: lambda: causes_block(person.causes),
        Section.ACTIVITY: lambda: activity_block(figures),
        Section.COVERAGE: lambda: coverage_block(figures),
        Section.AGREED: lambda: action_items_block(person, report.spec.last),
        Section.NEXT: lambda: next_actions_block(person),
        Section.FORECAST: lambda: forecast_block(person),
    }
    blocks = [builders[section]() for section in BLOCK_ORDER if report.has(section)]
    return {
        "name": person.name,
        "state": person.state,
        "sentences": list(person.sentences),
        "hero": _hero(figures),
        "blocks": blocks,
        "full": _estimate_lines(blocks) > LINES_PER_PAGE,
    }


def _estimate_lines(blocks: Sequence[BlockData]) -> int:
    """Estimated height of the blocks in lines, with narrow ones side by side in pairs."""
    tall = [14 for each in blocks if each["wide"]]
    narrow = [
        3 + sum(1 + len(row[0]) // 32 for row in each["rows"]) + len(each["words"])
        for each in blocks
        if not each["wide"]
    ]
    return sum(tall) + sum(max(narrow[at : at + 2]) for at in range(0, len(narrow), 2))


# All reps in one table ----------------------------------------------------------------------------


def _people_rows(report: Report) -> list[BlockData]:
    return [
        {
            "name": each.name,
            "state": each.state,
            "now": _bar(each.figures.after),
            "cells": [
                _total(each.figures.before),
                _total(each.figures.after),
                plus_minus(each.figures.after.half_range if each.figures.after else None),
                change_text(each.figures.change),
                change_text(each.official_change),
            ],
        }
        for each in report.persons
    ]


def _total(score: Score | None) -> str:
    return number_text(score.total if score else None)
