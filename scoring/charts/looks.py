"""How the marks of a chart look, as SVG attributes with the palette's names for colours.

The style sheets say it to pages by class; files and the interactive figure take it from here.
"""

from scoring.charts.palette import PILLAR_LINES
from scoring.core.signals import PILLARS

Look = dict[str, str]

OWN = dict(zip((*PILLARS, *"bcde"), PILLAR_LINES * 2, strict=True))
DASHES = {"b": "9 5", "c": "2 5", "d": "9 5 2 5", "e": "16 6"}
HELD = "2 5"
PATTERNS = {"below": "hatch", "between": "dots", "likely": "dots"}  # areas told without colour
LINE_WIDTH, ALONE_WIDTH = "2", "6"
DOT_RADIUS = 4
ROUND = {"stroke-linejoin": "round", "stroke-linecap": "round"}
GAP: dict[str, Look] = {
    "path": {"stroke": "ink", "stroke-width": "1.5"},
    "circle": {"fill": "card", "stroke": "accent", "stroke-width": "1.5"},
}
LOOKS: dict[str, Look] = {
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


def look(tag: str, classes: list[str]) -> Look:
    """An element's look by its tag and classes, the later ones winning."""
    found = dict(LOOKS.get(tag, {}))
    for name in classes:
        found |= LOOKS.get(f"{tag}.{name}", {})
    if tag == "text" and "end" in classes:
        found["fill"] = own_colour(classes)
    return found


def own_colour(classes: list[str]) -> str:
    """The colour of a line: a pillar's, a letter's, else the accent."""
    return next((OWN[name] for name in classes if name in OWN), "accent")
