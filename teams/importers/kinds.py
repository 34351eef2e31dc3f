"""Which of the files people upload this is, by what is in it."""

import codecs
import zipfile
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from teams.importers.archive.bundle import Upload, known_name
from teams.importers.readings import PILLARS
from teams.importers.table import FileError

START: Final = 64_000  # bytes that are enough to tell
# What is none, by its first bytes, and what to do instead.
REFUSED: Final = {
    b"%PDF": "This is a PDF; choose the file it was made from.",
    b"\x89PNG": "This is a picture; copy the page’s text instead.",
    b"\xff\xd8\xff": "This is a picture; copy the page’s text instead.",
    b"GIF8": "This is a picture; copy the page’s text instead.",
    b"RIFF": "This is a picture or a film; copy the page’s text instead.",
    # Both an .xls and a workbook with a password are written like that.
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook, or one with a password; "
    "save it as .xlsx without a password.",
    b"\x1f\x8b": "This is a packed file; unpack it and choose what is in it.",
    b"Rar!": "This is a packed file; unpack it and choose what is in it.",
    b"7z\xbc\xaf": "This is a packed file; unpack it and choose what is in it.",
}


class FileKind(StrEnum):
    """What can be taken in."""

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
        """What people call it."""
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
    """The one kind they all are; raises FileError where they differ, or one is none of them."""
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
    for mark, sentence in REFUSED.items():
        if start.startswith(mark):
            raise FileError(sentence)
    zipped = zipfile.is_zipfile(upload.content)
    upload.content.seek(0)  # for whoever reads it next
    if zipped or known_name(upload.name):
        return FileKind.ARCHIVE
    return _of_text(_decoded(start))


def _start(upload: Upload) -> bytes:
    upload.content.seek(0)
    return upload.content.read(START)


def _decoded(start: bytes) -> str:
    utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return start.decode("utf-16" if utf16 else "utf-8-sig", "replace").lstrip("\ufeff")


def _of_text(start: str) -> FileKind:
    if start.lstrip().startswith("{"):
        return FileKind.SSI_JSON
    if "__sub-score-bar" in start or start.lstrip()[:200].lower().startswith(
        ("<!doctype", "<html")
    ):
        return FileKind.SSI_HTML
    header = start.lstrip().splitlines()[0].lower() if start.strip() else ""
    columns = {cell.strip(' "') for cell in header.replace(";", ",").replace("\t", ",").split(",")}
    if {"date", "email"} <= columns:
        return FileKind.READINGS if columns.issuperset(PILLARS) else FileKind.ACTIVITY
    if "ssi" in start.lower() or "social selling" in start.lower() or "25" in start:
        return FileKind.SSI_TEXT
    raise FileError("This is no file Seventy knows; docs/imports.md lists those it does.")
