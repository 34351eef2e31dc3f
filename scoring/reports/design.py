"""How a report looks: its paper, whose names, colour and logos it bears."""

import re
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from scoring.charts import COLOURS
from teams.models import ReportTemplate

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PAPERS = tuple(ReportTemplate.Paper.values)
LARGEST = 2000  # pixels of a logo's side


@dataclass(frozen=True)
class Design:
    """What a template says beside the sections, which are in the order; logos are PNG."""

    paper: str = "a4"
    coach_name: str = ""
    client_name: str = ""
    colour: str = ""  # "#rrggbb"; empty: ours
    coach_logo: bytes | None = None
    client_logo: bytes | None = None

    @property
    def accent(self) -> str:
        """The colour of lines and marks; no word is ever in it, so that any can be read."""
        return self.colour if COLOUR.fullmatch(self.colour) else COLOURS["light"]["accent"]

    @property
    def logos(self) -> list[tuple[str, str]]:
        """The logos that are pictures, as SVG, the client's first, each with what to call it."""
        both = ((self.client_logo, self.client_name), (self.coach_logo, self.coach_name))
        drawn = [(_drawn(logo), f"Logo {name}".strip()) for logo, name in both if logo]
        return [(logo, alt) for logo, alt in drawn if logo]


def _drawn(logo: bytes) -> str:
    """A PNG inside an SVG, since the engine takes text alone from memory.

    Empty where it can't be printed: it is left out, and the report is made.
    """
    try:
        with Image.open(BytesIO(logo), formats=["PNG"]) as picture:
            if max(picture.size) > LARGEST:
                return ""
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    size = 'width="{}" height="{}"'.format(*picture.size)
    data = b64encode(logo).decode()
    image = f'<image {size} href="data:image/png;base64,{data}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{image}</svg>'


def design_of(template: ReportTemplate | None) -> Design:
    """A template's; without one, ours."""
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


def _bytes(kept: bytes | memoryview | None) -> bytes | None:
    """As one database or the other hands it out."""
    return bytes(kept) if kept else None
