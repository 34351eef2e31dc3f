"""First step of an import: parse the files and compare them with stored data."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.db import transaction

from teams.base.batches import batched
from teams.base.lease import Lease
from teams.base.sources import Value
from teams.facts.save_days import stored_logs
from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind, kind_of
from teams.importers.findings import Finding, Findings
from teams.importers.read_any import ReadOptions, build_question, read_files
from teams.importers.sales_navigator import Question
from teams.importers.table import FileError
from teams.imports.apply import export_date, source_of
from teams.imports.day_rows import save_imported
from teams.imports.diff import Comparison, compare_values
from teams.imports.match_people import MatchedRows, match_rows
from teams.models import Import, ImportedDay, Rep, Team

MULTI_REP_KINDS: Final = (FileKind.ACTIVITY, FileKind.READINGS, FileKind.NAVIGATOR)
OWN_TABLE_KINDS: Final = (FileKind.ACTIVITY, FileKind.READINGS)  # applied only if all rows are good
CHUNK: Final = 1 << 20
BATCH: Final = 2000
MAX_FAULTS: Final = 1000
S = Import.State


def read_import(
    lease: Lease[Import], uploads: Sequence[Upload], create_in: Team | None = None
) -> None:
    """Reads the files and stores the findings for preview, or a question for the user.

    The kind of file is detected unless the import has one. With `create_in`, unknown addresses
    become reps of that team. Raises FileError with a sentence if the files can't be used.
    """
    imported = lease.row
    imported.fingerprint = fingerprint(uploads)
    imported.kind = imported.kind or kind_of(uploads)
    if imported.kind in MULTI_REP_KINDS:
        imported.rep = None
    elif imported.rep is None:
        message = f"This is {FileKind(imported.kind).label}"
        hint = "each rep brings their own" if imported.by else "say --rep EMAIL"
        raise FileError(f"Whose is it? {message}: {hint}.")
    if imported.kind == FileKind.NAVIGATOR and not imported.asked.get("columns"):
        _store_question(lease, build_question(uploads[0], imported.organization.navigator_columns))
        return
    findings = read_files(uploads, FileKind(imported.kind), _read_options(lease))
    people = match_rows(imported, findings, create_in)
    if people.strangers and "people" not in imported.asked:
        metric_by_header = imported.asked["columns"]
        headers = [header for header, _ in imported.found["columns"]]
        guesses = {header: metric_by_header.get(header, "") for header in headers}
        question = Question(tuple(headers), guesses, *_period(imported.asked))
        _store_question(lease, question, people)
        return
    save_findings(lease, findings, people)


def _store_question(
    lease: Lease[Import], question: Question, people: MatchedRows | None = None
) -> None:
    """Stores a question to the user: columns, period and unknown people."""
    imported = lease.row
    question_json = {
        "columns": [[header, question.guesses[header]] for header in question.headers],
        "first": question.first and question.first.isoformat(),
        "last": question.last and question.last.isoformat(),
        "strangers": list(people.strangers) if people else [],
    }
    lease.finish(
        S.ASKING,
        kind=imported.kind,
        fingerprint=imported.fingerprint,
        rep=None,
        found=question_json,
        done=0,
    )


def fingerprint(uploads: Iterable[Upload]) -> str:
    """Returns the SHA-256 of the files' bytes, in order."""
    digest = hashlib.sha256()
    for upload in uploads:
        upload.content.seek(0)
        while chunk := upload.content.read(CHUNK):
            digest.update(chunk)
        upload.content.seek(0)
    return digest.hexdigest()


def _read_options(lease: Lease[Import]) -> ReadOptions:
    imported = lease.row
    organization, answers = imported.organization, imported.asked
    first, last = _period(answers)
    return ReadOptions(
        zone=imported.rep.zone if imported.rep else organization.time_zone,
        today=Rep.objects.latest_today(organization) if not imported.rep else imported.rep.today(),
        ticked=answers.get("ticked"),
        titles=organization.decision_titles,
        columns=answers.get("columns", {}),
        works_on=organization.works_on,
        first=first,
        last=last,
        progress=_Progress(lease),
    )


def _period(answers: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Returns the days covered by a usage report, as answered by the user."""
    first, last = (answers.get(name) for name in ("first", "last"))
    return first and date.fromisoformat(first), last and date.fromisoformat(last)


class _Progress:
    """Counts the bytes read, and keeps the lease meanwhile."""

    def __init__(self, lease: Lease[Import]) -> None:
        self._lease, self._done = lease, 0

    def __call__(self, size: int) -> None:
        self._done += size
        self._lease.progress(self._done)


def save_findings(lease: Lease[Import], findings: Findings, people: MatchedRows) -> None:
    """Saves the findings as rows that can be previewed and applied."""
    imported = lease.row
    imported.found = _findings_json(findings, people)
    with transaction.atomic():
        lease.renew()
        ImportedDay.objects.filter(imported=imported).delete()
        comparison = Comparison()
        for batch in batched(_rows(imported, people.rows), BATCH):
            _compare(comparison, imported, batch)
            save_imported(row for row, _ in batch)
        lease.finish(
            S.FOUND,
            kind=imported.kind,
            rep=imported.rep,
            fingerprint=imported.fingerprint,
            found=imported.found | comparison.as_json() | {"again": _applied_before(imported)},
            warnings=list(_warnings(imported, findings)),
            done=0,
            total=len(people.rows),
        )


def _findings_json(findings: Findings, people: MatchedRows) -> dict[str, Any]:
    days = [finding.day for _, finding in people.rows]
    return {
        "exported_on": findings.exported_on and findings.exported_on.isoformat(),
        "rows": len(people.rows),
        "reps": len({rep.pk for rep, _ in people.rows}),
        "created": people.created,
        "readings": sum(finding.reading is not None for _, finding in people.rows),
        "first": min(days).isoformat() if days else None,
        "last": max(days).isoformat() if days else None,
        "spans": {name: [day.isoformat() for day in span] for name, span in findings.spans.items()},
        "faults": [*findings.faults, *people.faults][:MAX_FAULTS],
        "unread": findings.unread + len(people.faults),
        "strangers": list(people.strangers),
        "ignored": list(findings.ignored),
        "profile": dict(findings.profile),
    }


def _rows(
    imported: Import, matched: Iterable[tuple[Rep, Finding]]
) -> Iterator[tuple[ImportedDay, Rep]]:
    """Yields one row per rep and day, sorted; later lines of the file override earlier ones."""
    ordered = sorted(matched, key=lambda each: (each[0].pk, each[1].day, each[1].line))
    for _, group in groupby(ordered, key=lambda each: (each[0].pk, each[1].day)):
        rows = list(group)
        rep, last = rows[-1]
        values: dict[str, Value] = {}
        for _, finding in rows:
            values |= finding.values
        reading = next((finding.reading for _, finding in reversed(rows) if finding.reading), None)
        row = ImportedDay(
            organization_id=imported.organization_id,
            imported=imported,
            rep=rep,
            day=last.day,
            values=values,
            reading=dict(reading) if reading else None,
        )
        yield row, rep


def _compare(
    comparison: Comparison, imported: Import, rows: Sequence[tuple[ImportedDay, Rep]]
) -> None:
    logs = stored_logs([row for row, _ in rows])
    source, stamp = source_of(imported.kind), export_date(imported)
    for row, rep in rows:
        if row.values:
            verdicts = compare_values(logs.get((row.rep_id, row.day)), source, row.values, stamp)
            comparison.add(rep.name, row.day, row.values, verdicts)


def _warnings(imported: Import, findings: Findings) -> Iterator[str]:
    """Yields warning sentences for the preview."""
    yield from findings.notes
    rep = imported.rep
    if rep and findings.addresses and rep.email.lower() not in findings.addresses:
        yield f"It does not name {rep.email} as its owner’s address: make sure that it is yours."


def _applied_before(imported: Import) -> str | None:
    """Returns the date an identical file was applied, or None."""
    identical = Import.objects.filter(
        rep=imported.rep, kind=imported.kind, fingerprint=imported.fingerprint
    )
    before = identical.applied().exclude(pk=imported.pk).first()
    return before.applied_at.date().isoformat() if before and before.applied_at else None
