"""Imported files: what was found in them, what was applied, and what undoing restores.

The row of an import also records its progress. A worker holds it under a lease, so a killed worker
loses nothing and a repeated message is harmless.
"""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from teams.importers.file_kinds import FileKind
from teams.models.leases import Leased, LeasedQuerySet
from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User

UNDO_DAYS = 30


class ImportQuerySet(LeasedQuerySet["Import"]):
    """Named queries on imports."""

    def by_user(self, user: User) -> Self:
        """Returns the imports a user started, newest first."""
        return self.filter(by=user).order_by("-begun_at")

    def of(self, rep: Rep) -> Self:
        """Returns the imports of one rep's own files, newest first."""
        return self.filter(rep=rep).order_by("-begun_at")

    def visible_to(self, user: User, rep: Rep | None) -> Self:
        """Returns the imports a user started and those of the user's own days, newest first."""
        condition = models.Q(by=user) | (models.Q(rep=rep) if rep else models.Q(pk=None))
        return self.filter(condition).order_by("-begun_at")

    def open(self) -> Self:
        """Returns imports that need work from a worker."""
        return self.filter(state__in=Import.OPEN)

    def applied(self) -> Self:
        """Returns imports that are applied and not undone."""
        return self.filter(state=Import.State.APPLIED)


class Import(Leased):
    """One uploaded file, or the parts of an archive, on its way into the facts."""

    class State(models.TextChoices):
        ARRIVING = "arriving"  # bytes are still missing
        READING = "reading"  # due, or being read
        ASKING = "asking"  # waiting for the user to map columns and people
        FOUND = "found"  # the preview is ready; nothing is applied yet
        APPLYING = "applying"  # due, or being applied
        APPLIED = "applied"
        UNDOING = "undoing"  # due, or being undone
        UNDONE = "undone"
        DISCARDED = "discarded"
        FAILED = "failed"

    OPEN = (State.READING, State.APPLYING, State.UNDOING)

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    # The rep all rows belong to, if the rows name no rep.
    rep = models.ForeignKey(
        Rep, on_delete=models.CASCADE, null=True, blank=True, related_name="imports"
    )
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(
        max_length=12, choices=[(each.value, each.label) for each in FileKind], blank=True
    )
    files = models.JSONField(default=list)  # in the order of the upload
    fingerprint = models.CharField(max_length=64, blank=True)  # SHA-256 of the files, in order
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVING)
    asked = models.JSONField(default=dict)  # answers: files ticked, columns, people, period
    found = models.JSONField(default=dict)  # summary for the preview, without the days
    warnings = models.JSONField(default=list)  # sentences shown to the user
    done = models.PositiveBigIntegerField(default=0)  # of `total`, in bytes or days
    total = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)  # days whose values in force changed
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
        """Whether a worker still has to work on it."""
        return self.state in Import.OPEN

    @property
    def undo_until(self) -> datetime | None:
        """When undoing stops being possible; None if it already is not."""
        if self.state != Import.State.APPLIED or self.applied_at is None:
            return None
        until = self.applied_at + timedelta(days=UNDO_DAYS)
        return until if timezone.now() < until else None


class ImportedDayQuerySet(models.QuerySet["ImportedDay"]):
    """Named queries on the days of imports."""

    def of(self, imported: Import) -> Self:
        """Returns the days of one import, by rep and day."""
        return self.filter(imported=imported).order_by("rep_id", "day")

    def between(self, first: date, last: date) -> Self:
        """Returns the days from `first` to `last`, both included."""
        return self.filter(day__range=(first, last))

    def waiting(self) -> Self:
        """Returns days not applied yet."""
        return self.filter(was__isnull=True)

    def applied(self) -> Self:
        """Returns days that are applied and not undone."""
        return self.filter(was__isnull=False)

    def unchanged(self) -> Self:
        """Returns days whose application changed nothing."""
        return self.filter(was={}, was_reading__isnull=True)


class ImportedDay(models.Model):
    """An imported rep day and, once applied, the source's previous values.

    After the import is applied only rows that changed something are kept: they are what undo
    restores.
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
    values = models.JSONField(default=dict)  # by input name
    reading = models.JSONField(
        null=True, blank=True
    )  # LinkedIn score, by teams.facts.readings.READING_FIELDS
    # Previous claims of this source by input, as teams.base.sources.ClaimsByInput; None: not
    # applied yet.
    was = models.JSONField(null=True, blank=True)
    was_reading = models.JSONField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ImportedDayQuerySet),
        organization="organization",
    )
