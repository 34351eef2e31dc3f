"""A rep's weekly routine: weekly cards, weekly targets and reminders."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.base.inputs import INPUTS, InputKind
from teams.models.organization import Organization
from teams.models.people import Rep

COUNTS = [(each.name, each.label) for each in INPUTS.values() if each.kind is InputKind.COUNT]


class WeeklyCardQuerySet(models.QuerySet["WeeklyCard"]):
    """Named queries on weekly cards."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's cards, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def until(self, day: date) -> Self:
        """Returns the cards up to and including `day`."""
        return self.filter(day__lte=day)


class WeeklyCard(models.Model):
    """Figures a rep read off their LinkedIn profile on a date; None means not given.

    New connections and followers of the days in between are derived from the totals, profile
    completeness from the checklist of filled-in profile items.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="cards")
    day = models.DateField()
    connections = models.PositiveIntegerField(null=True, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    checklist = models.JSONField(null=True, blank=True)  # names of the items filled in

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(WeeklyCardQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["rep_id", "day"]
        constraints = [models.UniqueConstraint(fields=["rep", "day"], name="one_card_a_day")]


class WeeklyTargetQuerySet(models.QuerySet["WeeklyTarget"]):
    """Named queries on weekly targets."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's targets."""
        return self.filter(rep=rep)


class WeeklyTarget(models.Model):
    """How much of an input a rep wants to do each week, in place of the model's target."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="targets")
    name = models.CharField(max_length=40, choices=COUNTS)
    target = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(WeeklyTargetQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["rep_id", "name"]
        constraints = [models.UniqueConstraint(fields=["rep", "name"], name="one_target_an_input")]


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Named queries on reminders."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's reminder, if any."""
        return self.filter(rep=rep)

    def zones(self, organization: Organization) -> set[str]:
        """Returns the time zones of the organisation's reps who have a reminder."""
        reminders = self.filter(organization=organization).order_by()
        rep_zones = reminders.values_list("rep__time_zone", flat=True).distinct()
        return {zone or organization.time_zone for zone in rep_zones}

    def in_zone(self, organization: Organization, zone: str) -> Self:
        """Returns the reminders of reps whose local days follow this time zone."""
        names = ["", zone] if zone == organization.time_zone else [zone]
        return self.filter(organization=organization, rep__time_zone__in=names)

    def waiting(self, on: date, hour: int) -> Self:
        """Returns reminders due by this local date and hour and not handled yet on that date."""
        today = models.Q(every=Reminder.Every.DAY) | models.Q(weekday=on.weekday())
        return self.unhandled(on).filter(today, hour__lte=hour)

    def unhandled(self, on: date) -> Self:
        """Returns reminders not handled yet on that date."""
        return self.filter(models.Q(seen_on=None) | models.Q(seen_on__lt=on))

    def claim(self, ids: Iterable[int], on: date) -> int:
        """Marks these reminders as handled on that date; returns how many were not handled before.

        One conditional update: of two concurrent claims one returns 0.
        """
        return self.unhandled(on).filter(pk__in=ids).update(seen_on=on)


class Reminder(models.Model):
    """When to mail a rep who has logged nothing by then. No row: never."""

    class Every(models.TextChoices):
        DAY = "day", "Every working day"
        WEEK = "week", "Once a week"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.OneToOneField(Rep, on_delete=models.CASCADE, related_name="reminder")
    every = models.CharField(max_length=4, choices=Every)
    hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])  # the rep's time
    weekday = models.PositiveSmallIntegerField(
        default=4, validators=[MaxValueValidator(6)]
    )  # Monday 0; for weekly reminders
    # The rep's local date it was last handled: set before the mail is sent, so none goes twice.
    seen_on = models.DateField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ReminderQuerySet), organization="organization"
    )
