"""A lease on a row: one worker at a time, so that lost or doubled messages do no harm.

The row is its own ledger (teams.models.Leased). A worker takes it for a minute and renews the lease
while it works; after a crash the lease runs out and the row is free again. Only the holder of the
token may write, so a worker that was slow for too long finds its lease lost and stops.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Model
from django.utils import timezone

LEASE_DURATION = timedelta(seconds=60)
RENEW_AFTER_SECONDS = 2
MAX_ATTEMPTS = 3

FREE_LEASE: Final = {"token": None, "leased_until": None}

Row = TypeVar("Row", bound=Model)


class LeaseLostError(Exception):
    """Another worker holds the lease, or the row is gone: nothing more may be written."""


@dataclass
class Lease(Generic[Row]):
    """The right to work on a row."""

    row: Row
    token: UUID
    renewed: float = field(default_factory=monotonic)

    def progress(self, done: int) -> None:
        """Notes how much is done and renews the lease, at most every few seconds."""
        if monotonic() - self.renewed > RENEW_AFTER_SECONDS:
            self.renew()
            self.save(done=done)

    def renew(self, longer: timedelta = timedelta(0)) -> None:
        """Holds the row for another minute, or longer; in a transaction it is locked to its end."""
        self.renewed = monotonic()
        self.save(leased_until=timezone.now() + LEASE_DURATION + longer)

    def save(self, **fields: Any) -> None:
        """Writes these fields; raises LeaseLostError if the lease is no longer held."""
        rows = type(self.row)._default_manager  # noqa: SLF001  Django's own name for it
        if not rows.filter(pk=self.row.pk, token=self.token).update(**fields):
            name = self.row._meta.verbose_name
            raise LeaseLostError(f"The {name} {self.row.pk} is another worker's.")
        for name, value in fields.items():
            if not isinstance(value, F):
                setattr(self.row, name, value)

    def finish(self, state: str, **fields: Any) -> None:
        """Writes the new state and gives the lease back; attempts count from zero again."""
        self.save(state=state, **{**FREE_LEASE, "attempts": 0, "error": "", **fields})

    def release(self, error: str) -> None:
        """Gives the lease back after a failure; the attempt stays counted."""
        self.save(**FREE_LEASE, error=error[:2000])

    def wait(self, pause: timedelta, error: str) -> None:
        """Gives the lease back until a pause is over; the attempt does not count."""
        resume_at = timezone.now() + pause
        self.save(token=None, leased_until=resume_at, attempts=F("attempts") - 1, error=error)
