"""What is derived from facts: snapshots, and the ledger of days done. Both can be rebuilt."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import models
from django_scopes import ScopedManager

from scoring.core.history import Trust
from teams.models import Organization, Rep, Team


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Snapshots, in words of the sales floor."""

    def at(self, *days: date) -> Self:
        """The close of these days."""
        return self.filter(day__in=days)

    def between(self, first: date, last: date) -> Self:
        """From one day to another, both included."""
        return self.filter(day__range=(first, last))

    def within(self, first: date | None, last: date | None) -> Self:
        """Between two days, both included; without one of them, from the start or to the end."""
        since = self.filter(day__gte=first) if first else self
        return since.filter(day__lte=last) if last else since

    def of(self, rep: Rep) -> Self:
        """One rep's, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def last_day(self, through: date) -> date | None:
        """The last day there are any of, up to a day."""
        last: date | None = self.filter(day__lte=through).aggregate(last=models.Max("day"))["last"]
        return last


class Snapshot(models.Model):
    """A rep's score at the close of a local day, and all that is needed to go on from it."""

    class State(models.IntegerChoices):
        BUILDING = Trust.BUILDING, "building"
        WAITING = Trust.WAITING, "waiting"
        CURRENT = Trust.CURRENT, "current"

    pk = models.CompositePrimaryKey("rep", "day")
    # Rows come by the hundred thousand: two indexes serve every query (the primary key begins with
    # the rep, snapshot_board with the organisation), so the foreign keys bring none of their own.
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    brand = models.FloatField()
    people = models.FloatField()
    insights = models.FloatField()
    relationships = models.FloatField()
    total = models.FloatField()
    state = models.PositiveSmallIntegerField(choices=State)
    known_days = models.PositiveSmallIntegerField()  # of the last 20 working days
    tracked = models.FloatField()  # points of 100 whose signals were ever known
    last_reading = models.DateField(null=True)
    version = models.CharField(max_length=20)
    carried = models.BinaryField()  # scoring.core.state.pack of the state, float64

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(SnapshotQuerySet), organization="organization"
    )

    class Meta:
        indexes = [models.Index(fields=["organization", "day", "team"], name="snapshot_board")]

    @property
    def pillars(self) -> tuple[float, float, float, float]:
        """Brand, people, insights, relationships, 0 to 25 each."""
        return (self.brand, self.people, self.insights, self.relationships)

    @property
    def is_ranked(self) -> bool:
        """Whether it has a rank and counts in averages."""
        return self.state == Snapshot.State.CURRENT


class RunQuerySet(models.QuerySet["Run"]):
    """The ledger, in words of its own."""

    def of_shard(self, shard: int) -> Self:
        """One shard's days."""
        return self.filter(shard=shard)

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

    def closed_through(self) -> date | None:
        """The last day that was ever done: snapshots stand through it."""
        closed = self.filter(finished_at__isnull=False)
        last: date | None = closed.aggregate(last=models.Max("day"))["last"]
        return last


class Run(models.Model):
    """The close of a local day for a shard of reps: due, running under a lease, done or failed.

    The table is the queue of record. Whoever holds the row's token may finish it, nobody else.
    """

    class State(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    shard = models.PositiveIntegerField()  # reps whose id // runs.SHARD_SIZE is this
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    restated_from = models.DateField(null=True)  # the earliest day the last pass wrote
    snapshots = models.PositiveIntegerField(default=0)  # how many it wrote
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(RunQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["day", "shard"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "shard", "day"], name="one_run_a_shard_and_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "day"],
                name="run_open",
                condition=~models.Q(state="done"),
            )
        ]

    def is_leased(self, now: datetime) -> bool:
        """Whether a worker is busy with it."""
        return (
            self.state == Run.State.RUNNING
            and self.leased_until is not None
            and self.leased_until >= now
        )
