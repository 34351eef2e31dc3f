"""The ledger of days done, and the shards they are done in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import models
from django_scopes import ScopedManager

from teams.models import Organization


@dataclass(frozen=True, order=True)
class Shard:
    """Reps of an organisation who are scored together: a time zone and a range of ids."""

    zone: str
    number: int

    def __str__(self) -> str:
        return f"shard {self.number} in {self.zone}"


class RunQuerySet(models.QuerySet["Run"]):
    """The ledger, in words of its own."""

    def of_shard(self, shard: Shard) -> Self:
        """One shard's days."""
        return self.filter(zone=shard.zone, shard=shard.number)

    def open(self) -> Self:
        """Days not done and not given up."""
        return self.filter(state__in=[Run.State.DUE, Run.State.RUNNING])

    def failed(self) -> Self:
        """Days given up."""
        return self.filter(state=Run.State.FAILED)

    def held_by(self, token: UUID) -> Self:
        """Days under the lease with that token."""
        return self.filter(state=Run.State.RUNNING, token=token)

    def done(self) -> Self:
        """Days that are done."""
        return self.filter(state=Run.State.DONE)

    def reopen(self) -> int:
        """Makes days due again; those closed before still count as closed."""
        return self.update(state=Run.State.DUE, attempts=0)

    def give_up(self) -> int:
        """Marks days failed: people are told, and nobody tries again by himself."""
        return self.update(state=Run.State.FAILED, token=None, leased_until=None)

    def finished_since(self, moment: datetime) -> Self:
        """Days whose scores were made, or made anew, after a moment."""
        return self.filter(finished_at__gt=moment)

    def last_opened(self) -> date | None:
        """The last day that is closed or was due to be."""
        last: date | None = self.aggregate(last=models.Max("day"))["last"]
        return last

    def closed_through(self) -> date | None:
        """The last day that was ever done: snapshots stand through it."""
        closed = self.filter(finished_at__isnull=False)
        last: date | None = closed.aggregate(last=models.Max("day"))["last"]
        return last


class Run(models.Model):
    """The close of a local day for a shard of reps: due, running under a lease, done or failed.

    The table is the queue of record. Whoever holds the row's token may finish it, nobody else.
    What was restated is said too: from which day, for how many reps, and why.
    """

    class State(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=60)  # by whose midnight the day ends
    shard = models.PositiveIntegerField()  # reps of that zone whose id // SHARD_SIZE is this
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    snapshots = models.PositiveIntegerField(default=0)  # how many the last pass wrote
    restated_from = models.DateField(null=True)  # the earliest day closed before it made anew
    restated = models.PositiveIntegerField(default=0)  # of how many reps
    why = models.PositiveSmallIntegerField(default=0)  # a teams.models.Change
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
        """Whether a worker is busy with it."""
        return (
            self.state == Run.State.RUNNING
            and self.leased_until is not None
            and self.leased_until >= now
        )


class Tick(models.Model):
    """When somebody last asked what is due: one row, for whoever watches over the product."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
