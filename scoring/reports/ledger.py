"""Lease on a report job, so that lost or duplicate messages and dying workers do no harm."""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from teams.models import ReportJob

LEASE = timedelta(seconds=60)
A_REP = timedelta(seconds=2)  # added to the lease per rep, where a file is made in one piece
RENEWED_AFTER = 2  # seconds
ATTEMPTS = 3
GAVE_UP = "It was tried three times and broke off each time. Ask for fewer people, or again later."


class LeaseLostError(Exception):
    """Another worker has the job now, or it was deleted: nothing more may be written."""


@dataclass
class Held:
    """A lease on a report job, held by this worker."""

    job: ReportJob
    token: UUID
    renewed: float = field(default_factory=monotonic)

    def tell(self, done: int) -> None:
        """Records progress; every few seconds, saves it and renews the lease."""
        if monotonic() - self.renewed > RENEWED_AFTER:
            self.renew()
            self.save(done=done)

    def renew(self, reps: int = 0) -> None:
        """Extends the lease, by more for `reps` made at once; locks the row in a transaction."""
        self.renewed = monotonic()
        self.save(leased_until=timezone.now() + LEASE + reps * A_REP)

    def save(self, **fields: Any) -> None:
        """Updates fields of the job. Raises LeaseLostError if another worker has the lease now."""
        mine = ReportJob.objects.filter(pk=self.job.pk, token=self.token)
        if not mine.update(**fields):
            raise LeaseLostError(f"Report {self.job.pk} is another worker's.")
        for name, value in fields.items():
            if not isinstance(value, F):
                setattr(self.job, name, value)

    def finish(self, state: str, **fields: Any) -> None:
        """Sets the final state and gives up the lease."""
        idle = {"token": None, "leased_until": None, "attempts": 0, "error": ""}
        self.save(state=state, **idle | fields)

    def release(self, error: str) -> None:
        """Releases the job after a failure; the attempt counts."""
        self.save(token=None, leased_until=None, error=error[:2000])

    def wait(self, pause: timedelta, error: str) -> None:
        """Releases the job until `pause` is over; the attempt does not count."""
        later = timezone.now() + pause
        self.save(token=None, leased_until=later, attempts=F("attempts") - 1, error=error)


def take(pk: int) -> Held | None:
    """Takes the job under a lease; None if there is nothing to do or another worker has it."""
    now, token = timezone.now(), uuid4()
    free = ReportJob.objects.open().free().filter(pk=pk)
    free.filter(attempts__gte=ATTEMPTS).update(
        state=ReportJob.State.FAILED, token=None, leased_until=None, error=GAVE_UP
    )
    taken = free.update(token=token, leased_until=now + LEASE, attempts=F("attempts") + 1)
    if not taken:
        return None
    return Held(ReportJob.objects.select_related("organization", "by").get(pk=pk), token)
