"""Coaching: programmes and who takes part, sessions and what was said and agreed in them."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes, in words of the sales floor."""

    def led_by(self, user: User) -> Self:
        """Those somebody leads."""
        return self.filter(by=user)

    def of(self, rep: Rep) -> Self:
        """Those a rep takes part in."""
        return self.filter(members__rep=rep)


class Programme(models.Model):
    """A coaching programme: from when to when, what it aims at, and who takes part."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(1.0), MaxValueValidator(100.0)]
    )  # a total that everybody is to reach
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ProgrammeQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["-starts_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="a_programme_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["organization", "name"], name="one_programme_a_name_in_an_organization"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeMember(models.Model):
    """A rep who takes part in a programme."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="members")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="programmes")

    objects = ScopedManager(organization="organization")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "rep"], name="once_in_a_programme")
        ]


class CoachingSessionQuerySet(models.QuerySet["CoachingSession"]):
    """Sessions, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's, newest first."""
        return self.filter(rep=rep).order_by("-day", "-pk")

    def between(self, first: date, last: date) -> Self:
        """From one day to another, both included."""
        return self.filter(day__range=(first, last))


class CoachingSession(models.Model):
    """A rep met a coach on a day; a session of several is a row for each of them."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="sessions")
    programme = models.ForeignKey(
        Programme, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    day = models.DateField()
    topic = models.CharField(max_length=140)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(CoachingSessionQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["rep", "day"], name="session_of_a_rep")]


class SessionNote(models.Model):
    """What a coach wrote down of a session, and who may read it."""

    class Audience(models.TextChoices):
        PRIVATE = "private", "Coach and rep"
        SHARED = "shared", "Coach, rep and whoever manages the rep"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="notes")
    audience = models.CharField(max_length=7, choices=Audience, default=Audience.PRIVATE)
    text = models.CharField(max_length=4000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["pk"]


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """What was agreed, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's, the next due one first."""
        return self.filter(rep=rep).order_by("due_on", "pk")

    def open(self) -> Self:
        """Those not done yet."""
        return self.filter(done_on=None)

    def between(self, first: date, last: date) -> Self:
        """Those agreed in a period or open at the end of it."""
        still = models.Q(done_on=None) | models.Q(done_on__gt=first)
        return self.filter(still, agreed_on__lte=last)


class ActionItem(models.Model):
    """Something a rep and a coach agreed on, and the signal it is to raise."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="action_items")
    session = models.ForeignKey(
        CoachingSession,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="action_items",
    )
    text = models.CharField(max_length=300)
    signal = models.CharField(max_length=40, blank=True)  # of the model; empty: aims at none
    agreed_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ActionItemQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["due_on", "pk"]
