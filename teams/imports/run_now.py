"""Importing files at once from commands: the usual steps, one after the other."""

from collections.abc import Callable, Sequence
from datetime import date

from teams.base.lease import Lease
from teams.importers.archive.bundle import Upload
from teams.importers.file_kinds import FileKind
from teams.importers.table import FileError
from teams.imports import actions
from teams.imports.read import read_import
from teams.imports.worker import apply_import, lease_import
from teams.models import Import, Organization, Rep, Team


def read_now(
    *,
    organization: Organization,
    uploads: Sequence[Upload],
    rep: Rep | None = None,
    kind: FileKind | None = None,
    create_in: Team | None = None,
    period: tuple[date | None, date | None] = (None, None),
) -> Import:
    """Reads files and returns the import, not applied. Raises FileError if they can't be used.

    `kind` None detects the kind. With `create_in`, unknown addresses become reps of that team. For
    a usage report, columns are guessed or remembered, the days are `period` or those in the file,
    and people without a rep's address are left out.
    """
    imported = Import.objects.create(
        organization=organization,
        rep=rep,
        kind=kind or "",
        files=[{"name": each.name, "size": each.content.seek(0, 2)} for each in uploads],
        state=Import.State.READING,
    )
    read_import(_lease_or_error(imported), uploads, create_in)
    imported = _reload(imported)
    if imported.state == Import.State.ASKING:
        _answer(imported, period)
        read_import(_lease_or_error(imported), uploads)
    return _reload(imported)


def _answer(imported: Import, period: tuple[date | None, date | None]) -> None:
    question = imported.found
    first, last = (
        day.isoformat() if day else question[name]
        for name, day in zip(("first", "last"), period, strict=True)
    )
    if not first or not last:
        raise FileError("Of which days is the report? Say --from and --to.")
    imported.asked = {
        "columns": dict(question["columns"]),
        "first": first,
        "last": last,
        "people": {},
    }
    imported.state = Import.State.READING
    imported.save(update_fields=["asked", "state"])


def apply_now(
    imported: Import,
    *,
    skip_bad_rows: bool = False,
    progress: Callable[[int], object] = lambda days: None,
) -> Import:
    """Applies the import and returns it.

    Raises ValidationError with a sentence if it has bad rows and they are not to be skipped.
    """
    actions.request_apply(imported, skip_bad_rows=skip_bad_rows)
    apply_import(_lease_or_error(imported), progress)
    return _reload(imported)


def _lease_or_error(imported: Import) -> Lease[Import]:
    lease = lease_import(imported.pk)
    if lease is None:
        raise FileError("A worker has it already.")
    return lease


def _reload(imported: Import) -> Import:
    reloaded: Import = Import.objects.select_related("organization", "rep").get(pk=imported.pk)
    return reloaded
