"""Coaching programmes and their members, coaching sessions, session notes and action items."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Named queries on programmes."""

    def led_by(self, user: User) -> Self:
        """Returns the programmes a user leads."""
        return self.filter(by=user)

    def of(self, rep: Rep) -> Self:
        """Returns the programmes a rep takes part in."""
        return self.filter(members__rep=rep)

    def running_on(self, day: date) -> Self:
        """Returns the programmes running on a date; first and last day included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Programme(models.Model):
    """A coaching programme: its dates, its target score, and through members its reps."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(1.0), MaxValueValidator(100.0)]
    )  # total score that every member should reach
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
    """A rep taking part in a programme."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="members")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="programmes")

    objects = ScopedManager(organization="organization")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "rep"], name="once_in_a_programme")
        ]


class CoachingSessionQuerySet(models.QuerySet["CoachingSession"]):
    """Named queries on coaching sessions."""

    def last_days(self, reps: Iterable[Rep], through: date) -> dict[int, date]:
        """Returns the date of each rep's latest session up to `through`, by rep id."""
        sessions = self.filter(rep__in=list(reps), day__lte=through).order_by()
        return dict(sessions.values_list("rep_id").annotate(last=models.Max("day")))

    def of(self, rep: Rep) -> Self:
        """Returns one rep's sessions, newest first."""
        return self.filter(rep=rep).order_by("-day", "-pk")

    def between(self, first: date, last: date) -> Self:
        """Returns the sessions from `first` to `last`, both included."""
        return self.filter(day__range=(first, last))


class CoachingSession(models.Model):
    """A meeting of a rep with a coach; a group session is one row per rep."""

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


class SessionNoteQuerySet(models.QuerySet["SessionNote"]):
    """Named queries on session notes."""

    def read_by(self, user: User, *, include_private: bool) -> Self:
        """Returns the notes a user may read: shared ones and those they wrote.

        All of them with `include_private`, which is for the rep and the rep's coaches.
        """
        if include_private:
            return self
        return self.filter(models.Q(audience=SessionNote.Audience.SHARED) | models.Q(by=user))


class SessionNote(models.Model):
    """A coach's note on a session, and who may read it."""

    class Audience(models.TextChoices):
        PRIVATE = "private", "Coach and rep"
        SHARED = "shared", "Coach, rep and whoever manages the rep"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(CoachingSession, on_delete=models.CASCADE, related_name="notes")
    audience = models.CharField(max_length=7, choices=Audience, default=Audience.PRIVATE)
    text = models.CharField(max_length=4000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(SessionNoteQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["pk"]


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Named queries on action items."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's items, the next due first."""
        return self.filter(rep=rep).order_by("due_on", "pk")

    def open(self) -> Self:
        """Returns items that are not done."""
        return self.filter(done_on=None)

    def between(self, first: date, last: date) -> Self:
        """Returns items agreed by `last` that were not done by `first`."""
        not_done = models.Q(done_on=None) | models.Q(done_on__gt=first)
        return self.filter(not_done, agreed_on__lte=last)

    def next_of(self, reps: Iterable[Rep]) -> dict[int, "ActionItem"]:
        """Returns the open item due next for each of these reps, by rep id."""
        open_items = self.open().filter(rep__in=list(reps)).order_by("-due_on", "-pk")
        return {item.rep_id: item for item in open_items}


class ActionItem(models.Model):
    """An action a rep and a coach agreed on, and the signal it should raise."""

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
    signal = models.CharField(max_length=40, blank=True)  # a signal of the model; empty: none
    agreed_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ActionItemQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["due_on", "pk"]
