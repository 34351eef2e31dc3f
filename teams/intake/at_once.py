"""Files that are taken in at once, by commands: the same steps, one after the other."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from teams.importers.archive.bundle import Upload
from teams.importers.table import FileError
from teams.intake import asking
from teams.intake.ledger import Held, take
from teams.intake.reading import read
from teams.intake.working import apply
from teams.models import Import, Organization, Rep, User


def read_now(
    *,
    organization: Organization,
    rep: Rep | None,
    uploads: Sequence[Upload],
    by: User | None = None,
) -> Import:
    """Reads them; nothing counts yet. Raises FileError with a sentence where they can't be used."""
    imported = Import.objects.create(
        organization=organization,
        by=by,
        rep=rep,
        files=[{"name": each.name, "size": each.content.seek(0, 2)} for each in uploads],
        state=Import.State.READING,
    )
    read(_taken(imported), uploads)
    return _again(imported)


def apply_now(imported: Import) -> Import:
    """Applies what was found. Raises FileError where it has to be all of it and is not."""
    try:
        asking.ask_to_apply(imported)
    except ValidationError as refused:
        unread = imported.found["unread"]
        raise FileError(f"Nothing was kept: {unread} bad rows.") from refused
    apply(_taken(imported))
    return _again(imported)


def _taken(imported: Import) -> Held:
    held = take(imported.pk)
    if held is None:
        raise FileError("A worker has it already.")
    return held


def _again(imported: Import) -> Import:
    fresh: Import = Import.objects.select_related("organization", "rep").get(pk=imported.pk)
    return fresh
