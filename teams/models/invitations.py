"""Invitations that let people join an organisation with a role."""

from typing import Self

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from teams.models.organization import Organization, Team
from teams.models.people import Rep, Role
from teams.models.users import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Named queries on invitations."""

    def open(self) -> Self:
        """Returns invitations that can still be accepted."""
        pending = self.filter(accepted_at=None, withdrawn_at=None)
        return pending.filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An invitation of an e-mail address to a role, single use, expiring; the link has the key."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Role.Kind)
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key (not stored)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)  # empty: sending failed
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(InvitationQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.email} as {self.kind}"
