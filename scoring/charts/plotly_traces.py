"""Plotly traces of a chart: its lines, areas and dots, and what they say when pointed at."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from scoring.charts.canvas import GUTTER
from scoring.charts.chart import AreaSeries, Chart, LineSeries, X, known_stretches, number
from scoring.charts.drawing import SLIVER, alone_at, pieces
from scoring.charts.looks import (
    ALONE_WIDTH,
    DASHES,
    DOT_RADIUS,
    HELD,
    LINE_WIDTH,
    LOOKS,
    PATTERNS,
    look,
    own_colour,
)
from teams.base.formatting import one_decimal

Figure = dict[str, Any]
Paint = Callable[[str], str]

DAY = 86_400_000  # in the milliseconds Plotly counts in
SILENT = {"hoverinfo": "skip"}
# As the drawing's patterns are, Plotly measuring hatches across; solidity is the part covered.
HATCH = {"shape": "/", "size": 5, "solidity": 0.2}, "path.hatch", "stroke"
DOTS = {"shape": ".", "size": 7, "solidity": 0.09}, "circle.dotted", "fill"
FILLS = {"hatch": HATCH, "dots": DOTS}


def traces(chart: Chart, paint: Paint) -> list[Figure]:
    """Lines, areas and dots; lines and areas answer the pointer together."""
    remarks = _remarks(chart)
    found: list[Figure] = []
    for at, line in enumerate(chart.lines):
        last = {x: words for x, words in remarks.items() if _last_line(chart, x) == at}
        found += _line(chart, line, last, paint)
    for at, area in enumerate(chart.areas):  # the lowest area is the last row of the tooltip
        found += _area(chart, area, {} if at else remarks, paint)
    return [*found, *_dots(chart, paint)]


def text_of(words: str) -> str:
    """Words people wrote, for Plotly: neither markup nor a template.

    >>> text_of("<b>%{y}</b>")
    '&lt;b&gt;&#37;{y}&lt;/b&gt;'
    """
    return escape(words, quote=False).replace("%{", "&#37;{")


def _remarks(chart: Chart) -> dict[X, str]:
    """What the tooltip of a place says below the values, each on a line of its own."""
    found = {x: f"<br>{text_of(words)}" for x, words in chart.notes.items()}
    for dot in chart.dots:
        found[dot.x] = f"<br>{dot.name} {one_decimal(dot.y)}{found.get(dot.x, '')}"
    return found


def _last_line(chart: Chart, x: X) -> int:
    """The last line that has a value there, which is the last row of the tooltip."""
    at = chart.xs.index(x) if x in chart.xs else -1
    known = [n for n, line in enumerate(chart.lines) if at >= 0 and line.values[at] is not None]
    return known[-1] if known else -1


def moment(at: float) -> str:
    """A place on the x axis as Plotly reads it."""
    if at == int(at):
        return date.fromordinal(int(at)).isoformat()
    time = datetime.fromordinal(int(at)) + timedelta(days=at - int(at))
    return time.isoformat(" ", "minutes")


def stroke(name: str, paint: Paint) -> Figure:
    """A line as LOOKS has it."""
    said = LOOKS[name]
    width = float(said.get("stroke-width", 1))
    return {
        "color": paint(said["stroke"]),
        "width": width,
        "dash": _dash(said.get("stroke-dasharray")),
    }


def _dash(dashes: str | None) -> str:
    return ",".join(f"{each}px" for each in dashes.split()) if dashes else "solid"


def _line(
    chart: Chart, line: LineSeries, remarks: Mapping[X, str], paint: Paint
) -> Iterator[Figure]:
    """One trace that answers, with a gap for each dashed piece; those, and values on their own."""
    colour = paint(own_colour([line.style]))
    seen = {"color": colour, "width": float(LINE_WIDTH), "dash": _dash(DASHES.get(line.style))}
    words = [f", {each}" if each else "" for each in line.words] or [""] * len(chart.xs)
    told = [each + remarks.get(x, "") for x, each in zip(chart.xs, words, strict=True)]
    _, dashed = pieces(chart.xs, line)
    rows: list[tuple[X, float | None, str]] = []
    for at, row in enumerate(zip(chart.xs, line.values, told, strict=True)):
        if at and dashed[at - 1]:
            rows.append((row[0], None, ""))
        rows.append(row)
    said = [words for _, _, words in rows]
    yield {
        **_scatter([value for _, value, _ in rows]),
        **_days([x for x, _, _ in rows]),
        **_answer(chart, line.name),
        **({"customdata": said} if any(said) else {}),
        "line": seen,
    }
    if any(dashed):
        yield _held(chart, line, dashed) | {"line": seen | {"dash": _dash(HELD)}} | SILENT
    alone = {at: line.values[at] or 0.0 for at in alone_at(line)}
    if alone:
        marker = {"size": float(ALONE_WIDTH), "color": colour}
        yield _points([chart.xs[at] for at in alone], alone.values(), marker) | SILENT


def _held(chart: Chart, line: LineSeries, dashed: Sequence[bool]) -> Figure:
    """The dashed pieces, which start and end at known values, so that none floats."""
    ends: list[tuple[X, float | None]] = []
    for at, is_dashed in enumerate(dashed):
        if not is_dashed:
            continue
        if not (at and dashed[at - 1]):
            ends += [(chart.xs[at], None), (chart.xs[at], line.values[at])]
        ends.append((chart.xs[at + 1], line.values[at + 1]))
    return _scatter([value for _, value in ends]) | {"x": [moment(number(x)) for x, _ in ends]}


def _answer(chart: Chart, name: str) -> Figure:
    """Its row of the tooltip; before `customdata` charts.js puts the change to the value before."""
    value = f"%{{fullData.name}}: %{{y:.{chart.decimals}f}}{chart.unit}%{{customdata}}"
    return {
        "name": text_of(name),
        "hovertemplate": f"{value}<extra></extra>",
        "meta": chart.decimals,
    }


def _area(
    chart: Chart, area: AreaSeries, remarks: Mapping[X, str], paint: Paint
) -> Iterator[Figure]:
    """A trace for each stretch; the areas of one stretch are stacked on each other."""
    shape = look("polygon", ["area", area.style])
    for at, stretch in enumerate(known_stretches(area.low)):
        xs = chart.xs[stretch.start : stretch.stop]
        values = [(area.high[each] or 0) - (area.low[each] or 0) for each in stretch]
        said = [remarks.get(x, "") for x in xs]
        if len(xs) == 1:
            said *= 2
            xs, values = (xs[0], number(xs[0]) + _sliver(chart)), values * 2
        yield {
            **_scatter(values),
            **_days(xs),
            **_answer(chart, area.name),
            **({"customdata": said} if any(said) else {}),
            "stackgroup": f"stretch {at}",
            "line": {"color": paint(shape["stroke"]), "width": float(shape["stroke-width"])},
            "fillcolor": paint(shape["fill"]),
            **_pattern(area.style, shape["fill"], paint),
        }


def _sliver(chart: Chart) -> float:
    """How long an area of one day is, so that it can be seen."""
    first, last = map(number, chart.ends)
    return 2 * SLIVER * ((last - first) or 2) / (chart.wide.width - chart.wide.margin - GUTTER)


def _pattern(style: str, ground: str, paint: Paint) -> Figure:
    if style not in PATTERNS:
        return {}
    pattern, name, attribute = FILLS[PATTERNS[style]]
    colours = {"fgcolor": paint(LOOKS[name][attribute]), "bgcolor": paint(ground)}
    return {"fillpattern": pattern | colours | {"fgopacity": 1}}


def _dots(chart: Chart, paint: Paint) -> Iterator[Figure]:
    """LinkedIn's scores, filled."""
    if not chart.dots:
        return
    said = LOOKS["circle.official"]
    edge = {"color": paint(said["stroke"]), "width": float(said["stroke-width"])}
    marker = {"size": 2 * DOT_RADIUS, "color": paint(said["fill"]), "line": edge}
    places = [dot.x for dot in chart.dots]
    yield _points(places, (dot.y for dot in chart.dots), marker) | SILENT


def _points(xs: Sequence[X], ys: Iterable[float], marker: Figure) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [moment(number(x)) for x in xs],
        "y": [round(y, 2) for y in ys],
        "marker": marker,
        "cliponaxis": False,
    }


def _scatter(values: Sequence[float | None]) -> Figure:
    rounded = [None if value is None else round(value, 2) for value in values]
    return {"type": "scatter", "mode": "lines", "y": rounded}


def _days(xs: Sequence[X]) -> Figure:
    """The days as Plotly takes them in the fewest bytes: a first one and a step, or a list."""
    places = [number(x) for x in xs]
    if places and places == [places[0] + at for at in range(len(places))]:
        return {"x0": moment(places[0]), "dx": DAY}
    return {"x": [moment(place) for place in places]}
