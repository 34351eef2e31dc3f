"""What LinkedIn's archive says of a rep's days, taken in."""

from collections.abc import Iterable

from django.db import transaction

from teams.entries import Entry, Progress, save_days
from teams.importers.archive.telling import Archive
from teams.importers.table import OPENED
from teams.models import Action, AuditEntry, Rep, User
from teams.sources import Source


def stranger_note(archive: Archive, rep: Rep) -> str:
    """A sentence where the archive names addresses and the rep's is none of them; else empty.

    Many have another address at LinkedIn than at work, so it is a question and no refusal.
    """
    if not archive.addresses or rep.email.lower() in archive.addresses:
        return ""
    return f"The archive does not name {rep.email} as its owner’s: make sure that it is theirs."


@transaction.atomic
def take_in_archive(
    *, rep: Rep, archive: Archive, by: User | None = None, progress: Progress = lambda days: None
) -> int:
    """Keeps what the archive knows of each day; returns on how many days what counts has changed.

    The same archive again changes nothing; an older one never replaces what a newer one said.
    """
    changed = save_days(
        organization=rep.organization,
        source=Source.ARCHIVE,
        entries=_entries(rep, archive),
        exported_on=archive.exported_on,
        progress=progress,
    )
    details = {
        "kind": "LinkedIn archive",
        "exported on": archive.exported_on.isoformat(),
        "days": len(archive.days),
        "changed": changed,
        "rows left out": archive.unread,
    }
    AuditEntry.objects.create(
        organization=rep.organization,
        by=by,
        rep=rep,
        action=Action.ACTIVITY_IMPORTED,
        details=details,
    )
    return changed


def _entries(rep: Rep, archive: Archive) -> Iterable[Entry]:
    today = rep.today()
    return [
        Entry(rep.pk, day, values) for day, values in archive.days.items() if OPENED <= day <= today
    ]
