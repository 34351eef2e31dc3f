"""Organisations and their teams."""

from datetime import date
from itertools import pairwise
from typing import Any, Self
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams import clock

ALWAYS = date.min.isoformat()
MONDAY_TO_FRIDAY = "12345"


def validate_time_zone(name: str) -> None:
    """Refuses a name that is no IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is no time zone; use a name such as Europe/Lisbon.")


def validate_working_days(digits: str) -> None:
    """Refuses anything but rising ISO weekdays, 1 (Monday) to 7 (Sunday)."""
    if not digits or list(digits) != sorted(set(digits) & set("1234567")):
        raise ValidationError("Working days are ISO weekdays in order, such as 12345.")


def validate_working_weeks(weeks: Any) -> None:
    """Refuses anything but [day, weekdays] pairs by rising day, the first of them since ever."""
    try:
        days = [date.fromisoformat(since).isoformat() for since, _ in weeks]
        for _, digits in weeks:
            validate_working_days(digits)
    except (TypeError, ValueError) as error:
        raise ValidationError("Working weeks are [ISO date, ISO weekdays] pairs.") from error
    if days[:1] != [ALWAYS] or any(late <= early for early, late in pairwise(days)):
        raise ValidationError(f"Working weeks begin with {ALWAYS} and follow by date.")


def since_ever() -> list[list[str]]:
    """Monday to Friday, from the first day on."""
    return [[ALWAYS, MONDAY_TO_FRIDAY]]


class Organization(models.Model):
    """A customer: nothing of one organisation is ever seen by another."""

    class Visibility(models.TextChoices):
        """What reps see of each other; whoever looks after them sees them in every mode."""

        TEAM = "team", "Everyone sees everyone in the team"
        OWN = "own", "Reps see themselves and the team’s average"
        MANAGERS = "managers", "Only managers and coaches see the team"

    class ReportBy(models.TextChoices):
        LINK = "link", "A link to it, behind the sign-in"
        ATTACHMENT = "attachment", "The file itself"

    # Four bytes, here and for teams and reps: they stand on every snapshot.
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    # [day, weekdays]: from that day on people work on those, Monday 1 to Sunday 7.
    working_weeks = models.JSONField(default=since_ever, validators=[validate_working_weeks])
    visibility = models.CharField(
        max_length=10, choices=Visibility, default=Visibility.TEAM, db_default=Visibility.TEAM
    )
    # Averages of fewer people are shown to nobody who does not see those people anyway.
    smallest_group = models.PositiveSmallIntegerField(
        default=5, db_default=5, validators=[MinValueValidator(2), MaxValueValidator(100)]
    )
    # Facts older than this many months are deleted, their scores stay; empty: facts stay too.
    retention_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(120)]
    )
    # Further titles of people who can decide (teams.importers.archive.titles).
    decision_titles = models.JSONField(default=list, db_default=[], blank=True)
    # What the columns of Sales Navigator's reports are: header -> metric, or "" for none.
    navigator_columns = models.JSONField(default=dict, db_default={}, blank=True)
    # How reports come by mail: the file itself, or a link to it behind the sign-in.
    report_by = models.CharField(
        max_length=10, choices=ReportBy, default=ReportBy.LINK, db_default=ReportBy.LINK
    )
    # When an admin had taken the first steps; empty: they are shown while there is little to see.
    begun_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def weekdays_since(self) -> list[tuple[date, frozenset[int]]]:
        """From which day on people work on which weekdays (Monday 0), oldest first."""
        return [
            (date.fromisoformat(since), frozenset(int(digit) - 1 for digit in digits))
            for since, digits in self.working_weeks
        ]

    def works_on(self, day: date) -> bool:
        """Whether the day is a working one."""
        weekdays = [days for since, days in self.weekdays_since() if since <= day]
        return day.weekday() in weekdays[-1]

    def today(self) -> date:
        """The date where the organisation is."""
        return clock.today_in(self.time_zone)

    def last_closed_day(self) -> date:
        """The last date that is over there."""
        return clock.last_day_over(self.time_zone)


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams, in words of the sales floor."""

    def within(self, team: "Team") -> Self:
        """The team, and those of the region it is."""
        return self.filter(models.Q(pk=team.pk) | models.Q(region=team.pk))


class Team(models.Model):
    """Reps who are looked at together; with teams below it, a region.

    Regions do not nest. Whoever looks after a region looks after its teams, and its board is theirs
    together. Which teams it has is not dated: its past is that of today's teams.
    """

    id = models.AutoField(primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)
    region = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="teams"
    )

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(TeamQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="one_team_a_name_in_an_organization"
            )
        ]

    def __str__(self) -> str:
        return self.name
