"""The worker's side of an import: performs the due step in repeatable batches."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from teams.base.lease import Lease, LeaseLostError
from teams.importers.file_kinds import FileKind
from teams.importers.table import FileError
from teams.imports.apply import Batch, apply_batch, undo_batch
from teams.imports.read import read_import
from teams.imports.upload import delete_files, open_files
from teams.models import Action, AuditEntry, Import, ImportedDay

S = Import.State
GAVE_UP_MESSAGE = "It was tried three times and broke off each time. Nothing more is done with it."
log = logging.getLogger(__name__)


def perform_step(pk: int) -> bool:
    """Performs the due step; False if there was none or another worker holds it."""
    held = lease_import(pk)
    if held is None:
        return False
    try:
        STEPS[S(held.row.state)](held)
    except LeaseLostError as lost:
        log.warning("%s", lost)
    except FileError as error:
        fail_import(held, str(error))
    except Exception as error:  # retried, three attempts in all
        log.exception("Import %s broke off", pk)
        held.release(f"It broke off ({type(error).__name__}) and is tried again.")
    return True


def lease_import(pk: int) -> Lease[Import] | None:
    """Takes the import under a lease; None if there is nothing to do or another worker has it."""
    mine = Import.objects.open().filter(pk=pk).select_related("organization", "rep", "by")
    held: Lease[Import] | None = mine.take(state=S.FAILED, error=GAVE_UP_MESSAGE)
    if held and held.row.rep:
        held.row.rep.organization = held.row.organization
    return held


def fail_import(held: Lease[Import], sentence: str) -> None:
    """Marks the import as failed with a sentence, and deletes its files."""
    held.finish(S.FAILED, error=sentence, done=0)
    delete_files(held.row)


def _read(held: Lease[Import]) -> None:
    with open_files(held.row) as uploads:
        read_import(held, uploads)
    fresh = Import.objects.get(pk=held.row.pk)
    if fresh.state != S.ASKING:
        delete_files(fresh)


def apply_import(
    held: Lease[Import], progress: Callable[[int], object] = lambda days: None
) -> None:
    """Applies all pending days, then writes the audit log; afterwards it can be undone.

    `progress` is called with the number of further days done.
    """
    _run_batches(held, apply_batch, progress)
    with transaction.atomic():
        ImportedDay.objects.of(held.row).unchanged().delete()
        held.finish(S.APPLIED, applied_at=timezone.now(), done=0)
        audit_import(held.row)


def undo_import(held: Lease[Import]) -> None:
    """Undoes all applied days, as far as they are still as the import wrote them."""
    _run_batches(held, undo_batch)
    with transaction.atomic():
        ImportedDay.objects.filter(imported=held.row).delete()
        held.finish(S.UNDONE, done=0)
        audit_import(held.row, Action.IMPORT_UNDONE)


def _run_batches(
    held: Lease[Import],
    some: Callable[[Import], Batch | None],
    progress: Callable[[int], object] = lambda days: None,
) -> None:
    """Runs each batch in a transaction that holds the lease."""
    while True:
        with transaction.atomic():
            held.renew()
            batch = some(held.row)
            if batch is None:
                return
            held.save(done=F("done") + batch.days, changed=F("changed") + batch.changed)
        progress(batch.days)


def audit_import(imported: Import, action: Action | None = None) -> None:
    """Writes the import to the audit log: the number of days, but none of their values."""
    fresh, found = Import.objects.get(pk=imported.pk), imported.found
    told = Action.READINGS_IMPORTED if found.get("readings") else Action.ACTIVITY_IMPORTED
    AuditEntry.objects.create(
        organization=imported.organization,
        by=imported.by,
        rep=imported.rep,
        action=action or told,
        details={
            "kind": FileKind(imported.kind).label,
            "exported on": found.get("exported_on"),
            "days": found["rows"],
            "changed": fresh.changed,
            "rows left out": found["unread"],
        },
    )


STEPS: dict[Import.State, Callable[[Lease[Import]], None]] = {
    S.READING: _read,
    S.APPLYING: apply_import,
    S.UNDOING: undo_import,
}
