"""Reports as one tagged PDF: their words by `said`, their charts as on the page, set in one go."""

import json
from collections.abc import Sequence
from typing import Any

from scoring.reports.content import Report
from scoring.reports.design import Design
from scoring.reports.engine import TypesettingError, source, typeset
from scoring.reports.glyphs import readable
from scoring.reports.order import Section
from scoring.reports.said import Said, is_alone, said_of
from scoring.svg_files import LIGHT, svg_file
from scoring.trend_drawing import TrendDrawing, trend_drawing
from scoring.wording import PILLARS

CHART = (720, 195)
CAPTION = "Estimated SSI at each close; dots are LinkedIn’s own numbers"
BARS = {"brand": "#e69f00", "people": "#56b4e9", "insights": "#cc79a7", "relationships": "#009e73"}
Drawings = dict[str, TrendDrawing]


def document(report: Report, design: Design) -> bytes:
    """One report as a PDF."""
    return documents([report], design)


def documents(reports: Sequence[Report], design: Design) -> bytes:
    """Several (one at least) as one PDF, one after another, set together."""
    drawn = [_drawings(each) for each in reports]
    words = [
        said_of(report) | {"alts": {name: each.label for name, each in drawings.items()}}
        for report, drawings in zip(reports, drawn, strict=True)
    ]
    data = {"reports": words, **_looks(reports, design)}
    charts = {
        f"chart-{at}-{name}.svg": svg_file("components/trend.html", each, CAPTION)
        for at, drawings in enumerate(drawn)
        for name, each in drawings.items()
    }
    logos = {f"logo-{at}.png": logo for at, (logo, _) in enumerate(design.logos)}
    main = {"main.typ": source("report.typ"), **logos}
    try:
        return typeset(main | _files(data, charts), made_on=reports[0].made_on)
    except TypesettingError:  # a name of marks upon marks: no batch fails for it
        return typeset(main | _files(data, charts, plain=True), made_on=reports[0].made_on)


def _files(data: Said, charts: dict[str, str], *, plain: bool = False) -> dict[str, bytes]:
    """The words, and each chart as a file of its own, in characters that can be set."""
    shown = json.dumps(readable(data, plain=plain))
    drawn = readable(charts, plain=plain, broken=False)
    return {"data.json": shown.encode(), **{name: each.encode() for name, each in drawn.items()}}


def _drawings(report: Report) -> Drawings:
    """By whose they are: each rep's, and everybody's, unless it is a rep's own report."""
    if not report.has(Section.TREND):
        return {}
    trends = {str(each.pk): each.figures.trend for each in report.persons}
    if not is_alone(report):
        trends["all"] = report.figures.trend
    return {
        name: trend_drawing(trend, CHART)
        for name, trend in trends.items()
        if trend is not None and trend.days
    }


def _looks(reports: Sequence[Report], design: Design) -> dict[str, Any]:
    first, made = reports[0], reports[0].made_on
    title = f"{first.title}: progress report" if len(reports) == 1 else "Progress reports"
    return {
        "title": title,
        "author": design.coach_name or first.organization,
        "date": [made.year, made.month, made.day],
        "paper": design.paper,
        "coach": design.coach_name,
        "client": design.client_name,
        "logos": [alt for _, alt in design.logos],
        "colours": LIGHT | BARS | {"accent": design.accent},
        "pillars": list(PILLARS),
    }
