"""Reads one file as the product would: findings or an error message; anything else is a crash."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind, kind_of
from teams.importers.findings import Findings
from teams.importers.read_any import ReadOptions, build_question, read_files
from teams.importers.table import FileError

TODAY = date(2026, 3, 20)
PERIOD = date(2026, 2, 2), date(2026, 2, 8)
Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Outcome:
    """The result: findings, or the error message that refuses the file."""

    found: Findings | None = None
    sentence: str = ""

    @property
    def words(self) -> str:
        """All error messages."""
        return "\n".join((self.sentence, *(self.found.faults if self.found else ())))


def read_files_once(files: Files, kind: FileKind | None = None) -> Outcome:
    """Reads the files as the product would; without `kind`, as the detected kind."""
    uploads = [Upload(name, io.BytesIO(content)) for name, content in files]
    try:
        return Outcome(found=_read_as_kind(uploads, kind or kind_of(uploads)))
    except FileError as error:
        return Outcome(sentence=str(error))


def _read_as_kind(uploads: Sequence[Upload], kind: FileKind) -> Findings:
    columns = build_question(uploads[0], {}).guesses if kind == FileKind.NAVIGATOR else {}
    how = ReadOptions(TODAY, zone="Europe/Lisbon", columns=columns, first=PERIOD[0], last=PERIOD[1])
    return read_files(uploads, kind, how)


def faults_of(outcome: Outcome) -> list[str]:
    """Problems with a result: error messages must be short, and days possible."""
    if outcome.found is None:
        fine = 10 < len(outcome.sentence) < 400 and "Traceback" not in outcome.sentence
        return [] if fine else [f"no sentence: {outcome.sentence[:200]!r}"]
    wrong = [told for told in outcome.found.rows if not date(2003, 5, 5) <= told.day <= TODAY]
    return [f"a day that can't be: {told.day}" for told in wrong[:1]]
