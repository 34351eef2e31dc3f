"""Charts of a report as PNG for slides; the title and a text description are in its metadata."""

import json
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from scoring.charts.chart import Chart
from scoring.charts.drawing import drawing
from scoring.charts.svg_export import svg_file
from scoring.charts.trend_chart import pillars_chart, total_chart
from scoring.reports.content import Report
from scoring.reports.render.fonts import make_printable
from scoring.reports.render.pdf_blocks import NO_TREND
from scoring.reports.render.typst_engine import TypesettingError, read_layout, typeset
from scoring.scores.series import ScoreSeries

CHARTS: dict[str, Callable[[ScoreSeries], Chart]] = {"total": total_chart, "pillars": pillars_chart}


def build_png(report: Report) -> bytes:
    """Chart of the average total over time, or of the only rep's total."""
    return build_chart_png(report, report.figures.trend)


def build_chart_png(
    report: Report, trend: ScoreSeries | None, chart: str = "total", whose: str = ""
) -> bytes:
    """One of CHARTS as PNG; without data, a picture with a sentence that says so."""
    title = f"{whose or report.title}: estimated SSI"
    described = CHARTS[chart](trend) if trend and trend.days else None
    drawn = svg_file(drawing(described), title) if described else ""
    words = "" if described else NO_TREND
    try:
        made = _typeset_png(drawn, title, words, plain=False)
    except TypesettingError:
        made = _typeset_png(drawn, title, words, plain=True)
    return _add_png_text(made, title, described.label if described else words)


def _typeset_png(drawn: str, title: str, words: str, *, plain: bool) -> bytes:
    said = make_printable({"title": title, "words": words}, plain=plain)
    chart = make_printable(drawn, plain=plain, broken=False)
    parts = {"main.typ": read_layout("picture.typ"), "data.json": json.dumps(said).encode()}
    return typeset(parts | {"chart.svg": chart.encode()}, "png")


def _add_png_text(made: bytes, title: str, words: str) -> bytes:
    """Adds title and description as PNG text, and reduces colours to shrink the file tenfold."""
    told, out = PngInfo(), BytesIO()
    told.add_itxt("Title", title.encode("utf-8", "replace").decode())
    told.add_itxt("Description", words)
    with Image.open(BytesIO(made)) as image:
        image.convert("RGB").quantize(64).save(out, "PNG", pnginfo=told, optimize=True)
    return out.getvalue()
