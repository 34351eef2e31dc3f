"""Appearance of a report: paper, names, accent colour and logos."""

import re
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from scoring.charts.palette import LIGHT_COLOURS
from teams.models import ReportTemplate

COLOUR_PATTERN = re.compile(r"#[0-9a-fA-F]{6}")
PAPERS = tuple(ReportTemplate.Paper.values)
MAX_LOGO_PIXELS = 2000  # pixels, width or height of a logo


@dataclass(frozen=True)
class Design:
    """Design settings of a report template; its sections are in the spec. Logos are PNG."""

    paper: str = "a4"
    coach_name: str = ""
    client_name: str = ""
    colour: str = ""  # "#rrggbb"; empty for the default
    coach_logo: bytes | None = None
    client_logo: bytes | None = None

    @property
    def accent(self) -> str:
        """Colour of lines and marks, never of text, so that any colour is legible."""
        return self.colour if COLOUR_PATTERN.fullmatch(self.colour) else LIGHT_COLOURS["accent"]

    @property
    def logos(self) -> list[tuple[str, str]]:
        """(SVG, alt text) of each valid logo, the client's first."""
        both = ((self.client_logo, self.client_name), (self.coach_logo, self.coach_name))
        drawn = [(_logo_svg(logo), f"Logo {name}".strip()) for logo, name in both if logo]
        return [(logo, alt) for logo, alt in drawn if logo]


def _logo_svg(logo: bytes) -> str:
    """Wraps a PNG in an SVG, since the typesetting engine takes only text from memory.

    Returns "" for an invalid or oversized picture: the report is made without it.
    """
    try:
        with Image.open(BytesIO(logo), formats=["PNG"]) as picture:
            if max(picture.size) > MAX_LOGO_PIXELS:
                return ""
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    size = 'width="{}" height="{}"'.format(*picture.size)
    data = b64encode(logo).decode()
    image = f'<image {size} href="data:image/png;base64,{data}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{image}</svg>'


def design_of(template: ReportTemplate | None) -> Design:
    """Design of a template; the default one for None."""
    if template is None:
        return Design()
    return Design(
        paper=template.paper if template.paper in PAPERS else Design.paper,
        coach_name=template.coach_name,
        client_name=template.client_name,
        colour=template.colour,
        coach_logo=_bytes(template.coach_logo),
        client_logo=_bytes(template.client_logo),
    )


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    """Binary field as bytes: databases return bytes or memoryview."""
    return bytes(value) if value else None
