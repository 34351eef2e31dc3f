"""Reports: how they look, those being made or kept, those sent by the calendar, those shared.

What a report is about is kept as `asked`, an order of scoring.reports.order: rights are looked at
again whenever it is made.
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

KEPT = timedelta(days=7)  # a file of a report


class ReportTemplate(models.Model):
    """What a report has in it and whose name, colour and logo it bears."""

    class Paper(models.TextChoices):
        A4 = "a4", "A4"
        LETTER = "us-letter", "Letter"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    sections = models.JSONField(default=list)  # of scoring.reports.order.Section
    paper = models.CharField(max_length=9, choices=Paper, default=Paper.A4)
    coach_name = models.CharField(max_length=120, blank=True)
    client_name = models.CharField(max_length=120, blank=True)
    colour = models.CharField(max_length=7, blank=True)  # "#1f6f8b"; empty: ours
    coach_logo = models.BinaryField(null=True, blank=True)  # PNG, made anew from what was uploaded
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
    """Reports in the making, in words of the sales floor."""

    def by_user(self, user: User) -> Self:
        """Those somebody asked for, newest first."""
        return self.filter(by=user).order_by("-begun_at", "-pk")

    def open(self) -> Self:
        """Those somebody has to work on."""
        return self.filter(state=ReportJob.State.MAKING)

    def over(self) -> Self:
        """Those that are kept no longer."""
        return self.filter(begun_at__lt=timezone.now() - KEPT)


class ReportJob(Leased):
    """A file made in the background: a row of a ledger, worked on under a lease, kept 7 days."""

    class State(models.TextChoices):
        MAKING = "making"  # due, or being made
        MADE = "made"
        FAILED = "failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked = models.JSONField()  # what it is about: scoring.reports.order
    how = models.JSONField(default=dict)  # format, one file or a ZIP, template
    state = models.CharField(max_length=6, choices=State, default=State.MAKING)
    done = models.PositiveIntegerField(default=0)  # of `total` reps
    total = models.PositiveIntegerField(default=0)
    reps = models.JSONField(default=list)  # ids of those in it: who is erased is in no kept file
    left_out = models.JSONField(default=list)  # sentences: who is not in it and why
    file = models.CharField(max_length=80, blank=True)  # its name in the folder of reports
    name = models.CharField(max_length=200, blank=True)  # as it is downloaded
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
    """Reports by the calendar, in words of the sales floor."""

    def of_user(self, user: User) -> Self:
        """Those somebody gets."""
        return self.filter(by=user)

    def due_on(self, day: date) -> Self:
        """Those whose day has come."""
        return self.filter(next_on__lte=day)


class ReportSchedule(models.Model):
    """A report that whoever asked for it gets by mail, each month or when a programme is over."""

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
    next_on = models.DateField(null=True, blank=True)  # none: it is over

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
    """Shared reports, in words of the sales floor."""

    def by_user(self, user: User) -> Self:
        """Those somebody shared, newest first."""
        return self.filter(by=user).order_by("-made_at", "-pk")

    def valid(self) -> Self:
        """Those that still open."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def note_opened(self, since: datetime) -> bool:
        """Says that they are opened now; whether it is the first time from `since` on."""
        unopened = models.Q(last_opened_at=None) | models.Q(last_opened_at__lt=since)
        first = self.filter(unopened).update(last_opened_at=timezone.now())
        self.update(opened=models.F("opened") + 1, last_opened_at=timezone.now())
        return bool(first)


class ShareLink(models.Model):
    """A report that anybody who has the address may read, for a while."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked = models.JSONField()
    how = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key in the address
    names = models.BooleanField(default=False)  # whether reps are named
    password = models.CharField(max_length=128, blank=True)  # hashed; empty: none is asked for
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
        """Whether it still opens."""
        return self.revoked_at is None and self.expires_at > timezone.now()
