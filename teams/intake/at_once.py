"""Files that are taken in at once, by commands: the same steps, one after the other."""

from collections.abc import Callable, Sequence
from datetime import date

from teams.base.lease import Lease
from teams.importers.archive.bundle import Upload
from teams.importers.kinds import FileKind
from teams.importers.table import FileError
from teams.intake import asking
from teams.intake.reading import read
from teams.intake.working import apply, take
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
    """Reads them; nothing counts yet. Raises FileError with a sentence where they can't be used.

    `kind` None: what the files say themselves. With `create_in` who is not known yet becomes a rep.
    Of a usage report the columns are what they seem to be or were said to be before, and the days
    those of `period`, else what the file says; who is nobody's address is left out.
    """
    imported = Import.objects.create(
        organization=organization,
        rep=rep,
        kind=kind or "",
        files=[{"name": each.name, "size": each.content.seek(0, 2)} for each in uploads],
        state=Import.State.READING,
    )
    read(_taken(imported), uploads, create_in)
    imported = _again(imported)
    if imported.state == Import.State.ASKING:
        _answer(imported, period)
        read(_taken(imported), uploads)
    return _again(imported)


def _answer(imported: Import, period: tuple[date | None, date | None]) -> None:
    found = imported.found
    first, last = (
        day.isoformat() if day else found[name]
        for name, day in zip(("first", "last"), period, strict=True)
    )
    if not first or not last:
        raise FileError("Of which days is the report? Say --from and --to.")
    imported.asked = {"columns": dict(found["columns"]), "first": first, "last": last, "people": {}}
    imported.state = Import.State.READING
    imported.save(update_fields=["asked", "state"])


def apply_now(
    imported: Import,
    *,
    skip_bad_rows: bool = False,
    progress: Callable[[int], object] = lambda days: None,
) -> Import:
    """Applies what was found.

    Raises ValidationError with a sentence where it has to be all of it and is not.
    """
    asking.ask_to_apply(imported, skip_bad_rows=skip_bad_rows)
    apply(_taken(imported), progress)
    return _again(imported)


def _taken(imported: Import) -> Lease[Import]:
    held = take(imported.pk)
    if held is None:
        raise FileError("A worker has it already.")
    return held


def _again(imported: Import) -> Import:
    fresh: Import = Import.objects.select_related("organization", "rep").get(pk=imported.pk)
    return fresh
