"""Organisations and their teams."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager


def validate_time_zone(name: str) -> None:
    """Refuses a name that is no IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is no time zone; use a name such as Europe/Lisbon.")


def validate_working_days(digits: str) -> None:
    """Refuses anything but rising ISO weekdays, 1 (Monday) to 7 (Sunday)."""
    if not digits or list(digits) != sorted(set(digits) & set("1234567")):
        raise ValidationError("Working days are ISO weekdays in order, such as 12345.")


class Organization(models.Model):
    """A customer: nothing of one organisation is ever seen by another."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    working_days = models.CharField(
        max_length=7, default="12345", validators=[validate_working_days]
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def working_weekdays(self) -> frozenset[int]:
        """Weekdays people work on, Monday 0 to Sunday 6."""
        return frozenset(int(digit) - 1 for digit in self.working_days)

    def now(self) -> datetime:
        """The local time."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone))

    def today(self) -> date:
        """The local date."""
        return self.now().date()

    def last_closed_day(self) -> date:
        """The last local date that is over."""
        return self.today() - timedelta(days=1)


class Team(models.Model):
    """Reps who are looked at together."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="one_team_a_name_in_an_organization"
            )
        ]

    def __str__(self) -> str:
        return self.name
