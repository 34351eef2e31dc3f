"""Detection of an uploaded file's kind by its content."""

import codecs
import zipfile
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice
from typing import Final

from teams.importers.archive.bundle import Upload, known_name
from teams.importers.creator_analytics import is_creator_analytics
from teams.importers.csv_lines import MAX_LINE
from teams.importers.readings import PILLARS
from teams.importers.sales_navigator_columns import HEAD, is_header
from teams.importers.ssi_labels import LANGUAGES
from teams.importers.table import FileError
from teams.importers.workbook import Sheets, cell_text, is_workbook

START: Final = 64_000  # bytes read to detect the kind
# Unsupported files by their first bytes, with advice.
REFUSED_SIGNATURES: Final = {
    b"%PDF": "This is a PDF; choose the file it was made from.",
    b"\x89PNG": "This is a picture; copy the page’s text instead.",
    b"\xff\xd8\xff": "This is a picture; copy the page’s text instead.",
    b"GIF8": "This is a picture; copy the page’s text instead.",
    b"RIFF": "This is a picture or a film; copy the page’s text instead.",
    # OLE container: an .xls or an encrypted workbook.
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook, or one with a password; "
    "save it as .xlsx without a password.",
    b"\x1f\x8b": "This is a packed file; unpack it and choose what is in it.",
    b"Rar!": "This is a packed file; unpack it and choose what is in it.",
    b"7z\xbc\xaf": "This is a packed file; unpack it and choose what is in it.",
}


class FileKind(StrEnum):
    """Kinds of files that can be imported."""

    ARCHIVE = "archive"
    ACTIVITY = "activity"
    READINGS = "readings"
    SSI_TEXT = "ssi_text"
    SSI_JSON = "ssi_json"
    SSI_HTML = "ssi_html"
    CREATOR = "creator"
    NAVIGATOR = "navigator"

    @property
    def label(self) -> str:
        """Display name."""
        return LABELS[self]


LABELS: Final = {
    FileKind.ARCHIVE: "LinkedIn’s copy of your data",
    FileKind.ACTIVITY: "activity",
    FileKind.READINGS: "readings",
    FileKind.SSI_TEXT: "LinkedIn’s SSI page, copied",
    FileKind.SSI_JSON: "LinkedIn’s SSI page, as JSON",
    FileKind.SSI_HTML: "LinkedIn’s SSI page, saved",
    FileKind.CREATOR: "creator analytics",
    FileKind.NAVIGATOR: "a Sales Navigator usage report",
}


def kind_of(uploads: Sequence[Upload]) -> FileKind:
    """Kind of all the files. Raises FileError if they differ or one is unknown."""
    kinds = {_kind(upload) for upload in uploads}
    if not kinds:
        raise FileError("There is no file in it; choose one.")
    if len(kinds) > 1:
        raise FileError("These files are of several kinds; take in one kind at a time.")
    (kind,) = kinds
    if len(uploads) > 1 and kind != FileKind.ARCHIVE:
        raise FileError("Only the parts of LinkedIn’s archive go together; take in one file.")
    return kind


def _kind(upload: Upload) -> FileKind:
    start = _start(upload)
    for mark, sentence in REFUSED_SIGNATURES.items():
        if start.startswith(mark):
            raise FileError(sentence)
    try:
        if is_workbook(upload.content):
            return _workbook_kind(Sheets(upload.content))
        # LinkedIn's files are recognised by name, whatever their rows look like.
        if zipfile.is_zipfile(upload.content) or known_name(upload.name):
            return FileKind.ARCHIVE
    finally:
        upload.content.seek(0)  # for the next reader
    return _text_kind(_decode_start(start))


def _workbook_kind(sheets: Sheets) -> FileKind:
    rows = islice(sheets.rows(0), HEAD)
    if kind := _table_kind([[cell_text(cell).strip() for cell in row.cells] for row in rows]):
        return kind
    if is_creator_analytics(sheets):
        return FileKind.CREATOR
    raise FileError(
        "This workbook is none that Seventy knows; docs/imports.md lists those it does."
    )


def _table_kind(rows: Sequence[Sequence[str]]) -> FileKind | None:
    """Our own tables by their first row, a usage report by any of the rows."""
    columns = {cell.lower() for cell in rows[0]} if rows else set()
    if {"date", "email"} <= columns:
        return FileKind.READINGS if columns.issuperset(PILLARS) else FileKind.ACTIVITY
    return FileKind.NAVIGATOR if any(map(is_header, rows)) else None


def _start(upload: Upload) -> bytes:
    upload.content.seek(0)
    return upload.content.read(START)


def _decode_start(start: bytes) -> str:
    utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return start.decode("utf-16" if utf16 else "utf-8-sig", "replace").lstrip("\ufeff")


def _text_kind(start: str) -> FileKind:
    if start.lstrip().startswith("{"):
        return FileKind.SSI_JSON
    if "__sub-score-bar" in start or start.lstrip()[:200].lower().startswith(
        ("<!doctype", "<html")
    ):
        return FileKind.SSI_HTML
    lines = [line for line in start.lstrip().splitlines() if line.strip()][:HEAD]
    if kind := _table_kind([_split(line) for line in lines]):
        return kind
    if _has_pillar_name(start.lower()) or "ssi" in start.lower() or "25" in start:
        return FileKind.SSI_TEXT
    raise FileError("This is no file Seventy knows; docs/imports.md lists those it does.")


def _has_pillar_name(text: str) -> bool:
    """Whether the text has a pillar's name in any supported language."""
    one_line = " ".join(text.split())
    names = (getattr(labels, pillar) for labels in LANGUAGES.values() for pillar in PILLARS)
    return any(phrase in one_line for phrases in names for phrase in phrases)


def _split(line: str) -> list[str]:
    """Rough split into cells, enough to recognise a header."""
    cells = line[:MAX_LINE].replace(";", ",").replace("\t", ",").split(",")
    return [cell.strip(' "') for cell in cells]
