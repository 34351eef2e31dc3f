"""Plotly figure of a chart: what the server drew, with a tooltip and zoom; plain dicts for JSON.

Lengths are the drawing's units and a page's colours the palette's names; charts.js turns both into
what the page shows, so that nothing moves when a chart is touched. Words that people wrote are
escaped, and none is ever part of a hovertemplate.
"""

from collections.abc import Iterator
from typing import Any

from scoring.charts.canvas import BASELINE, BESIDE, BOTTOM, GUTTER, TEXT, TOP, Frame, Label
from scoring.charts.chart import KINDS, Chart, known_stretches, number
from scoring.charts.drawing import drawing
from scoring.charts.looks import look
from scoring.charts.palette import COLOURS, FONT, Theme
from scoring.charts.plotly_traces import Figure, Paint, moment, stroke, text_of, traces

DESCENT = 0.23 * TEXT  # below the baseline; charts.js measures what the page's font takes
ZOOMED = {"nticks": 6, "tickformat": "%-d %b", "tickangle": 0}  # in place of the drawing's days
SPIKES = {"showspikes": True, "spikemode": "across", "spikethickness": 1, "spikedash": "solid"}
DATES = {"type": "date", "hoverformat": "%-d %B %Y"}
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def figure(chart: Chart, *, theme: Theme, kind: str = "wide") -> Figure:
    """The whole figure on one canvas, in the colours of a theme."""
    paint = COLOURS[theme].__getitem__
    sized, layout = _sized(chart, kind, paint), _layout(chart.seen, paint)
    layout["xaxis"] |= sized.pop("xaxis")
    return {"data": traces(chart.seen, paint), "layout": layout | sized}


def for_page(chart: Chart) -> dict[str, Any]:
    """The figure once, and what differs between the two canvases; colours by their CSS names."""
    paint = "--{}".format
    data = traces(chart.seen, paint)
    return {
        **_shared(data),
        "layout": _layout(chart.seen, paint),
        "sizes": {kind: _sized(chart, kind, paint) for kind in KINDS},
    }


def _shared(data: list[Figure]) -> dict[str, Any]:
    """The traces, and once for all the longest list of days that they have in common."""
    days = max((trace["x"] for trace in data if "x" in trace), key=len, default=None)
    kept = [
        {key: value for key, value in trace.items() if (key, value) != ("x", days)}
        for trace in data
    ]
    return {"data": kept, "x": days}


def template(paint: Paint) -> Figure:
    """The layout that all figures share."""
    axis = {"showgrid": False, "zeroline": False}
    return {
        "layout": {
            "paper_bgcolor": paint("card"),
            "plot_bgcolor": paint("card"),
            "font": {"family": FONT, "size": TEXT, "color": paint("soft")},
            "hoverlabel": {
                "bgcolor": paint("card"),
                "bordercolor": paint("line"),
                "font": {"family": FONT, "size": 13, "color": paint("ink")},
            },
            "hovermode": "x unified",
            "showlegend": False,
            "xaxis": axis | DATES | ZOOMED | SPIKES | {"spikecolor": paint("soft")},
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
    """What all canvases have in common."""
    return {
        "template": template(paint),
        "uirevision": "kept",  # a zoomed chart stays zoomed when the window changes
        "xaxis": {"range": _range(chart), "ticklabelstandoff": BASELINE - TEXT},
        "yaxis": {
            "range": [chart.low, chart.high],
            "tickvals": list(chart.ticks),
            "ticklabelstandoff": BESIDE,
        },
        "shapes": list(_shapes(chart, paint)),
    }


def _sized(chart: Chart, kind: str, paint: Paint) -> Figure:
    """What a canvas places: margins, days and labels."""
    canvas, placed = chart.sizes[kind], drawing(chart, kind)
    return {
        "width": canvas.width,
        "height": canvas.height,
        "margin": {"l": GUTTER, "r": canvas.margin, "t": TOP, "b": BOTTOM},
        "xaxis": {
            "tickvals": [moment(label.of or 0) for label in placed.days],
            "ticktext": [label.text for label in placed.days],
        },
        "annotations": [
            _annotation(placed.frame, label, paint) for label in (*placed.ends, *placed.words)
        ],
    }


def _annotation(frame: Frame, label: Label, paint: Paint) -> Figure:
    """A label where the drawing has it; one of a mark follows the mark when zoomed."""
    at = frame.right if label.of is None else frame.x(label.of)
    place = {"x": 1} if label.of is None else {"x": moment(label.of), "xref": "x"}
    told = {"hovertext": text_of(label.full)} if label.full else {}
    return {
        **place,
        "xshift": round(label.x - at, 1),
        "y": round((frame.bottom - label.y) / (frame.bottom - TOP), 4),
        "xanchor": ANCHORS[label.anchor],
        "text": text_of(label.text),
        "font": _font(label, paint),
        **told,
    }


def _font(label: Label, paint: Paint) -> Figure:
    said = look("text", label.kind.split())
    weight = {"weight": int(said["font-weight"])} if "font-weight" in said else {}
    return {"color": paint(said["fill"])} | weight


def _range(chart: Chart) -> list[str]:
    if not chart.xs:
        return []
    first, last = map(number, chart.ends)
    alone = 1 if first == last else 0  # a single day is in the middle
    return [moment(first - alone), moment(last + alone)]


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
        at = moment(number(mark.x))
        upright = {"yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at}
        yield upright | {"line": stroke("path.version", paint), "layer": "between"}
    for slope in chart.slopes:
        (first, y0), (last, y1) = slope.start, slope.end
        ends = {"x0": moment(number(first)), "x1": moment(number(last))}
        heights = {"y0": round(y0, 2), "y1": round(y1, 2)}
        yield ends | heights | {"line": stroke("path.aim", paint)}


def _outline(chart: Chart) -> str:
    """The sides and the bottom of the areas of each stretch; Plotly draws their tops alone."""
    lowest, highest = chart.areas[0].low, chart.areas[-1].high
    found = []
    for stretch in known_stretches(lowest):
        first, last = stretch.start, stretch.stop - 1
        left, right = (moment(number(chart.xs[at])) for at in (first, last))
        found.append(f"M{right},{highest[last] or 0:.4g}V{lowest[last] or 0:.4g}")
        found.append(f"L{left},{lowest[first] or 0:.4g}V{highest[first] or 0:.4g}")
    return "".join(found)
