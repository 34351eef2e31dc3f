"""Chart as an SVG file: the page's styles are written into its own attributes.

The file needs nothing else: no style sheet, no font, no script. It uses light colours, for slides.
"""

import re
from typing import Any
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring
from django.template.loader import render_to_string

from scoring.charts.plotly_figures import COLOURS, FONT

SPACE = "http://www.w3.org/2000/svg"
HEAD = 34  # room for the title above the drawing
LIGHT = COLOURS["light"] | {"edge": "#8b867d", "track": "#efece6", "tint": "#f3f5fb"}
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Look = dict[str, str]

PILLARS = ("brand", "people", "insights", "relationships")
OWN = {
    **{name: f"{name}-line" for name in PILLARS},
    **{letter: f"{name}-line" for letter, name in zip("bcde", PILLARS, strict=True)},
}
DASHES = {"b": "9 5", "c": "2 5", "d": "9 5 2 5", "e": "16 6"}
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


def svg_file(template: str, drawing: Any, title: str) -> str:
    """The drawing as a component draws it, with its title above."""
    markup = render_to_string(template, {"drawings": [("wide", drawing)]})
    root = fromstring(NO_XML.sub("", markup).strip())
    for element, line in _with_lines(root):
        _dress(element, line)
    return ET.tostring(_framed(root, drawing, title), encoding="unicode", xml_declaration=True)


def _with_lines(root: ET.Element) -> list[tuple[ET.Element, list[str]]]:
    """Every element, and the classes of the line it is part of."""
    lines = {part: _classes(group) for group in root.iter("g") for part in group}
    return [(element, lines.get(element, [])) for element in root.iter() if element is not root]


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def _dress(element: ET.Element, line: list[str]) -> None:
    """Says in attributes how the element looks; its classes mean nothing outside the page."""
    classes = _classes(element)
    look = dict(LOOKS.get(element.tag, {}))
    for name in classes:
        look |= LOOKS.get(f"{element.tag}.{name}", {})
    own = next((OWN[name] for name in [*line, *classes] if name in OWN), "accent")
    if "line" in line:
        look |= {"stroke": own, "stroke-width": "6" if "alone" in classes else "2"} | ROUND
        dashes = "2 5" if "held" in classes else DASHES.get(line[-1])
        look |= {"stroke-dasharray": dashes} if dashes else {}
    elif "gap" in line:
        look |= GAP.get(element.tag, {})
    if "end" in classes:
        look["fill"] = own
    for name, value in look.items():
        element.set(name, LIGHT.get(value, value))
    element.attrib.pop("class", None)


def _framed(root: ET.Element, drawing: Any, title: str) -> ET.Element:
    """The drawing on its own ground, below what it shows."""
    width, height = drawing.width, drawing.height + HEAD
    root.attrib.pop("class", None)
    root.attrib |= {
        "xmlns": SPACE,
        "viewBox": f"0 -{HEAD} {width} {height}",
        "width": str(width),
        "height": str(height),
        "font-family": FONT,
        "font-size": "12",
    }
    ground = {"y": f"-{HEAD}", "width": str(width), "height": str(height), "fill": LIGHT["card"]}
    root.insert(0, ET.Element("rect", ground))
    place = {"x": "8", "y": "-14", "font-size": "14", "font-weight": "650", "fill": LIGHT["ink"]}
    words = ET.Element("text", place)
    words.text = NO_XML.sub("", title)
    root.insert(1, words)
    return root
