"""Rows that workers lease one at a time: imports and reports. See teams.base.lease."""

from typing import Self, TypeVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from teams.base.lease import FREE_LEASE, LEASE_DURATION, MAX_ATTEMPTS, Lease

Row = TypeVar("Row", bound="Leased")


class LeasedQuerySet(models.QuerySet[Row]):
    """Rows that are free, and taking one of them."""

    def free(self) -> Self:
        """Rows no worker holds just now."""
        return self.filter(models.Q(leased_until=None) | models.Q(leased_until__lt=timezone.now()))

    def take(self, *, state: str, error: str) -> Lease[Row] | None:
        """Leases the query's one row; None if it is not there or another worker holds it.

        A row that broke off three times is given up with this state and error.
        """
        free = self.free()
        if free.filter(attempts__gte=MAX_ATTEMPTS).update(state=state, error=error, **FREE_LEASE):
            return None
        token, until = uuid4(), timezone.now() + LEASE_DURATION
        if not free.update(token=token, leased_until=until, attempts=models.F("attempts") + 1):
            return None
        row = self.filter(token=token).first()
        return Lease(row, token) if row else None


class Leased(models.Model):
    """A row that one worker at a time works on. `error` is why the last attempt broke off."""

    token = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True
