"""Reads any uploaded file into Findings: the single entry point for pages and commands.

Guarantees: for any input only FileError is raised, apart from what `How.progress` raises; nothing
is written anywhere.
"""

import codecs
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Final

from teams.importers.activity import parse_activity
from teams.importers.archive.bundle import BUFFER, Upload
from teams.importers.archive.read import ArchiveOptions, read_archive
from teams.importers.creator_analytics import read_creator_analytics
from teams.importers.csv_lines import csv_records
from teams.importers.file_kinds import FileKind, kind_of
from teams.importers.findings import Finding, Findings
from teams.importers.readings import PILLARS, READING_FIGURES, parse_readings
from teams.importers.safe_zip import WrappedFile
from teams.importers.sales_navigator import Question, question, usage_period
from teams.importers.sales_navigator_rows import read_report
from teams.importers.ssi import PARSERS
from teams.importers.ssi_page import SsiPage, SsiPageError
from teams.importers.table import MAX_ERRORS, FileError, Records
from teams.importers.workbook import Sheets, is_workbook, sheet_records

MAX_PAGE: Final = 20_000_000  # bytes: a saved page includes its scripts
READING_COLUMNS: Final = (*PILLARS, *READING_FIGURES)  # as teams.facts.readings.READING_FIELDS


@dataclass(frozen=True)
class ReadOptions:
    """Options for reading that are not in the file; each kind uses those it needs."""

    today: date
    zone: str = "UTC"  # the rep's time zone, for archives
    ticked: Collection[str] | None = None  # files of an archive to read; None for all
    titles: Collection[str] = ()  # further titles of decision makers, for archives
    columns: Mapping[str, str] = field(default_factory=dict)  # metric by header, for usage reports
    first: date | None = None  # the period of a usage report
    last: date | None = None
    works_on: Callable[[date], bool] = lambda day: day.weekday() < 5
    progress: Callable[[int], object] = lambda size: None  # called with bytes read since the last


def read_files(uploads: Sequence[Upload], kind: FileKind | None, how: ReadOptions) -> Findings:
    """Reads the files into values by person and day; with `kind` None, it is detected."""
    kind = kind or kind_of(uploads)
    watched = [ProgressFile(upload.content, how.progress) for upload in uploads]
    chosen = [
        Upload(each.name, io.BufferedReader(stream, BUFFER))  # type: ignore[type-var]
        for each, stream in zip(uploads, watched, strict=True)
    ]
    try:
        return READERS[kind](chosen, how)
    except SsiPageError as error:
        raise FileError(str(error)) from error
    finally:
        # A reader may have taken it for a damaged file and replaced it.
        for stream in watched:
            if stream.stopped:
                raise stream.stopped


def build_question(upload: Upload, remembered: Mapping[str, str]) -> Question:
    """What a person must confirm before a usage report can be read. Raises FileError."""
    return question(_table([upload]), upload.name, remembered)


class ProgressFile(WrappedFile):
    """File wrapper that reports progress and keeps an exception raised by the callback.

    The sum of progress never exceeds the file's size. Closing it leaves the wrapped file open.
    """

    def __init__(self, content: IO[bytes], progress: Callable[[int], object]) -> None:
        super().__init__(content)
        self._progress = progress
        self._left = content.seek(0, 2)  # not reported yet: parts may be read twice
        self.stopped: BaseException | None = None
        content.seek(0)

    def readinto(self, buffer: "bytearray", /) -> int:  # type: ignore[override]
        found = self._content.read(len(buffer))
        buffer[: len(found)] = found
        new = min(len(found), self._left)
        self._left -= new
        try:
            self._progress(new)
        except BaseException as stopped:
            self.stopped = stopped
            raise
        return len(found)


def _archive(uploads: Sequence[Upload], how: ReadOptions) -> Findings:
    options = ArchiveOptions(zone=how.zone, ticked=how.ticked, titles=how.titles)
    found = read_archive(uploads, options)
    return Findings(
        kind=FileKind.ARCHIVE,
        told=tuple(Finding(day, values) for day, values in found.days.items() if day <= how.today),
        exported_on=min(found.exported_on, how.today),  # else later archives would look older
        spans=found.spans,
        faults=tuple(map(str, found.faults)),
        unread=found.unread,
        notes=found.notes,
        ignored=found.ignored,
        addresses=found.addresses,
        profile=found.profile,
    )


def _activity(uploads: Sequence[Upload], how: ReadOptions) -> Findings:
    parsed = parse_activity(_table(uploads), today=how.today)
    told = tuple(Finding(row.day, row.values, None, row.email, row.line) for row in parsed.rows)
    faults = tuple(map(str, parsed.errors))
    return Findings(FileKind.ACTIVITY, told, faults=faults, unread=len(faults))


def _readings(uploads: Sequence[Upload], how: ReadOptions) -> Findings:
    parsed = parse_readings(_table(uploads), today=how.today)
    told = tuple(Finding(row.day, {}, _reading(row), row.email, row.line) for row in parsed.rows)
    faults = tuple(map(str, parsed.errors))
    return Findings(FileKind.READINGS, told, faults=faults, unread=len(faults))


def _reading(said: object) -> dict[str, float | None]:
    return {name: getattr(said, name) for name in READING_COLUMNS}


def _navigator(uploads: Sequence[Upload], how: ReadOptions) -> Findings:
    period = usage_period(how.first, how.last, how.today, how.works_on)
    return read_report(_table(uploads), how.columns, period)


def _page(kind: FileKind, parse: Callable[[str], SsiPage]) -> "Reader":
    def read(uploads: Sequence[Upload], how: ReadOptions) -> Findings:
        page = parse(_text(_single_upload(uploads)))
        return Findings(kind, (Finding(how.today, {}, _reading(page)),), exported_on=how.today)

    return read


def _single_upload(uploads: Sequence[Upload]) -> Upload:
    if len(uploads) != 1:
        raise FileError("Only the parts of LinkedIn’s archive go together; take in one file.")
    return uploads[0]


def _table(uploads: Sequence[Upload]) -> Records:
    content = _single_upload(uploads).content
    return sheet_records(content) if is_workbook(content) else csv_records(content)


def _creator(uploads: Sequence[Upload], how: ReadOptions) -> Findings:
    upload = _single_upload(uploads)
    if not is_workbook(upload.content):
        raise FileError("Creator analytics are a workbook (.xlsx); this is none.")
    found = read_creator_analytics(Sheets(upload.content), upload.name, how.today)
    return Findings(
        kind=FileKind.CREATOR,
        told=tuple(Finding(day, values) for day, values in sorted(found.days.items())),
        exported_on=found.exported_on,
        spans=found.spans,
        faults=tuple(found.faults[:MAX_ERRORS]),
        unread=len(found.faults),
        notes=tuple(found.notes),
        ignored=tuple(found.ignored),
    )


def _text(upload: Upload) -> str:
    upload.content.seek(0)
    content = upload.content.read(MAX_PAGE + 1)
    if len(content) > MAX_PAGE:
        limit = f"{MAX_PAGE // 1_000_000} MB"
        raise FileError(f"The file is larger than {limit}; LinkedIn’s page is not.")
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf16 else "utf-8-sig", "replace")


Reader = Callable[[Sequence[Upload], ReadOptions], Findings]
READERS: Final[Mapping[FileKind, Reader]] = {
    FileKind.ARCHIVE: _archive,
    FileKind.ACTIVITY: _activity,
    FileKind.READINGS: _readings,
    FileKind.CREATOR: _creator,
    FileKind.NAVIGATOR: _navigator,
    **{kind: _page(kind, parse) for kind, parse in PARSERS.items()},
}
