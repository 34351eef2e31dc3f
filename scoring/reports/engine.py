"""The engine that sets documents and pictures: files in memory in, a file in memory out.

It reads nothing of this machine: no font but its own and those of REPORT_FONTS, no package, no
folder. So the same report is the same file everywhere.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Literal

import typst
from django.conf import settings

Kind = Literal["pdf", "png"]
TypesettingError = typst.TypstError
PIXELS = 144  # an inch


def source(name: str) -> bytes:
    """One of the files that say what goes where."""
    return files("scoring.reports").joinpath(name).read_bytes()


def typeset(parts: Mapping[str, bytes], kind: Kind = "pdf", made_on: date | None = None) -> bytes:
    """What `main.typ` makes of the other parts; a PDF is tagged, and PDF/UA or an error."""
    made_at = datetime.combine(made_on or date(2000, 1, 1), datetime.min.time(), UTC)
    made: bytes = typst.compile(
        dict(parts),  # type: ignore[call-overload]  # its stubs know no dict
        format=kind,
        pdf_standards="ua-1" if kind == "pdf" else [],
        font_paths=fonts(),
        ppi=PIXELS,
        timestamp=int(made_at.timestamp()),
    )
    return made


@cache
def fonts() -> typst.Fonts:
    """Those the engine brings, and those of the folder that was set."""
    folder = settings.REPORT_FONTS
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])
