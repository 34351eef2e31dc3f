"""Goals, annotations on charts, saved groups of reps, and requests for a LinkedIn score."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization, Team
from teams.models.people import Membership, Rep
from teams.models.users import User


class GoalQuerySet(models.QuerySet["Goal"]):
    """Named queries on goals."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's goals, the earliest date first."""
        return self.filter(rep=rep).order_by("by_day")

    def of_team(self, team: Team) -> Self:
        """Returns one team's goals, the earliest date first."""
        return self.filter(team=team).order_by("by_day")

    def of_teams_from(self, teams: Iterable[Team], day: date) -> Self:
        """Returns these teams' goals due on or after a date, the earliest first."""
        return self.filter(team__in=list(teams), by_day__gte=day).order_by("by_day", "pk")


class Goal(models.Model):
    """A target for a rep's score or a team's average, to be reached by a date.

    `target` is in points: 1 to 100 for the total, to 25 for a pillar.
    """

    class What(models.TextChoices):
        TOTAL = "total"
        BRAND = "brand"
        PEOPLE = "people"
        INSIGHTS = "insights"
        RELATIONSHIPS = "relationships"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(
        Rep, on_delete=models.CASCADE, null=True, blank=True, related_name="goals"
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="goals"
    )
    what = models.CharField(max_length=13, choices=What, default=What.TOTAL)
    target = models.FloatField(validators=[MinValueValidator(1.0), MaxValueValidator(100.0)])
    by_day = models.DateField()
    set_on = models.DateField()
    set_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(GoalQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["by_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rep__isnull=True) ^ models.Q(team__isnull=True),
                name="a_goal_is_a_reps_or_a_teams",
            ),
            models.UniqueConstraint(fields=["rep", "what"], name="one_goal_a_rep_and_what"),
            models.UniqueConstraint(fields=["team", "what"], name="one_goal_a_team_and_what"),
        ]


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    """Named queries on annotations."""

    def between(self, first: date, last: date) -> Self:
        """Returns the annotations from `first` to `last`, both included, oldest first."""
        return self.filter(day__range=(first, last)).order_by("day", "pk")

    def about(self, teams: list[int]) -> Self:
        """Returns the annotations of these teams (by id) and of the whole organisation."""
        return self.filter(models.Q(team=None) | models.Q(team__in=teams))

    def of_rep(self, rep: Rep) -> Self:
        """Returns annotations of the rep's team and region on that day, and of the organisation."""
        day, team = models.OuterRef("day"), models.OuterRef("team")
        memberships = Membership.objects.filter(rep=rep, since__lte=day)
        memberships = memberships.filter(models.Q(until=None) | models.Q(until__gt=day))
        in_team = memberships.filter(models.Q(team=team) | models.Q(team__region=team))
        return self.filter(models.Q(team=None) | models.Exists(in_team))


class Annotation(models.Model):
    """An event on a date, such as a training, marked on charts; without a team, on all."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="annotations"
    )
    day = models.DateField()
    text = models.CharField(max_length=140)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(AnnotationQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["day", "pk"]


class Group(models.Model):
    """A saved group of reps from any teams; private to the user who saved it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "by", "name"], name="one_group_a_name_of_somebody"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A rep in a saved group."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="groups")

    objects = ScopedManager(organization="organization")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "rep"], name="once_in_a_group"),
        ]


class ReadingRequestQuerySet(models.QuerySet["ReadingRequest"]):
    """Named queries on requests for a LinkedIn score."""

    def open_for(self, rep: Rep) -> Self:
        """Returns the requests to one rep, newest first."""
        return self.filter(rep=rep).order_by("-asked_on")


class ReadingRequest(models.Model):
    """A request to a rep for their LinkedIn score; fulfilled once a newer reading exists."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="requests")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_on = models.DateField()  # the rep's local date

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(ReadingRequestQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rep", "by", "asked_on"], name="asked_once_a_day_by_somebody"
            )
        ]
