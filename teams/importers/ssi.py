"""Parser for LinkedIn's SSI page in any of its forms: text, JSON or saved HTML."""

from collections.abc import Callable
from typing import Final

from teams.importers.file_kinds import FileKind
from teams.importers.ssi_files import BAR, parse_ssi_html, parse_ssi_json
from teams.importers.ssi_page import SsiPage, parse_ssi_page

PARSERS: Final[dict[FileKind, Callable[[str], SsiPage]]] = {
    FileKind.SSI_TEXT: parse_ssi_page,
    FileKind.SSI_JSON: parse_ssi_json,
    FileKind.SSI_HTML: parse_ssi_html,
}


def parse_ssi(text: str) -> tuple[FileKind, SsiPage]:
    """Detects the form by content; returns it with the page's numbers. Raises SsiPageError."""
    kind = _kind(text.lstrip(" \t\r\n\ufeff"))
    return kind, PARSERS[kind](text.strip("\ufeff"))


def _kind(text: str) -> FileKind:
    if text.startswith("{"):
        return FileKind.SSI_JSON
    if BAR in text or text[:15].lower().startswith(("<!doctype", "<html")):
        return FileKind.SSI_HTML
    return FileKind.SSI_TEXT
