"""Files that were taken in: what was found in them, what came of it, and what it would undo.

An import is a row of a ledger too: whoever works on it holds it under a lease, so a killed worker
loses nothing and a doubled message does no harm.
"""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from teams.importers.kinds import FileKind
from teams.models.leases import Leased, LeasedQuerySet
from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User

UNDO_DAYS = 30


class ImportQuerySet(LeasedQuerySet["Import"]):
    """Imports, in words of the sales floor."""

    def by_user(self, user: User) -> Self:
        """Those somebody began, newest first."""
        return self.filter(by=user).order_by("-begun_at")

    def of(self, rep: Rep) -> Self:
        """Those of one rep's own files, newest first."""
        return self.filter(rep=rep).order_by("-begun_at")

    def seen_by(self, user: User, rep: Rep | None) -> Self:
        """Those somebody began, and those of their own days, newest first."""
        mine = models.Q(by=user) | (models.Q(rep=rep) if rep else models.Q(pk=None))
        return self.filter(mine).order_by("-begun_at")

    def open(self) -> Self:
        """Those somebody has to work on."""
        return self.filter(state__in=Import.OPEN)

    def applied(self) -> Self:
        """Those whose days count."""
        return self.filter(state=Import.State.APPLIED)


class Import(Leased):
    """One file, or the parts of an archive, on its way into the facts."""

    class State(models.TextChoices):
        ARRIVING = "arriving"  # bytes are still missing
        READING = "reading"  # due, or being read
        ASKING = "asking"  # somebody has to say which columns and people these are
        FOUND = "found"  # what was found can be looked at; nothing counts yet
        APPLYING = "applying"  # due, or being applied
        APPLIED = "applied"
        UNDOING = "undoing"  # due, or being undone
        UNDONE = "undone"
        DISCARDED = "discarded"
        FAILED = "failed"

    OPEN = (State.READING, State.APPLYING, State.UNDOING)

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    # Whose it is, where no row says so.
    rep = models.ForeignKey(
        Rep, on_delete=models.CASCADE, null=True, blank=True, related_name="imports"
    )
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(
        max_length=12, choices=[(each.value, each.label) for each in FileKind], blank=True
    )
    files = models.JSONField(default=list)  # [{"name", "size"}], as they were chosen
    fingerprint = models.CharField(max_length=64, blank=True)  # SHA-256 of them, in order
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVING)
    asked = models.JSONField(default=dict)  # how to read: files ticked, columns, people, period
    found = models.JSONField(default=dict)  # what a preview shows, without the days themselves
    warnings = models.JSONField(default=list)  # sentences
    done = models.PositiveBigIntegerField(default=0)  # of `total`, in bytes or days
    total = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)  # days on which what counts has changed
    begun_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ImportQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [
            models.Index(fields=["organization", "fingerprint"], name="import_again"),
            models.Index(
                fields=["organization", "id"],
                name="import_open",
                condition=models.Q(state__in=["reading", "applying", "undoing"]),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody has to work on it."""
        return self.state in Import.OPEN

    @property
    def undo_until(self) -> datetime | None:
        """Until when it can be undone; None where it can't."""
        if self.state != Import.State.APPLIED or self.applied_at is None:
            return None
        until = self.applied_at + timedelta(days=UNDO_DAYS)
        return until if timezone.now() < until else None


class ImportedDayQuerySet(models.QuerySet["ImportedDay"]):
    """What imports say of days."""

    def of(self, imported: Import) -> Self:
        """One import's, by person and day."""
        return self.filter(imported=imported).order_by("rep_id", "day")

    def between(self, first: date, last: date) -> Self:
        """From one day to another, both included."""
        return self.filter(day__range=(first, last))

    def waiting(self) -> Self:
        """Those not applied yet."""
        return self.filter(was__isnull=True)

    def applied(self) -> Self:
        """Those that are, and not taken back."""
        return self.filter(was__isnull=False)

    def unchanged(self) -> Self:
        """Those that were applied and changed nothing."""
        return self.filter(was={}, was_reading__isnull=True)


class ImportedDay(models.Model):
    """What an import says of a rep's day, and, once it counts, what its source had said before.

    Only rows that changed something stay after it was applied: they are what undoing takes back.
    """

    pk = models.CompositePrimaryKey("imported", "rep", "day")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    imported = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="days", db_index=False
    )
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    values = models.JSONField(default=dict)  # by input
    reading = models.JSONField(null=True, blank=True)  # LinkedIn's number, by teams.readings.VALUES
    # By input what this source had said before, as teams.sources.Said has it; None: nothing.
    was = models.JSONField(null=True, blank=True)
    was_reading = models.JSONField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ImportedDayQuerySet),
        organization="organization",
    )
