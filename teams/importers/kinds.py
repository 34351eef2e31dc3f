"""Which of the files people upload this is, by what is in it."""

import zipfile
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from teams.importers.archive.bundle import Upload, known_name
from teams.importers.readings import PILLARS
from teams.importers.table import FileError

START: Final = 64_000  # bytes that are enough to tell


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
    if len(kinds) > 1:
        raise FileError("These files are of several kinds; take in one kind at a time.")
    (kind,) = kinds
    if len(uploads) > 1 and kind != FileKind.ARCHIVE:
        raise FileError("Only the parts of LinkedIn’s archive go together; take in one file.")
    return kind


def _kind(upload: Upload) -> FileKind:
    if zipfile.is_zipfile(upload.content) or known_name(upload.name):
        return FileKind.ARCHIVE
    upload.content.seek(0)
    start = upload.content.read(START).decode("utf-8-sig", "replace")
    upload.content.seek(0)
    if start.lstrip().startswith("{"):
        return FileKind.SSI_JSON
    if "__sub-score-bar" in start or start.lstrip()[:200].lower().startswith(
        ("<!doctype", "<html")
    ):
        return FileKind.SSI_HTML
    return _of_text(start)


def _of_text(start: str) -> FileKind:
    header = start.lstrip().split("\n", 1)[0].lower()
    columns = {
        cell.strip(' "\r') for cell in header.replace(";", ",").replace("\t", ",").split(",")
    }
    if {"date", "email"} <= columns:
        return FileKind.READINGS if columns.issuperset(PILLARS) else FileKind.ACTIVITY
    if "ssi" in start.lower() or "social selling" in start.lower() or "25" in start:
        return FileKind.SSI_TEXT
    raise FileError("This is no file Seventy knows; docs/imports.md lists those it does.")
