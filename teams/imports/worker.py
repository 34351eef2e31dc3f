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
    lease = lease_import(pk)
    if lease is None:
        return False
    try:
        STEPS[S(lease.row.state)](lease)
    except LeaseLostError as lost:
        log.warning("%s", lost)
    except FileError as error:
        fail_import(lease, str(error))
    except Exception as error:  # retried, three attempts in all
        log.exception("Import %s broke off", pk)
        lease.release(f"It broke off ({type(error).__name__}) and is tried again.")
    return True


def lease_import(pk: int) -> Lease[Import] | None:
    """Takes the import under a lease; None if there is nothing to do or another worker has it."""
    imports = Import.objects.open().filter(pk=pk).select_related("organization", "rep", "by")
    lease: Lease[Import] | None = imports.take(state=S.FAILED, error=GAVE_UP_MESSAGE)
    if lease and lease.row.rep:
        lease.row.rep.organization = lease.row.organization
    return lease


def fail_import(lease: Lease[Import], sentence: str) -> None:
    """Marks the import as failed with a sentence, and deletes its files."""
    lease.finish(S.FAILED, error=sentence, done=0)
    delete_files(lease.row)


def _read(lease: Lease[Import]) -> None:
    with open_files(lease.row) as uploads:
        read_import(lease, uploads)
    reloaded = Import.objects.get(pk=lease.row.pk)
    if reloaded.state != S.ASKING:
        delete_files(reloaded)


def apply_import(
    lease: Lease[Import], progress: Callable[[int], object] = lambda days: None
) -> None:
    """Applies all pending days, then writes the audit log; afterwards it can be undone.

    `progress` is called with the number of further days done.
    """
    _run_batches(lease, apply_batch, progress)
    with transaction.atomic():
        ImportedDay.objects.of(lease.row).unchanged().delete()
        lease.finish(S.APPLIED, applied_at=timezone.now(), done=0)
        audit_import(lease.row)


def undo_import(lease: Lease[Import]) -> None:
    """Undoes all applied days, as far as they are still as the import wrote them."""
    _run_batches(lease, undo_batch)
    with transaction.atomic():
        ImportedDay.objects.filter(imported=lease.row).delete()
        lease.finish(S.UNDONE, done=0)
        audit_import(lease.row, Action.IMPORT_UNDONE)


def _run_batches(
    lease: Lease[Import],
    run_batch: Callable[[Import], Batch | None],
    progress: Callable[[int], object] = lambda days: None,
) -> None:
    """Runs each batch in a transaction that holds the lease."""
    while True:
        with transaction.atomic():
            lease.renew()
            batch = run_batch(lease.row)
            if batch is None:
                return
            lease.save(done=F("done") + batch.days, changed=F("changed") + batch.changed)
        progress(batch.days)


def audit_import(imported: Import, action: Action | None = None) -> None:
    """Writes the import to the audit log: the number of days, but none of their values."""
    reloaded, findings = Import.objects.get(pk=imported.pk), imported.found
    imported_action = (
        Action.READINGS_IMPORTED if findings.get("readings") else Action.ACTIVITY_IMPORTED
    )
    AuditEntry.objects.create(
        organization=imported.organization,
        by=imported.by,
        rep=imported.rep,
        action=action or imported_action,
        details={
            "kind": FileKind(imported.kind).label,
            "exported on": findings.get("exported_on"),
            "days": findings["rows"],
            "changed": reloaded.changed,
            "rows left out": findings["unread"],
        },
    )


STEPS: dict[Import.State, Callable[[Lease[Import]], None]] = {
    S.READING: _read,
    S.APPLYING: apply_import,
    S.UNDOING: undo_import,
}
