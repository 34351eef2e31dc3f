"""Weekly action choices of reps, plans towards a goal, and the organisation's coaching tips."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User


class TipQuerySet(models.QuerySet["Tip"]):
    """Named queries on the playbook."""

    def of(self, organization: Organization) -> Self:
        """Returns one organisation's tips."""
        return self.filter(organization=organization)


class Tip(models.Model):
    """An entry of the organisation's own playbook: how to do well what a signal counts.

    It replaces the built-in tip; an empty text or no minutes keep the built-in ones.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    signal = models.CharField(max_length=40)  # a signal of the model, or an unscored input
    text = models.CharField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )  # time to do it once
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
    """Named queries on reps' choices about suggested actions."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's choices, newest week first."""
        return self.filter(rep=rep).order_by("-week", "action")

    def in_week(self, monday: date) -> Self:
        """Returns the choices of the week beginning on this Monday."""
        return self.filter(week=monday)

    def counting_on(self, monday: date, today: date) -> Self:
        """Returns choices in force: this week's, those postponed past today, and "not for me"."""
        week = models.Q(week=monday)
        set_aside = models.Q(until__gt=today) | models.Q(answer=Choice.Answer.NOT_FOR_ME)
        return self.filter(week | set_aside)


class Choice(models.Model):
    """A rep's answer to a suggested action; accepted ones form the plan of the week."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted"
        DONE = "done"
        LATER = "later"  # postponed until `until`
        NOT_FOR_ME = "not for me"  # until undone

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="choices")
    action = models.CharField(max_length=40)  # name of a daily input
    week = models.DateField()  # the Monday of the week
    answer = models.CharField(max_length=10, choices=Answer)
    more = models.PositiveSmallIntegerField(default=0)  # units a week on top of the usual
    usual = models.FloatField(default=0.0)  # units a week when accepted
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
    """Named queries on plans to a goal."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's plans, newest first."""
        return self.filter(rep=rep).order_by("-made_on", "-pk")

    def active(self) -> Self:
        """Returns plans that have not been ended."""
        return self.filter(ended_on=None)


class Plan(models.Model):
    """The least extra weekly activity to reach a total score by a date, as first calculated."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="plans")
    goal = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(100)]
    )  # a total as displayed (rounded)
    by_day = models.DateField()
    units = models.JSONField()  # extra units a week by input
    usual = models.JSONField()  # usual units a week by input
    limits = models.JSONField(default=dict)  # minutes a week, most of each input, exclusions
    minutes = models.PositiveSmallIntegerField()  # minutes a week that the extra units take
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
