"""Report designs, reports made in the background, mailed schedules and share links.

`asked` stores what a report is about, as in scoring.reports.spec; permissions are checked again
each time the report is made.
"""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from teams.models.leases import Leased, LeasedQuerySet
from teams.models.organization import Organization
from teams.models.programmes import Programme
from teams.models.users import User

JOB_LIFETIME = timedelta(days=7)  # how long a report file is kept


class ReportTemplate(models.Model):
    """Report design: its sections, paper, names, colour and logos."""

    class Paper(models.TextChoices):
        A4 = "a4", "A4"
        LETTER = "us-letter", "Letter"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    sections = models.JSONField(default=list)  # scoring.reports.spec.Section values
    paper = models.CharField(max_length=9, choices=Paper, default=Paper.A4)
    coach_name = models.CharField(max_length=120, blank=True)
    client_name = models.CharField(max_length=120, blank=True)
    colour = models.CharField(max_length=7, blank=True)  # empty: the default
    coach_logo = models.BinaryField(null=True, blank=True)  # PNG, re-encoded from the upload
    client_logo = models.BinaryField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="one_template_a_name_in_an_organization"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReportJobQuerySet(LeasedQuerySet["ReportJob"]):
    """Named queries on background reports."""

    def by_user(self, user: User) -> Self:
        """Returns the reports a user ordered, newest first."""
        return self.filter(by=user).order_by("-begun_at", "-pk")

    def open(self) -> Self:
        """Returns reports that are still to be made."""
        return self.filter(state=ReportJob.State.MAKING)

    def expired(self) -> Self:
        """Returns reports older than the retention period."""
        return self.filter(begun_at__lt=timezone.now() - JOB_LIFETIME)


class ReportJob(Leased):
    """A report made in the background; the row records progress and the lease. Kept 7 days."""

    class State(models.TextChoices):
        MAKING = "making"  # due, or being made
        MADE = "made"
        FAILED = "failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked = models.JSONField()  # what the report is about: scoring.reports.spec
    how = models.JSONField(default=dict)  # format, single file or ZIP, design
    state = models.CharField(max_length=6, choices=State, default=State.MAKING)
    done = models.PositiveIntegerField(default=0)  # of `total` reps
    total = models.PositiveIntegerField(default=0)
    reps = models.JSONField(default=list)  # ids of the reps in it, to delete the file on erasure
    left_out = models.JSONField(default=list)  # sentences: which reps are left out and why
    file = models.CharField(max_length=80, blank=True)  # file name in the report folder
    name = models.CharField(max_length=200, blank=True)  # file name of the download
    size = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ReportJobQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [
            models.Index(
                fields=["organization", "id"],
                name="report_open",
                condition=models.Q(state="making"),
            )
        ]


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    """Named queries on report schedules."""

    def of_user(self, user: User) -> Self:
        """Returns the schedules a user receives."""
        return self.filter(by=user)

    def due_on(self, day: date) -> Self:
        """Returns the schedules due on or before a date."""
        return self.filter(next_on__lte=day)


class ReportSchedule(models.Model):
    """A report mailed to the user who ordered it, monthly or when a programme ends."""

    class Every(models.TextChoices):
        MONTH = "month", "Each month, about the month before"
        END = "end", "Once, when the programme is over"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked = models.JSONField()
    how = models.JSONField(default=dict)
    every = models.CharField(max_length=5, choices=Every)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="schedules"
    )
    next_on = models.DateField(null=True, blank=True)  # None: finished

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ReportScheduleQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(every="end") | models.Q(programme__isnull=False),
                name="the_end_is_of_a_programme",
            )
        ]


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Named queries on share links."""

    def by_user(self, user: User) -> Self:
        """Returns the links a user created, newest first."""
        return self.filter(by=user).order_by("-made_at", "-pk")

    def valid(self) -> Self:
        """Returns links that are neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def record_opening(self, since: datetime) -> bool:
        """Counts an opening; returns whether it is the first since `since`."""
        unopened = models.Q(last_opened_at=None) | models.Q(last_opened_at__lt=since)
        first = self.filter(unopened).update(last_opened_at=timezone.now())
        self.update(opened=models.F("opened") + 1, last_opened_at=timezone.now())
        return bool(first)


class ShareLink(models.Model):
    """A public link to a report: anyone with the address may read it until it expires."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked = models.JSONField()
    how = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key in the URL
    names = models.BooleanField(default=False)  # whether rep names are shown
    password = models.CharField(max_length=128, blank=True)  # hashed; empty: no password
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ShareLinkQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]

    @property
    def is_valid(self) -> bool:
        """Whether the link is neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > timezone.now()
