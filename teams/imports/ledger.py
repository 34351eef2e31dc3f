"""Lease on an import, which makes lost and repeated messages harmless."""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from teams.models import Import

LEASE = timedelta(seconds=60)
RENEWED_AFTER = 2  # seconds
ATTEMPTS = 3
GAVE_UP = "It was tried three times and broke off each time. Nothing more is done with it."


class LeaseLostError(Exception):
    """Another worker holds the import by now: nothing more may be written."""


@dataclass
class Held:
    """A lease on an import."""

    imported: Import
    token: UUID
    renewed: float = field(default_factory=monotonic)

    def tell(self, done: int) -> None:
        """Reports progress; every few seconds it is saved and the lease renewed."""
        if monotonic() - self.renewed > RENEWED_AFTER:
            self.renew()
            self.save(done=done)

    def renew(self) -> None:
        """Renews the lease; in a transaction this also locks the row."""
        self.renewed = monotonic()
        self.save(leased_until=timezone.now() + LEASE)

    def save(self, **fields: Any) -> None:
        """Updates fields of the import; raises LeaseLostError if another worker holds the lease."""
        mine = Import.objects.filter(pk=self.imported.pk, token=self.token)
        if not mine.update(**fields):
            raise LeaseLostError(f"Import {self.imported.pk} is another worker's.")

    def finish(self, state: str, **fields: Any) -> None:
        """Ends the step and releases the lease; the next step is a user's or another task's."""
        idle = {"token": None, "leased_until": None, "attempts": 0, "error": "", "done": 0}
        self.save(state=state, **idle | fields)

    def release(self, error: str) -> None:
        """Releases the lease after a failure; the attempt counts."""
        self.save(token=None, leased_until=None, error=error[:2000])


def take(pk: int) -> Held | None:
    """Takes the lease; None if there is nothing to do or another worker holds it."""
    now, token = timezone.now(), uuid4()
    free = Import.objects.open().free().filter(pk=pk)
    free.filter(attempts__gte=ATTEMPTS).update(
        state=Import.State.FAILED, token=None, leased_until=None, error=GAVE_UP
    )
    taken = free.update(token=token, leased_until=now + LEASE, attempts=F("attempts") + 1)
    if not taken:
        return None
    imported = Import.objects.select_related("organization", "rep", "by").get(pk=pk)
    if imported.rep:
        imported.rep.organization = imported.organization
    return Held(imported, token)
