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
    report: Report, trend: ScoreSeries | None, chart: str = "total", owner: str = ""
) -> bytes:
    """One of CHARTS as PNG; without data, a picture with a sentence that says so."""
    title = f"{owner or report.title}: estimated SSI"
    chart_data = CHARTS[chart](trend) if trend and trend.days else None
    svg = svg_file(drawing(chart_data), title) if chart_data else ""
    description = "" if chart_data else NO_TREND
    try:
        png = _typeset_png(svg, title, description, plain=False)
    except TypesettingError:
        png = _typeset_png(svg, title, description, plain=True)
    return _add_png_text(png, title, chart_data.label if chart_data else description)


def _typeset_png(svg: str, title: str, description: str, *, plain: bool) -> bytes:
    data = make_printable({"title": title, "words": description}, plain=plain)
    chart = make_printable(svg, plain=plain, broken=False)
    parts = {"main.typ": read_layout("picture.typ"), "data.json": json.dumps(data).encode()}
    return typeset(parts | {"chart.svg": chart.encode()}, "png")


def _add_png_text(png: bytes, title: str, description: str) -> bytes:
    """Adds title and description as PNG text, and reduces colours to shrink the file tenfold."""
    metadata, out = PngInfo(), BytesIO()
    metadata.add_itxt("Title", title.encode("utf-8", "replace").decode())
    metadata.add_itxt("Description", description)
    with Image.open(BytesIO(png)) as image:
        image.convert("RGB").quantize(64).save(out, "PNG", pnginfo=metadata, optimize=True)
    return out.getvalue()
