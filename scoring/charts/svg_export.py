"""Chart as an SVG file: what the page's style sheets say of it is in its own attributes.

The file needs nothing from anywhere: no style sheet, no font, no script. It is light, for slides.
"""

import re
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring
from django.template.loader import render_to_string

from scoring.charts.canvas import TEXT
from scoring.charts.drawing import Drawing
from scoring.charts.looks import (
    ALONE_WIDTH,
    DASHES,
    GAP,
    HELD,
    LINE_WIDTH,
    ROUND,
    look,
    own_colour,
)
from scoring.charts.palette import FONT, LIGHT

SPACE = "http://www.w3.org/2000/svg"
HEAD = 34  # room for the title above the drawing
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def svg_file(drawing: Drawing, title: str) -> str:
    """The drawing as a component draws it, with its title above."""
    markup = render_to_string("components/drawing.html", {"drawings": [("wide", drawing)]})
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
    found = look(element.tag, classes)
    if "line" in line:
        width = ALONE_WIDTH if "alone" in classes else LINE_WIDTH
        found |= {"stroke": own_colour(line), "stroke-width": width} | ROUND
        dashes = HELD if "held" in classes else DASHES.get(line[-1])
        found |= {"stroke-dasharray": dashes} if dashes else {}
    elif "gap" in line:
        found |= GAP.get(element.tag, {})
    for name, value in found.items():
        element.set(name, LIGHT.get(value, value))
    element.attrib.pop("class", None)


def _framed(root: ET.Element, drawing: Drawing, title: str) -> ET.Element:
    """The drawing on its own ground, below what it shows."""
    width, height = drawing.width, drawing.height + HEAD
    root.attrib.pop("class", None)
    root.attrib |= {
        "xmlns": SPACE,
        "viewBox": f"0 -{HEAD} {width} {height}",
        "width": str(width),
        "height": str(height),
        "font-family": FONT,
        "font-size": str(TEXT),
    }
    ground = {"y": f"-{HEAD}", "width": str(width), "height": str(height), "fill": LIGHT["card"]}
    root.insert(0, ET.Element("rect", ground))
    place = {"x": "8", "y": "-14", "font-size": "14", "font-weight": "650", "fill": LIGHT["ink"]}
    words = ET.Element("text", place)
    words.text = NO_XML.sub("", title)
    root.insert(1, words)
    return root
