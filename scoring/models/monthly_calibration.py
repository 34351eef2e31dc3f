"""The switch for adopting what calibration learns each month, and what came of it last."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from teams.models import Organization

OUTCOME_LENGTH = 400


class MonthlyCalibrationQuerySet(models.QuerySet["MonthlyCalibration"]):
    """Queries on the monthly calibrations of organisations."""

    def claim(self, month: date, now: datetime, lease: timedelta) -> datetime | None:
        """Claims the row until the returned moment, if it is on, due for a month and free."""
        due = self.filter(month__lt=month, is_on=True)
        free = due.filter(Q(leased_until=None) | Q(leased_until__lt=now))
        return now + lease if free.update(leased_until=now + lease) else None

    def finish(self, month: date, leased_until: datetime, outcome: str) -> bool:
        """Records what was decided for a month; False if the lease was lost."""
        held = self.filter(leased_until=leased_until)
        outcome = outcome[:OUTCOME_LENGTH]
        return bool(held.update(month=month, leased_until=None, outcome=outcome))


class MonthlyCalibration(models.Model):
    """Whether an organisation adopts each month what calibration learned; on by default."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=True)
    month = models.DateField()  # first day of the last month that was decided
    outcome = models.CharField(max_length=OUTCOME_LENGTH, blank=True)  # in words
    leased_until = models.DateTimeField(null=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(MonthlyCalibrationQuerySet),
        organization="organization",
    )

    def __str__(self) -> str:
        return f"monthly calibration: {'on' if self.is_on else 'off'}"
