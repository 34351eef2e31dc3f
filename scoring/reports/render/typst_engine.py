"""Typesetting engine (Typst) for documents and pictures: files in memory in, a file in memory out.

Reads nothing from the machine: no fonts except its own and those of REPORT_FONTS, no packages, no
folders. So a report is the same file everywhere.
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
PIXELS_PER_INCH = 144  # per inch
LARGE, REMEMBERED = 12, 11  # parts that make a document large; documents to set to clear the cache


def read_layout(name: str) -> bytes:
    """A layout file of this package."""
    return files("scoring.reports.render").joinpath(name).read_bytes()


def typeset(parts: Mapping[str, bytes], kind: Kind = "pdf", made_on: date | None = None) -> bytes:
    """Typesets `main.typ` with the other parts. A PDF is tagged: PDF/UA, or an error.

    Raises TypesettingError, for example where a font lacks a character.
    """
    made_at = datetime.combine(made_on or date(2000, 1, 1), datetime.min.time(), UTC)
    try:
        document: bytes = typst.compile(
            dict(parts),  # type: ignore[call-overload]  # its stubs do not allow a dict
            format=kind,
            pdf_standards="ua-1" if kind == "pdf" else [],
            font_paths=fonts(),
            ppi=PIXELS_PER_INCH,
            timestamp=int(made_at.timestamp()),
        )
        return document
    finally:
        if len(parts) > LARGE:
            _clear_cache()


def _clear_cache() -> None:
    """Clears the engine's cache after a large document, since a worker makes many of them.

    The cache keeps what the last ten documents used, so that setting ten empty ones clears it.
    """
    for width in range(100, 100 + REMEMBERED):
        empty_document = {"main.typ": f"#set page(width: {width}pt)".encode()}
        typst.compile(empty_document, font_paths=fonts())  # type: ignore[call-overload]


@cache
def fonts() -> typst.Fonts:
    """Fonts of the engine and of the folder REPORT_FONTS."""
    folder = settings.REPORT_FONTS
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])
