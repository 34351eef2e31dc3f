"""What a rep says once a week, aims at each week, and is reminded of."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.inputs import INPUTS, Kind
from teams.models.organization import Organization
from teams.models.people import Rep

COUNTS = [(each.name, each.label) for each in INPUTS.values() if each.kind is Kind.COUNT]


class WeeklyCardQuerySet(models.QuerySet["WeeklyCard"]):
    """Weekly cards, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def until(self, day: date) -> Self:
        """Up to a day, included."""
        return self.filter(day__lte=day)


class WeeklyCard(models.Model):
    """What a rep read off their profile on a day; None: not said.

    Totals, from which new connections and followers of the days between are derived; and the items
    of the profile that are filled in, from which its completeness is.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="cards")
    day = models.DateField()
    connections = models.PositiveIntegerField(null=True, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    checklist = models.JSONField(null=True, blank=True)  # names of the items that are there

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(WeeklyCardQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["rep_id", "day"]
        constraints = [models.UniqueConstraint(fields=["rep", "day"], name="one_card_a_day")]


class WeeklyTargetQuerySet(models.QuerySet["WeeklyTarget"]):
    """Weekly targets, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's."""
        return self.filter(rep=rep)


class WeeklyTarget(models.Model):
    """How much of something a rep wants to do each week, in place of the model's target."""

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
    """Reminders, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's, if there is one."""
        return self.filter(rep=rep)

    def zones(self, organization: Organization) -> set[str]:
        """The time zones in which the organisation's reps are reminded."""
        mine = self.filter(organization=organization).order_by()
        own = mine.values_list("rep__time_zone", flat=True).distinct()
        return {zone or organization.time_zone for zone in own}

    def in_zone(self, organization: Organization, zone: str) -> Self:
        """Those of reps whose days begin and end by that zone."""
        names = ["", zone] if zone == organization.time_zone else [zone]
        return self.filter(organization=organization, rep__time_zone__in=names)

    def waiting(self, on: date, hour: int) -> Self:
        """Those whose hour has come on their day, and which nobody has looked after that day."""
        today = models.Q(every=Reminder.Every.DAY) | models.Q(weekday=on.weekday())
        return self.unseen(on).filter(today, hour__lte=hour)

    def unseen(self, on: date) -> Self:
        """Those that nobody has looked after that day."""
        return self.filter(models.Q(seen_on=None) | models.Q(seen_on__lt=on))

    def claim(self, ids: Iterable[int], on: date) -> int:
        """Says that these are looked after that day; returns of how many nobody had said so.

        One conditional update: of two who claim at the same time, one is told 0.
        """
        return self.unseen(on).filter(pk__in=ids).update(seen_on=on)


class Reminder(models.Model):
    """When a rep wants a mail, if nothing is known by then. No row: never."""

    class Every(models.TextChoices):
        DAY = "day", "Every working day"
        WEEK = "week", "Once a week"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.OneToOneField(Rep, on_delete=models.CASCADE, related_name="reminder")
    every = models.CharField(max_length=4, choices=Every)
    hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])  # the rep's clock
    weekday = models.PositiveSmallIntegerField(
        default=4, validators=[MaxValueValidator(6)]
    )  # Monday 0; of weekly ones
    # The rep's day it was last looked after: before a mail goes out, so that none goes twice.
    seen_on = models.DateField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ReminderQuerySet), organization="organization"
    )
