"""Plotly traces of a chart: lines, areas and dots, with their tooltips."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from scoring.charts.canvas import GUTTER
from scoring.charts.chart import AreaSeries, Chart, LineSeries, XValue, known_stretches, x_as_number
from scoring.charts.drawing import SINGLE_DAY_HALF_WIDTH, isolated_values_of, solid_and_dashed
from scoring.charts.looks import (
    DASHES,
    DOT_RADIUS,
    HELD_DASHES,
    ISOLATED_WIDTH,
    LINE_WIDTH,
    PATTERNS,
    SVG_STYLES,
    line_colour,
    svg_style,
)
from teams.base.formatting import one_decimal

Figure = dict[str, Any]
Paint = Callable[[str], str]

DAY_MILLISECONDS = 86_400_000  # in the milliseconds Plotly counts in
NO_HOVER = {"hoverinfo": "skip"}
# As the drawing's patterns are, Plotly measuring hatches across; solidity is the part covered.
HATCH = {"shape": "/", "size": 5, "solidity": 0.2}, "path.hatch", "stroke"
DOTS = {"shape": ".", "size": 7, "solidity": 0.09}, "circle.dotted", "fill"
FILLS = {"hatch": HATCH, "dots": DOTS}


def traces(chart: Chart, paint: Paint) -> list[Figure]:
    """Traces of lines, areas and dots; lines and areas share a tooltip."""
    hover_notes = _hover_notes(chart)
    all_traces: list[Figure] = []
    for at, line in enumerate(chart.lines):
        line_notes = {x: words for x, words in hover_notes.items() if _last_line(chart, x) == at}
        all_traces += _line(chart, line, line_notes, paint)
    for at, area in enumerate(chart.areas):  # the lowest area is the last row of the tooltip
        all_traces += _area(chart, area, {} if at else hover_notes, paint)
    return [*all_traces, *_dots(chart, paint)]


def escape_text(words: str) -> str:
    """Escapes text that people wrote, so that Plotly reads neither markup nor a template.

    >>> escape_text("<b>%{y}</b>")
    '&lt;b&gt;&#37;{y}&lt;/b&gt;'
    """
    return escape(words, quote=False).replace("%{", "&#37;{")


def _hover_notes(chart: Chart) -> dict[XValue, str]:
    """Notes below the values in the tooltip, by x, each on a line of its own."""
    notes = {x: f"<br>{escape_text(words)}" for x, words in chart.notes.items()}
    for dot in chart.dots:
        notes[dot.x] = f"<br>{dot.name} {one_decimal(dot.y)}{notes.get(dot.x, '')}"
    return notes


def _last_line(chart: Chart, x: XValue) -> int:
    """Index of the last line with a value at x, which is the last row of the tooltip; else -1."""
    at = chart.xs.index(x) if x in chart.xs else -1
    known = [n for n, line in enumerate(chart.lines) if at >= 0 and line.values[at] is not None]
    return known[-1] if known else -1


def format_x(at: float) -> str:
    """A value of the x axis in Plotly's date format."""
    if at == int(at):
        return date.fromordinal(int(at)).isoformat()
    time = datetime.fromordinal(int(at)) + timedelta(days=at - int(at))
    return time.isoformat(" ", "minutes")


def stroke(name: str, paint: Paint) -> Figure:
    """A line in a style of SVG_STYLES."""
    style = SVG_STYLES[name]
    width = float(style.get("stroke-width", 1))
    return {
        "color": paint(style["stroke"]),
        "width": width,
        "dash": _dash(style.get("stroke-dasharray")),
    }


def _dash(dashes: str | None) -> str:
    return ",".join(f"{each}px" for each in dashes.split()) if dashes else "solid"


def _line(
    chart: Chart, line: LineSeries, hover_notes: Mapping[XValue, str], paint: Paint
) -> Iterator[Figure]:
    """Traces of a line: one with tooltips and gaps, its dashed segments, its isolated values."""
    colour = paint(line_colour([line.style]))
    line_style = {
        "color": colour,
        "width": float(LINE_WIDTH),
        "dash": _dash(DASHES.get(line.style)),
    }
    words = [f", {each}" if each else "" for each in line.words] or [""] * len(chart.xs)
    hover_texts = [each + hover_notes.get(x, "") for x, each in zip(chart.xs, words, strict=True)]
    _, dashed = solid_and_dashed(chart.xs, line)
    rows: list[tuple[XValue, float | None, str]] = []
    for at, row in enumerate(zip(chart.xs, line.values, hover_texts, strict=True)):
        if at and dashed[at - 1]:
            rows.append((row[0], None, ""))
        rows.append(row)
    custom_data = [words for _, _, words in rows]
    yield {
        **_scatter([value for _, value, _ in rows]),
        **_days([x for x, _, _ in rows]),
        **_hover_row(chart, line.name),
        **({"customdata": custom_data} if any(custom_data) else {}),
        "line": line_style,
    }
    if any(dashed):
        yield (
            _held_trace(chart, line, dashed)
            | {"line": line_style | {"dash": _dash(HELD_DASHES)}}
            | NO_HOVER
        )
    alone = {at: line.values[at] or 0.0 for at in isolated_values_of(line)}
    if alone:
        marker = {"size": float(ISOLATED_WIDTH), "color": colour}
        yield _points([chart.xs[at] for at in alone], alone.values(), marker) | NO_HOVER


def _held_trace(chart: Chart, line: LineSeries, dashed: Sequence[bool]) -> Figure:
    """The dashed segments of a line; they start and end at known values."""
    ends: list[tuple[XValue, float | None]] = []
    for at, is_dashed in enumerate(dashed):
        if not is_dashed:
            continue
        if not (at and dashed[at - 1]):
            ends += [(chart.xs[at], None), (chart.xs[at], line.values[at])]
        ends.append((chart.xs[at + 1], line.values[at + 1]))
    return _scatter([value for _, value in ends]) | {
        "x": [format_x(x_as_number(x)) for x, _ in ends]
    }


def _hover_row(chart: Chart, name: str) -> Figure:
    """A trace's row in the tooltip; charts.js inserts the change before `customdata`."""
    value = f"%{{fullData.name}}: %{{y:.{chart.decimals}f}}{chart.unit}%{{customdata}}"
    return {
        "name": escape_text(name),
        "hovertemplate": f"{value}<extra></extra>",
        "meta": chart.decimals,
    }


def _area(
    chart: Chart, area: AreaSeries, hover_notes: Mapping[XValue, str], paint: Paint
) -> Iterator[Figure]:
    """A trace for each stretch; the areas of one stretch are stacked on each other."""
    shape = svg_style("polygon", ["area", area.style])
    for at, stretch in enumerate(known_stretches(area.low)):
        xs = chart.xs[stretch.start : stretch.stop]
        values = [(area.high[each] or 0) - (area.low[each] or 0) for each in stretch]
        custom_data = [hover_notes.get(x, "") for x in xs]
        if len(xs) == 1:
            custom_data *= 2
            xs, values = (xs[0], x_as_number(xs[0]) + _single_day_width(chart)), values * 2
        yield {
            **_scatter(values),
            **_days(xs),
            **_hover_row(chart, area.name),
            **({"customdata": custom_data} if any(custom_data) else {}),
            "stackgroup": f"stretch {at}",
            "line": {"color": paint(shape["stroke"]), "width": float(shape["stroke-width"])},
            "fillcolor": paint(shape["fill"]),
            **_pattern(area.style, shape["fill"], paint),
        }


def _single_day_width(chart: Chart) -> float:
    """Width in days of an area of one day, so that it is visible."""
    first, last = map(x_as_number, chart.ends)
    return (
        2
        * SINGLE_DAY_HALF_WIDTH
        * ((last - first) or 2)
        / (chart.wide.width - chart.wide.margin - GUTTER)
    )


def _pattern(style: str, ground: str, paint: Paint) -> Figure:
    if style not in PATTERNS:
        return {}
    pattern, name, attribute = FILLS[PATTERNS[style]]
    colours = {"fgcolor": paint(SVG_STYLES[name][attribute]), "bgcolor": paint(ground)}
    return {"fillpattern": pattern | colours | {"fgopacity": 1}}


def _dots(chart: Chart, paint: Paint) -> Iterator[Figure]:
    """LinkedIn's scores as filled dots."""
    if not chart.dots:
        return
    style = SVG_STYLES["circle.official"]
    edge = {"color": paint(style["stroke"]), "width": float(style["stroke-width"])}
    marker = {"size": 2 * DOT_RADIUS, "color": paint(style["fill"]), "line": edge}
    places = [dot.x for dot in chart.dots]
    yield _points(places, (dot.y for dot in chart.dots), marker) | NO_HOVER


def _points(xs: Sequence[XValue], ys: Iterable[float], marker: Figure) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [format_x(x_as_number(x)) for x in xs],
        "y": [round(y, 2) for y in ys],
        "marker": marker,
        "cliponaxis": False,
    }


def _scatter(values: Sequence[float | None]) -> Figure:
    rounded = [None if value is None else round(value, 2) for value in values]
    return {"type": "scatter", "mode": "lines", "y": rounded}


def _days(xs: Sequence[XValue]) -> Figure:
    """The days in Plotly's shortest form: the first and a step, or a list."""
    places = [x_as_number(x) for x in xs]
    if places and places == [places[0] + at for at in range(len(places))]:
        return {"x0": format_x(places[0]), "dx": DAY_MILLISECONDS}
    return {"x": [format_x(place) for place in places]}
