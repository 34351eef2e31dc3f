"""Chart as an SVG file, with its styles as attributes instead of style sheets.

The file is self-contained: no style sheet, font or script. Its colours are light, for slides.
"""

import re
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring
from django.template.loader import render_to_string

from scoring.charts.canvas import TEXT_SIZE
from scoring.charts.drawing import Drawing
from scoring.charts.looks import (
    DASHES,
    GAP_STYLES,
    HELD_DASHES,
    ISOLATED_WIDTH,
    LINE_WIDTH,
    ROUND,
    line_colour,
    svg_style,
)
from scoring.charts.palette import FONT, LIGHT_COLOURS

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
TITLE_HEIGHT = 34  # room for the title above the drawing
INVALID_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def svg_file(drawing: Drawing, title: str) -> str:
    """SVG text of the drawing, with the title above it."""
    markup = render_to_string("components/drawing.html", {"drawings": [("wide", drawing)]})
    root = fromstring(INVALID_XML.sub("", markup).strip())
    for element, line in _with_lines(root):
        _set_style(element, line)
    return ET.tostring(_add_title(root, drawing, title), encoding="unicode", xml_declaration=True)


def _with_lines(root: ET.Element) -> list[tuple[ET.Element, list[str]]]:
    """Every element, with the classes of the group it is in."""
    lines = {part: _classes(group) for group in root.iter("g") for part in group}
    return [(element, lines.get(element, [])) for element in root.iter() if element is not root]


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def _set_style(element: ET.Element, line: list[str]) -> None:
    """Replaces an element's classes by attributes."""
    classes = _classes(element)
    style = svg_style(element.tag, classes)
    if "line" in line:
        width = ISOLATED_WIDTH if "alone" in classes else LINE_WIDTH
        style |= {"stroke": line_colour(line), "stroke-width": width} | ROUND
        dashes = HELD_DASHES if "held" in classes else DASHES.get(line[-1])
        style |= {"stroke-dasharray": dashes} if dashes else {}
    elif "gap" in line:
        style |= GAP_STYLES.get(element.tag, {})
    for name, value in style.items():
        element.set(name, LIGHT_COLOURS.get(value, value))
    element.attrib.pop("class", None)


def _add_title(root: ET.Element, drawing: Drawing, title: str) -> ET.Element:
    """Adds a background and the title to the drawing."""
    width, height = drawing.width, drawing.height + TITLE_HEIGHT
    root.attrib.pop("class", None)
    root.attrib |= {
        "xmlns": SVG_NAMESPACE,
        "viewBox": f"0 -{TITLE_HEIGHT} {width} {height}",
        "width": str(width),
        "height": str(height),
        "font-family": FONT,
        "font-size": str(TEXT_SIZE),
    }
    background = {
        "y": f"-{TITLE_HEIGHT}",
        "width": str(width),
        "height": str(height),
        "fill": LIGHT_COLOURS["card"],
    }
    root.insert(0, ET.Element("rect", background))
    place = {
        "x": "8",
        "y": "-14",
        "font-size": "14",
        "font-weight": "650",
        "fill": LIGHT_COLOURS["ink"],
    }
    text = ET.Element("text", place)
    text.text = INVALID_XML.sub("", title)
    root.insert(1, text)
    return root
