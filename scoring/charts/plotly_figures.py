"""Plotly figure of a chart: equal to the server's drawing, with a tooltip and zoom; JSON dicts.

Lengths are in the drawing's units, and colours of pages are the palette's names; charts.js converts
both, so that nothing moves when a chart is touched. Text that people wrote is escaped, and never
part of a hovertemplate.
"""

from collections.abc import Iterator
from typing import Any

from scoring.charts.canvas import BASELINE, BOTTOM, GUTTER, LABEL_GAP, TEXT_SIZE, TOP, Frame, Label
from scoring.charts.chart import KINDS, Chart, known_stretches, x_as_number
from scoring.charts.drawing import drawing
from scoring.charts.looks import svg_style
from scoring.charts.palette import COLOURS, FONT, Theme
from scoring.charts.plotly_traces import Figure, Paint, escape_text, format_x, stroke, traces

DESCENT = 0.23 * TEXT_SIZE  # below the baseline; charts.js measures what the page's font takes
# Replaces the drawing's days.
ZOOMED_AXIS = {"nticks": 6, "tickformat": "%-d %b", "tickangle": 0}
SPIKES = {"showspikes": True, "spikemode": "across", "spikethickness": 1, "spikedash": "solid"}
DATES = {"type": "date", "hoverformat": "%-d %B %Y"}
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def figure(chart: Chart, *, theme: Theme, kind: str = "wide") -> Figure:
    """The whole figure on one canvas, in the colours of a theme."""
    paint = COLOURS[theme].__getitem__
    sized, layout = _canvas_layout(chart, kind, paint), _layout(chart.seen, paint)
    layout["xaxis"] |= sized.pop("xaxis")
    return {"data": traces(chart.seen, paint), "layout": layout | sized}


def build_page_figure(chart: Chart) -> dict[str, Any]:
    """The figure with a layout for each of the two canvases; colours by their CSS names."""
    paint = "--{}".format
    data = traces(chart.seen, paint)
    return {
        **_share_days(data),
        "layout": _layout(chart.seen, paint),
        "sizes": {kind: _canvas_layout(chart, kind, paint) for kind in KINDS},
    }


def _share_days(data: list[Figure]) -> dict[str, Any]:
    """The traces, and the longest list of days, which is left out of traces that have it."""
    days = max((trace["x"] for trace in data if "x" in trace), key=len, default=None)
    slim = [
        {key: value for key, value in trace.items() if (key, value) != ("x", days)}
        for trace in data
    ]
    return {"data": slim, "x": days}


def template(paint: Paint) -> Figure:
    """The layout that all figures share."""
    axis = {"showgrid": False, "zeroline": False}
    return {
        "layout": {
            "paper_bgcolor": paint("card"),
            "plot_bgcolor": paint("card"),
            "font": {"family": FONT, "size": TEXT_SIZE, "color": paint("soft")},
            "hoverlabel": {
                "bgcolor": paint("card"),
                "bordercolor": paint("line"),
                "font": {"family": FONT, "size": 13, "color": paint("ink")},
            },
            "hovermode": "x unified",
            "showlegend": False,
            "xaxis": axis | DATES | ZOOMED_AXIS | SPIKES | {"spikecolor": paint("soft")},
            "yaxis": axis | {"fixedrange": True},
            "shapedefaults": {"type": "line"},
            "annotationdefaults": {
                "showarrow": False,
                "xref": "paper",
                "yref": "paper",
                "yanchor": "bottom",
                "borderpad": 0,
                "borderwidth": 0,
                "yshift": -DESCENT,
            },
        },
    }


def _layout(chart: Chart, paint: Paint) -> Figure:
    """The layout that both canvases share."""
    return {
        "template": template(paint),
        "uirevision": "kept",  # a zoomed chart stays zoomed when the window changes
        "xaxis": {"range": _range(chart), "ticklabelstandoff": BASELINE - TEXT_SIZE},
        "yaxis": {
            "range": [chart.low, chart.high],
            "tickvals": list(chart.ticks),
            "ticklabelstandoff": LABEL_GAP,
        },
        "shapes": list(_shapes(chart, paint)),
    }


def _canvas_layout(chart: Chart, kind: str, paint: Paint) -> Figure:
    """The layout of one canvas: margins, days and labels."""
    canvas, canvas_drawing = chart.sizes[kind], drawing(chart, kind)
    return {
        "width": canvas.width,
        "height": canvas.height,
        "margin": {"l": GUTTER, "r": canvas.margin, "t": TOP, "b": BOTTOM},
        "xaxis": {
            "tickvals": [format_x(label.of or 0) for label in canvas_drawing.days],
            "ticktext": [label.text for label in canvas_drawing.days],
        },
        "annotations": [
            _annotation(canvas_drawing.frame, label, paint)
            for label in (*canvas_drawing.ends, *canvas_drawing.words)
        ],
    }


def _annotation(frame: Frame, label: Label, paint: Paint) -> Figure:
    """A label at its place in the drawing; that of a mark follows the mark when zoomed."""
    anchor_x = frame.right if label.of is None else frame.x(label.of)
    place = {"x": 1} if label.of is None else {"x": format_x(label.of), "xref": "x"}
    hover = {"hovertext": escape_text(label.full)} if label.full else {}
    return {
        **place,
        "xshift": round(label.x - anchor_x, 1),
        "y": round((frame.bottom - label.y) / (frame.bottom - TOP), 4),
        "xanchor": ANCHORS[label.anchor],
        "text": escape_text(label.text),
        "font": _font(label, paint),
        **hover,
    }


def _font(label: Label, paint: Paint) -> Figure:
    style = svg_style("text", label.kind.split())
    weight = {"weight": int(style["font-weight"])} if "font-weight" in style else {}
    return {"color": paint(style["fill"])} | weight


def _range(chart: Chart) -> list[str]:
    if not chart.xs:
        return []
    first, last = map(x_as_number, chart.ends)
    margin = 1 if first == last else 0  # a single day is in the middle
    return [format_x(first - margin), format_x(last + margin)]


def _shapes(chart: Chart, paint: Paint) -> Iterator[Figure]:
    """Grid, 70 line, marks and slopes."""
    shares = [(tick - chart.low) / (chart.high - chart.low) for tick in chart.ticks]
    yield {
        "type": "path",
        "xref": "paper",
        "yref": "paper",  # else it would be clipped at the plot's edges
        "path": "".join(f"M0,{share:.4g}H1" for share in shares),
        "layer": "above" if chart.areas else "below",
        "line": stroke("path.grid", paint),
    }
    if chart.areas:
        yield {"type": "path", "path": _outline(chart), "line": stroke("polygon.area", paint)}
    if chart.good is not None:
        across = {"xref": "paper", "x0": 0, "x1": 1, "y0": chart.good, "y1": chart.good}
        yield across | {"line": stroke("path.good", paint), "layer": "between"}
    for mark in (mark for mark in chart.marks if mark.is_drawn):
        at = format_x(x_as_number(mark.x))
        upright = {"yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at}
        yield upright | {"line": stroke("path.version", paint), "layer": "between"}
    for slope in chart.slopes:
        (first, y0), (last, y1) = slope.start, slope.end
        ends = {"x0": format_x(x_as_number(first)), "x1": format_x(x_as_number(last))}
        heights = {"y0": round(y0, 2), "y1": round(y1, 2)}
        yield ends | heights | {"line": stroke("path.aim", paint)}


def _outline(chart: Chart) -> str:
    """The sides and the bottom of the areas of each stretch; Plotly draws their tops alone."""
    lowest, highest = chart.areas[0].low, chart.areas[-1].high
    path = []
    for stretch in known_stretches(lowest):
        first, last = stretch.start, stretch.stop - 1
        left, right = (format_x(x_as_number(chart.xs[at])) for at in (first, last))
        path.append(f"M{right},{highest[last] or 0:.4g}V{lowest[last] or 0:.4g}")
        path.append(f"L{left},{lowest[first] or 0:.4g}V{highest[first] or 0:.4g}")
    return "".join(path)
