"""Organisations (tenants) and their teams."""

from datetime import date
from itertools import pairwise
from typing import Any, Self
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.base import clock

ALWAYS = date.min.isoformat()
MONDAY_TO_FRIDAY = "12345"


def validate_time_zone(name: str) -> None:
    """Raises ValidationError unless the name is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is no time zone; use a name such as Europe/Lisbon.")


def validate_working_days(digits: str) -> None:
    """Raises ValidationError unless these are ascending ISO weekdays, 1 (Monday) to 7 (Sunday)."""
    if not digits or list(digits) != sorted(set(digits) & set("1234567")):
        raise ValidationError("Working days are ISO weekdays in order, such as 12345.")


def validate_working_weeks(weeks: Any) -> None:
    """Raises ValidationError unless these are [date, weekdays] pairs, ascending, from ALWAYS on."""
    try:
        days = [date.fromisoformat(since).isoformat() for since, _ in weeks]
        for _, digits in weeks:
            validate_working_days(digits)
    except (TypeError, ValueError) as error:
        raise ValidationError("Working weeks are [ISO date, ISO weekdays] pairs.") from error
    if days[:1] != [ALWAYS] or any(later <= earlier for earlier, later in pairwise(days)):
        raise ValidationError(f"Working weeks begin with {ALWAYS} and follow by date.")


def since_ever() -> list[list[str]]:
    """Default working weeks: Monday to Friday, from the earliest date."""
    return [[ALWAYS, MONDAY_TO_FRIDAY]]


class Organization(models.Model):
    """A customer (tenant); data is never visible to another organisation."""

    class Visibility(models.TextChoices):
        """What reps see of each other; managers, coaches and admins see their reps in any mode."""

        TEAM = "team", "Everyone sees everyone in the team"
        OWN = "own", "Reps see themselves and the team’s average"
        MANAGERS = "managers", "Only managers and coaches see the team"

    class ReportBy(models.TextChoices):
        LINK = "link", "A link to it, behind the sign-in"
        ATTACHMENT = "attachment", "The file itself"

    # A four-byte id, as for teams and reps: every snapshot stores all three.
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    # [date, weekdays] pairs: the working weekdays from that date on, Monday 1 to Sunday 7.
    working_weeks = models.JSONField(default=since_ever, validators=[validate_working_weeks])
    visibility = models.CharField(
        max_length=10, choices=Visibility, default=Visibility.TEAM, db_default=Visibility.TEAM
    )
    # The smallest number of reps whose average is shown to people who cannot see each of them.
    smallest_group = models.PositiveSmallIntegerField(
        default=5, db_default=5, validators=[MinValueValidator(2), MaxValueValidator(100)]
    )
    # Facts older than this many months are deleted, their scores stay; empty keeps the facts.
    retention_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(120)]
    )
    # Additional job titles of decision makers (teams.importers.archive.decision_makers).
    decision_titles = models.JSONField(default=list, db_default=[], blank=True)
    # Column mapping of Sales Navigator reports: header -> metric, or "" for none.
    navigator_columns = models.JSONField(default=dict, db_default={}, blank=True)
    # How reports are mailed: as an attachment, or as a link behind the sign-in.
    report_by = models.CharField(
        max_length=10, choices=ReportBy, default=ReportBy.LINK, db_default=ReportBy.LINK
    )
    # When an admin completed the first steps; empty: shown while the organisation has little data.
    begun_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def weekdays_since(self) -> list[tuple[date, frozenset[int]]]:
        """Returns (first date, working weekdays with Monday 0) pairs, oldest first."""
        return [
            (date.fromisoformat(since), frozenset(int(digit) - 1 for digit in digits))
            for since, digits in self.working_weeks
        ]

    def works_on(self, day: date) -> bool:
        """Whether the date falls on a working weekday."""
        weekdays = [days for since, days in self.weekdays_since() if since <= day]
        return day.weekday() in weekdays[-1]

    def today(self) -> date:
        """Returns the current date in the organisation's time zone."""
        return clock.today_in(self.time_zone)

    def last_closed_day(self) -> date:
        """Returns the last date that has ended in the organisation's time zone."""
        return clock.last_day_over(self.time_zone)


class TeamQuerySet(models.QuerySet["Team"]):
    """Named queries on teams."""

    def within(self, team: "Team") -> Self:
        """Returns the team and, for a region, the teams in it."""
        return self.filter(models.Q(pk=team.pk) | models.Q(region=team.pk))


class Team(models.Model):
    """A team of reps, or a region grouping several teams.

    Regions do not nest. Roles on a region cover its teams, and its leaderboard combines them. Which
    teams belong to a region is not dated: its history is that of its current teams.
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
