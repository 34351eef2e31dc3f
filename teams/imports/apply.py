"""Applying an import to the facts and undoing it, in batches.

Call it inside a transaction that holds the import's lease. Batches may be repeated: an applied day
has its previous claims in `was`, a pending one has None. Undo restores only values that are still
as the import wrote them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from teams.base.sources import Claim, ClaimsByInput, Source
from teams.facts.readings import (
    PASTE_METHODS,
    READING_FIELDS,
    Reading,
    save_readings,
    withdraw_reading,
)
from teams.facts.save_days import DayEntry, claims_of, lock_reps, save_batch, save_logs, stored_logs
from teams.importers.file_kinds import FileKind
from teams.imports.day_rows import save_imported
from teams.models import Change, DailyLog, Import, ImportedDay, OfficialReading, Rep, User

BATCH: Final = 2000
NO_READING: Final[dict[str, Any]] = {}  # `was_reading` if there was no reading before
SOURCES: Final = {
    FileKind.ARCHIVE: Source.ARCHIVE,
    FileKind.CREATOR: Source.CREATOR,
    FileKind.ACTIVITY: Source.CSV,
    FileKind.NAVIGATOR: Source.NAVIGATOR,
}
METHOD_BY_KIND: Final = {
    **PASTE_METHODS,
    FileKind.READINGS: OfficialReading.How.CSV,
    FileKind.NAVIGATOR: OfficialReading.How.NAVIGATOR,
}


def source_of(kind: str) -> Source:
    """Returns the source that days of this kind of file count as."""
    return SOURCES.get(FileKind(kind), Source.CSV)


def export_date(imported: Import) -> date | None:
    """Returns the date the file was exported, or None if unknown."""
    text = imported.found.get("exported_on")
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Batch:
    """Numbers of days done, and of days whose values in force changed."""

    days: int
    changed: int


def apply_batch(imported: Import) -> Batch | None:
    """Applies the next batch; None when all days are done."""
    rows = list(ImportedDay.objects.of(imported).waiting()[:BATCH])
    if not rows:
        return None
    reps = lock_reps(imported.organization, {row.rep_id for row in rows})
    keepable = [row for row in rows if reps[row.rep_id].keeps(row.day)]
    counting = _apply_days(imported, keepable) | _apply_readings(imported, keepable)
    for row in rows:
        row.was = row.was or {}
    save_imported(rows)
    return Batch(len(rows), len(counting))


def _apply_days(imported: Import, rows: Sequence[ImportedDay]) -> set[tuple[int, date]]:
    by_key = {(row.rep_id, row.day): row for row in rows if row.values}
    entries = [DayEntry(rep, day, row.values) for (rep, day), row in by_key.items()]
    if not entries:
        return set()
    source = source_of(imported.kind)
    effects = save_batch(imported.organization, source, entries, export_date(imported))
    for each in effects:
        by_key[each.rep_id, each.day].was = dict(each.was)
    counting = {(each.rep_id, each.day) for each in effects if each.counts}
    _record_changes(counting)
    return counting


def _apply_readings(imported: Import, rows: Sequence[ImportedDay]) -> set[tuple[int, date]]:
    row_by_key = {(row.rep_id, row.day): row for row in rows if row.reading}
    if not row_by_key:
        return set()
    stored = _stored_readings(row_by_key.values())
    changed = {
        key for key, row in row_by_key.items() if key not in stored or _differs(stored[key], row)
    }
    for key in changed:
        row_by_key[key].was_reading = (
            _backup_of_reading(stored[key]) if key in stored else NO_READING
        )
    save_readings(
        organization=imported.organization,
        readings=[Reading(*key, **row_by_key[key].reading or {}) for key in changed],
        how=METHOD_BY_KIND[FileKind(imported.kind)],
        by=imported.by,
    )
    return changed


def undo_batch(imported: Import) -> Batch | None:
    """Undoes the next batch; None when all days are done."""
    rows = list(ImportedDay.objects.of(imported).applied()[:BATCH])
    if not rows:
        return None
    reps = lock_reps(imported.organization, {row.rep_id for row in rows})
    keepable = [row for row in rows if reps[row.rep_id].keeps(row.day)]
    counting = _undo_days(imported, keepable) | _undo_readings(imported, keepable)
    for row in rows:
        row.was, row.was_reading = None, None
    save_imported(rows)
    return Batch(len(rows), len(counting))


def _undo_days(imported: Import, rows: Sequence[ImportedDay]) -> set[tuple[int, date]]:
    applied = [row for row in rows if row.was]
    logs = stored_logs(applied) if applied else {}
    counting, changed = set(), []
    for row in applied:
        log = logs.get((row.rep_id, row.day))
        if log is None:
            continue
        claims = _claims_without_import(log, row, source_of(imported.kind), export_date(imported))
        if claims is None:
            continue
        before = log.known()
        log.set_claims(claims)
        changed.append(log)
        if log.known() != before:
            counting.add((row.rep_id, row.day))
    save_logs([log for log in changed if log.claims()])
    for log in changed:
        if not log.claims():  # no other source has data for that day
            DailyLog.objects.filter(rep=log.rep_id, day=log.day).delete()
    _record_changes(counting)
    return counting


def _claims_without_import(
    log: DailyLog, row: ImportedDay, source: Source, stamp: date | None
) -> ClaimsByInput | None:
    """Returns the day's claims without those the import wrote; None if none are left of it."""
    claims_by_input, source_claims = log.claims(), claims_of(log, source)
    written = {name: [row.values[name], stamp and stamp.isoformat()] for name in row.was or {}}
    previous = {
        name: was
        for name, was in (row.was or {}).items()
        if source_claims.get(name) == written[name]
    }
    for name, was in previous.items():
        claims_by_input[name] = _replace_claim(claims_by_input[name], source, was)
    return (
        {name: claims for name, claims in claims_by_input.items() if claims} if previous else None
    )


def _replace_claim(claims: dict[str, Claim], source: Source, was: Claim | None) -> dict[str, Claim]:
    remaining = {key: claim for key, claim in claims.items() if key != str(source.value)}
    return remaining | {str(source.value): was} if was else remaining


def _undo_readings(imported: Import, rows: Sequence[ImportedDay]) -> set[tuple[int, date]]:
    row_by_key = {(row.rep_id, row.day): row for row in rows if row.was_reading is not None}
    stored = _stored_readings(row_by_key.values()) if row_by_key else {}
    counting = set()
    for key, reading in stored.items():
        row = row_by_key[key]
        if _differs(reading, row):
            continue  # another reading was entered since
        if row.was_reading:
            _restore_reading(imported, key, row.was_reading)
        else:
            withdraw_reading(reading, by=imported.by)
        counting.add(key)
    return counting


def _differs(reading: OfficialReading, row: ImportedDay) -> bool:
    values = row.reading or {}
    return any(getattr(reading, name) != values.get(name) for name in READING_FIELDS)


def _restore_reading(imported: Import, key: tuple[int, date], was: dict[str, Any]) -> None:
    """Restores the previous reading with its author and entry method."""
    save_readings(
        organization=imported.organization,
        readings=[Reading(*key, **{name: was[name] for name in READING_FIELDS})],
        how=OfficialReading.How(was["how"]),
        by=User.objects.filter(pk=was["by"]).first(),
    )


def _stored_readings(rows: Iterable[ImportedDay]) -> dict[tuple[int, date], OfficialReading]:
    keys = {(row.rep_id, row.day) for row in rows}
    readings = OfficialReading.objects.filter(
        rep__in={rep for rep, _ in keys}, day__in={day for _, day in keys}
    ).select_related("organization")
    return {(each.rep_id, each.day): each for each in readings if (each.rep_id, each.day) in keys}


def _backup_of_reading(reading: OfficialReading) -> dict[str, Any]:
    values = {name: getattr(reading, name) for name in READING_FIELDS}
    return values | {"how": reading.how, "by": reading.entered_by_id}


def _record_changes(days: set[tuple[int, date]]) -> None:
    first: dict[int, date] = {}
    for rep, day in days:
        first[rep] = min(first.get(rep, day), day)
    Rep.objects.record_changes(first, Change.IMPORTED)
