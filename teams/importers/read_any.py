"""Reads any uploaded file into Findings: the single entry point for pages and commands.

Guarantees: for any input only FileError is raised, apart from what `ReadOptions.progress` raises;
nothing is written anywhere.
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


def read_files(uploads: Sequence[Upload], kind: FileKind | None, options: ReadOptions) -> Findings:
    """Reads the files into values by person and day; with `kind` None, it is detected."""
    kind = kind or kind_of(uploads)
    watched = [ProgressFile(upload.content, options.progress) for upload in uploads]
    wrapped = [
        Upload(each.name, io.BufferedReader(stream, BUFFER))  # type: ignore[type-var]
        for each, stream in zip(uploads, watched, strict=True)
    ]
    try:
        return READERS[kind](wrapped, options)
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
        chunk = self._content.read(len(buffer))
        buffer[: len(chunk)] = chunk
        new = min(len(chunk), self._left)
        self._left -= new
        try:
            self._progress(new)
        except BaseException as stopped:
            self.stopped = stopped
            raise
        return len(chunk)


def _archive(uploads: Sequence[Upload], options: ReadOptions) -> Findings:
    archive_options = ArchiveOptions(
        zone=options.zone, ticked=options.ticked, titles=options.titles
    )
    archive = read_archive(uploads, archive_options)
    return Findings(
        kind=FileKind.ARCHIVE,
        rows=tuple(
            Finding(day, values) for day, values in archive.days.items() if day <= options.today
        ),
        exported_on=min(archive.exported_on, options.today),  # else later archives would look older
        spans=archive.spans,
        faults=tuple(map(str, archive.faults)),
        unread=archive.unread,
        notes=archive.notes,
        ignored=archive.ignored,
        addresses=archive.addresses,
        profile=archive.profile,
    )


def _activity(uploads: Sequence[Upload], options: ReadOptions) -> Findings:
    parsed = parse_activity(_table(uploads), today=options.today)
    findings = tuple(Finding(row.day, row.values, None, row.email, row.line) for row in parsed.rows)
    faults = tuple(map(str, parsed.errors))
    return Findings(FileKind.ACTIVITY, findings, faults=faults, unread=len(faults))


def _readings(uploads: Sequence[Upload], options: ReadOptions) -> Findings:
    parsed = parse_readings(_table(uploads), today=options.today)
    findings = tuple(
        Finding(row.day, {}, _reading(row), row.email, row.line) for row in parsed.rows
    )
    faults = tuple(map(str, parsed.errors))
    return Findings(FileKind.READINGS, findings, faults=faults, unread=len(faults))


def _reading(values: object) -> dict[str, float | None]:
    return {name: getattr(values, name) for name in READING_COLUMNS}


def _navigator(uploads: Sequence[Upload], options: ReadOptions) -> Findings:
    period = usage_period(options.first, options.last, options.today, options.works_on)
    return read_report(_table(uploads), options.columns, period)


def _page(kind: FileKind, parse: Callable[[str], SsiPage]) -> "Reader":
    def read(uploads: Sequence[Upload], options: ReadOptions) -> Findings:
        page = parse(_text(_single_upload(uploads)))
        return Findings(
            kind, (Finding(options.today, {}, _reading(page)),), exported_on=options.today
        )

    return read


def _single_upload(uploads: Sequence[Upload]) -> Upload:
    if len(uploads) != 1:
        raise FileError("Only the parts of LinkedIn’s archive go together; take in one file.")
    return uploads[0]


def _table(uploads: Sequence[Upload]) -> Records:
    content = _single_upload(uploads).content
    return sheet_records(content) if is_workbook(content) else csv_records(content)


def _creator(uploads: Sequence[Upload], options: ReadOptions) -> Findings:
    upload = _single_upload(uploads)
    if not is_workbook(upload.content):
        raise FileError("Creator analytics are a workbook (.xlsx); this is none.")
    analytics = read_creator_analytics(Sheets(upload.content), upload.name, options.today)
    return Findings(
        kind=FileKind.CREATOR,
        rows=tuple(Finding(day, values) for day, values in sorted(analytics.days.items())),
        exported_on=analytics.exported_on,
        spans=analytics.spans,
        faults=tuple(analytics.faults[:MAX_ERRORS]),
        unread=len(analytics.faults),
        notes=tuple(analytics.notes),
        ignored=tuple(analytics.ignored),
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
