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
LARGE, REMEMBERED = 12, 11  # parts of a document; documents


def source(name: str) -> bytes:
    """One of the files that say what goes where."""
    return files("scoring.reports").joinpath(name).read_bytes()


def typeset(parts: Mapping[str, bytes], kind: Kind = "pdf", made_on: date | None = None) -> bytes:
    """What `main.typ` makes of the other parts; a PDF is tagged, and PDF/UA or an error."""
    made_at = datetime.combine(made_on or date(2000, 1, 1), datetime.min.time(), UTC)
    try:
        made: bytes = typst.compile(
            dict(parts),  # type: ignore[call-overload]  # its stubs know no dict
            format=kind,
            pdf_standards="ua-1" if kind == "pdf" else [],
            font_paths=fonts(),
            ppi=PIXELS,
            timestamp=int(made_at.timestamp()),
        )
        return made
    finally:
        if len(parts) > LARGE:
            _forget()


def _forget() -> None:
    """Lets go of what the engine remembers of a large document: a worker makes many of them.

    It keeps what the last ten it set had in them, so ten others are set that have next to nothing.
    """
    for width in range(100, 100 + REMEMBERED):
        nothing = {"main.typ": f"#set page(width: {width}pt)".encode()}
        typst.compile(nothing, font_paths=fonts())  # type: ignore[call-overload]


@cache
def fonts() -> typst.Fonts:
    """Those the engine brings, and those of the folder that was set."""
    folder = settings.REPORT_FONTS
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])
