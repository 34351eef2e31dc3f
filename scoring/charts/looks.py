"""Styles of charts as SVG attributes, with the palette's colour names.

Pages get these styles from style sheets, by class; files and the interactive figure from here.
"""

from scoring.charts.palette import PILLAR_LINES
from scoring.core.signals import PILLARS

SvgStyle = dict[str, str]

LINE_COLOURS = {
    **dict(zip((*PILLARS, *"bcde"), PILLAR_LINES * 2, strict=True)),
    "early": "soft",  # what is estimated before a score's line begins
}
DASHES = {"b": "9 5", "c": "2 5", "d": "9 5 2 5", "e": "16 6"}
HELD_DASHES = "2 5"
PATTERNS = {
    "below": "hatch",
    "between": "dots",
    "likely": "dots",
}  # for areas that must differ without colour
LINE_WIDTH, ISOLATED_WIDTH = "2", "6"
DOT_RADIUS = 4
ROUND = {"stroke-linejoin": "round", "stroke-linecap": "round"}
GAP_STYLES: dict[str, SvgStyle] = {
    "path": {"stroke": "ink", "stroke-width": "1.5"},
    "circle": {"fill": "card", "stroke": "accent", "stroke-width": "1.5"},
}
SVG_STYLES: dict[str, SvgStyle] = {
    "path": {"fill": "none"},
    "path.grid": {"stroke": "line"},
    "path.good": {"stroke": "ink", "stroke-width": "1.2", "stroke-dasharray": "4 3"},
    "path.version": {"stroke": "edge"},
    "path.aim": {"stroke": "soft", "stroke-dasharray": "8 3 2 3"},
    "path.hatch": {"stroke": "edge"},
    "circle.dotted": {"fill": "accent"},
    "circle.official": {"fill": "ink", "stroke": "card", "stroke-width": "1.5"},
    "polygon.area": {"fill": "track", "stroke": "edge", "stroke-width": ".75"},
    "polygon.between": {"fill": "tint"},
    "polygon.good": {"fill": "accent"},
    "text": {"fill": "soft"},
    "text.good": {"fill": "ink"},
    "text.band": {"fill": "ink"},
    "text.end": {"font-weight": "650"},
}


def svg_style(tag: str, classes: list[str]) -> SvgStyle:
    """An element's style by its tag and classes; later classes override earlier ones."""
    style = dict(SVG_STYLES.get(tag, {}))
    for name in classes:
        style |= SVG_STYLES.get(f"{tag}.{name}", {})
    if tag == "text" and "end" in classes:
        style["fill"] = line_colour(classes)
    return style


def line_colour(classes: list[str]) -> str:
    """The colour of a line: a pillar's, a letter's, else the accent."""
    return next((LINE_COLOURS[name] for name in classes if name in LINE_COLOURS), "accent")
