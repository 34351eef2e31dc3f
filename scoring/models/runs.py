"""Ledger of daily closes (Run) and the shards of reps they are computed in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import models
from django_scopes import ScopedManager

from teams.models import Organization


@dataclass(frozen=True, order=True)
class Shard:
    """Reps of an organisation who are scored together: a time zone and a range of rep ids."""

    zone: str
    number: int

    def __str__(self) -> str:
        return f"shard {self.number} in {self.zone}"


class RunQuerySet(models.QuerySet["Run"]):
    """Queries on the ledger."""

    def of_shard(self, shard: Shard) -> Self:
        """Runs of one shard."""
        return self.filter(zone=shard.zone, shard=shard.number)

    def open(self) -> Self:
        """Runs that are due or running: neither done nor failed."""
        return self.filter(state__in=[Run.State.DUE, Run.State.RUNNING])

    def failed(self) -> Self:
        """Runs that were given up."""
        return self.filter(state=Run.State.FAILED)

    def held_by(self, token: UUID) -> Self:
        """Runs under the lease with that token."""
        return self.filter(state=Run.State.RUNNING, token=token)

    def done(self) -> Self:
        """Runs that are done."""
        return self.filter(state=Run.State.DONE)

    def reopen(self) -> int:
        """Makes the runs due again, still counted as closed if once done. Returns how many."""
        return self.update(state=Run.State.DUE, attempts=0)

    def give_up(self) -> int:
        """Marks the runs failed, to be retried only on request. Returns how many."""
        return self.update(state=Run.State.FAILED, token=None, leased_until=None)

    def finished_since(self, moment: datetime) -> Self:
        """Runs whose scores were computed or recomputed after a moment."""
        return self.filter(finished_at__gt=moment)

    def last_opened(self) -> date | None:
        """Last day that is in the ledger, whether done or not; None without any."""
        last: date | None = self.aggregate(last=models.Max("day"))["last"]
        return last

    def closed_through(self) -> date | None:
        """Last day that was ever done: snapshots exist through it. None without any."""
        closed = self.filter(finished_at__isnull=False)
        last: date | None = closed.aggregate(last=models.Max("day"))["last"]
        return last


class Run(models.Model):
    """The close of a local day for a shard of reps: due, running under a lease, done or failed.

    The table is the queue of record. Only the worker that holds the row's token may finish it. The
    row also records what was restated: from which day, for how many reps, and why.
    """

    class State(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=60)  # time zone at whose midnight the day ends
    shard = models.PositiveIntegerField()  # reps in the zone with id // SHARD_SIZE equal to this
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    snapshots = models.PositiveIntegerField(default=0)  # written by the last pass
    restated_from = models.DateField(null=True)  # earliest closed day that was recomputed
    restated = models.PositiveIntegerField(default=0)  # reps whose closed days were recomputed
    why = models.PositiveSmallIntegerField(default=0)  # the reason, flags of teams.models.Change
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(RunQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["day", "zone", "shard"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "zone", "shard", "day"], name="one_run_a_shard_and_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "day"],
                name="run_open",
                condition=~models.Q(state="done"),
            ),
            models.Index(fields=["organization", "day"], name="run_of_a_day"),
        ]

    def is_leased(self, now: datetime) -> bool:
        """Whether a worker holds an unexpired lease on it."""
        return (
            self.state == Run.State.RUNNING
            and self.leased_until is not None
            and self.leased_until >= now
        )


class Tick(models.Model):
    """Heartbeat of the scheduler, in one row: when due work was last looked for."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
