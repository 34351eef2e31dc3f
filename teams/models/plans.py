"""What a rep means to do more of, and how the organisation's coaches say to do it well."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User


class TipQuerySet(models.QuerySet["Tip"]):
    """A playbook, in words of the sales floor."""

    def of(self, organization: Organization) -> Self:
        """One organisation's."""
        return self.filter(organization=organization)


class Tip(models.Model):
    """A page of the coaches' own playbook: how to do well what a signal counts.

    It stands in for the built-in tip; an empty text or no minutes leave the built-in ones.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    signal = models.CharField(max_length=40)  # a signal of the model, or an input nobody scores
    text = models.CharField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )  # that doing it once takes
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_on = models.DateField()

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(TipQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["signal"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "signal"], name="one_tip_a_signal")
        ]


class ChoiceQuerySet(models.QuerySet["Choice"]):
    """What reps said of proposed actions, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's, newest week first."""
        return self.filter(rep=rep).order_by("-week", "action")

    def in_week(self, monday: date) -> Self:
        """Those of one week."""
        return self.filter(week=monday)

    def counting_on(self, monday: date, today: date) -> Self:
        """Those of the week, those put off beyond today, and what is not for them at all."""
        week = models.Q(week=monday)
        set_aside = models.Q(until__gt=today) | models.Q(answer=Choice.Answer.NOT_FOR_ME)
        return self.filter(week | set_aside)


class Choice(models.Model):
    """What a rep said of an action that was proposed: the accepted ones are the week's plan."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted"
        DONE = "done"
        LATER = "later"  # not before `until`
        NOT_FOR_ME = "not for me"  # until it is taken back

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="choices")
    action = models.CharField(max_length=40)  # an input of the day
    week = models.DateField()  # its Monday
    answer = models.CharField(max_length=10, choices=Answer)
    more = models.PositiveSmallIntegerField(default=0)  # a week, on top of the usual
    usual = models.FloatField(default=0.0)  # a week, when it was accepted
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ChoiceQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["-week", "action"]
        constraints = [
            models.UniqueConstraint(
                fields=["rep", "week", "action"], name="one_choice_a_week_and_action"
            )
        ]


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's, newest first."""
        return self.filter(rep=rep).order_by("-made_on", "-pk")

    def going_on(self) -> Self:
        """Those nobody has ended."""
        return self.filter(ended_on=None)


class Plan(models.Model):
    """The least that a rep does more each week to reach a total by a day, as it was made."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="plans")
    goal = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(100)]
    )  # a displayed total
    by_day = models.DateField()
    units = models.JSONField()  # how many more a week, by input of the day
    usual = models.JSONField()  # how many a week there were, by input of the day
    limits = models.JSONField(default=dict)  # minutes a week, the most of each, what is left out
    minutes = models.PositiveSmallIntegerField()  # a week, of the units
    made_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(PlanQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rep"],
                condition=models.Q(ended_on=None),
                name="one_plan_at_a_time",
            )
        ]
