"""Who opened whose page: the rep sees it."""

from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization
from teams.models.people import Rep, User


class Visit(models.Model):
    """Somebody opened a rep's page that day (the organisation's), last at that time."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    last_at = models.DateTimeField()

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["rep", "day", "user"], name="one_visit_a_day")
        ]
