"""Log of who opened a rep's page, shown to the rep."""

from datetime import date
from typing import Self

from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User


class VisitQuerySet(models.QuerySet["Visit"]):
    """Named queries on page visits."""

    def of(self, rep: Rep) -> Self:
        """Returns the visits to a rep's page with their users, newest first."""
        return self.filter(rep=rep).select_related("user").order_by("-day", "-last_at")

    def since(self, day: date) -> Self:
        """Returns the visits from a date on."""
        return self.filter(day__gte=day)


class Visit(models.Model):
    """A user opened a rep's page on a date (organisation time zone), most recently at `last_at`."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    last_at = models.DateTimeField()

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(VisitQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["rep", "day", "user"], name="one_visit_a_day")
        ]
