"""PDF document of one or several reports: tagged, with the page's charts, typeset in one run."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scoring.charts.drawing import Drawing, drawing
from scoring.charts.palette import LIGHT_COLOURS
from scoring.charts.svg_export import svg_file
from scoring.charts.trend_chart import WIDE, total_chart
from scoring.reports.content import Report
from scoring.reports.render.design import Design
from scoring.reports.render.fonts import make_printable
from scoring.reports.render.pdf_blocks import BlockData
from scoring.reports.render.pdf_content import ALL_REPS, is_single_person, pdf_content
from scoring.reports.render.typst_engine import TypesettingError, read_layout, typeset
from scoring.reports.spec import Section
from teams.base.formatting import PILLARS

CHART_SIZE = replace(WIDE, height=195)
CAPTION = "Estimated SSI at the end of each day; dots: LinkedIn scores"
Drawings = dict[str, Drawing]


def build_pdf(report: Report, design: Design) -> bytes:
    """One report as PDF."""
    return build_combined_pdf([report], design)


def build_combined_pdf(reports: Sequence[Report], design: Design) -> bytes:
    """Several reports (at least one) as one PDF, one after another."""
    try:
        return typeset(_engine_files(reports, design), made_on=reports[0].made_on)
    except TypesettingError:  # such as a name of stacked combining marks: fall back to Latin
        return typeset(_engine_files(reports, design, plain=True), made_on=reports[0].made_on)


def _engine_files(
    reports: Sequence[Report], design: Design, *, plain: bool = False
) -> dict[str, bytes]:
    """Input files of the engine: layout, text, and each chart and logo.

    Keeps no references to anything else, since the engine needs the memory.
    """
    drawings_by_report = [_drawings(each) for each in reports]
    contents = [
        pdf_content(
            report, {owner: _chart_reference(at, owner, each) for owner, each in drawings.items()}
        )
        for at, (report, drawings) in enumerate(zip(reports, drawings_by_report, strict=True))
    ]
    data = {"reports": contents, **_layout_data(reports, design)}
    charts = {
        _chart_file_name(at, owner): svg_file(each, CAPTION)
        for at, drawings in enumerate(drawings_by_report)
        for owner, each in drawings.items()
    }
    logos = {f"logo-{at}.svg": logo for at, (logo, _) in enumerate(design.logos)}
    pictures = make_printable(charts, plain=plain, broken=False) | logos
    return {
        "main.typ": read_layout("report.typ"),
        "data.json": json.dumps(make_printable(data, plain=plain)).encode(),
        **{name: each.encode() for name, each in pictures.items()},
    }


def _chart_file_name(at: int, owner: str) -> str:
    return f"chart-{at}-{owner}.svg"


def _chart_reference(at: int, owner: str, drawing: Drawing) -> BlockData:
    return {"file": _chart_file_name(at, owner), "alt": drawing.label}


def _drawings(report: Report) -> Drawings:
    """Charts by owner: a rep's id, or ALL_REPS for the average unless it is a rep's own report."""
    if not report.has(Section.TREND):
        return {}
    trends = {str(each.pk): each.figures.trend for each in report.persons}
    if not is_single_person(report):
        trends[ALL_REPS] = report.figures.trend
    return {
        name: drawing(total_chart(trend), size=CHART_SIZE)
        for name, trend in trends.items()
        if trend is not None and trend.days
    }


def _layout_data(reports: Sequence[Report], design: Design) -> dict[str, Any]:
    first, made_on = reports[0], reports[0].made_on
    title = f"{first.title}: progress report" if len(reports) == 1 else "Progress reports"
    return {
        "title": title,
        "author": design.coach_name or first.organization,
        "date": [made_on.year, made_on.month, made_on.day],
        "paper": design.paper,
        "coach": design.coach_name,
        "client": design.client_name,
        "logos": [alt for _, alt in design.logos],
        "colours": LIGHT_COLOURS | {"accent": design.accent},
        "pillars": list(PILLARS),
    }
