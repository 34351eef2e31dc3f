"""Who changed what: rows are added, never altered."""

from django.db import models
from django_scopes import ScopedManager

from teams.models.organization import Organization
from teams.models.people import Rep, User


class AuditEntry(models.Model):
    """One change worth remembering, with what stood there before."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
