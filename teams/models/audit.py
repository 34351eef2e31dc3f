"""Who changed what: rows are added, never altered."""

from typing import Any, Never

from django.db import models
from django_scopes import ScopedManager

from teams import origin
from teams.models.organization import Organization
from teams.models.people import Rep, User


class Action(models.TextChoices):
    """What is remembered."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_OUT = "signed out"
    PASSWORD_CHANGED = "password changed"
    TWO_STEP_CHANGED = "two-step changed"
    SESSION_ENDED = "session ended"
    TOKEN_MADE = "token made"
    TOKEN_WITHDRAWN = "token withdrawn"
    DENIED = "denied"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation withdrawn"
    ROLE_GIVEN = "role given"
    ROLE_ENDED = "role ended"
    DEACTIVATED = "deactivated"
    PERSON_CHANGED = "person changed"
    PEOPLE_MERGED = "people merged"
    ERASED = "erased"
    FACTS_EXPIRED = "facts expired"
    TEAM_CREATED = "team created"
    TEAM_RENAMED = "team renamed"
    TEAM_DELETED = "team deleted"
    REGION_CHANGED = "region changed"
    TEAM_CHANGED = "team changed"
    ORGANIZATION_CHANGED = "organisation changed"
    TIME_ZONE_CHANGED = "time zone changed"
    WORKING_DAYS_CHANGED = "working days changed"
    PRIVACY_CHANGED = "privacy changed"
    VALUE_CORRECTED = "value corrected"
    DAY_DELETED = "day deleted"
    READING_REPLACED = "reading replaced or withdrawn"
    ACTIVITY_IMPORTED = "activity imported"
    READINGS_IMPORTED = "readings imported"
    EXPORTED = "exported"
    JOBS_RETRIED = "jobs retried"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries can be read and added."""

    def update(self, **_: Any) -> Never:
        raise TypeError("What the audit log says stays as it is.")

    def bulk_update(self, *_: Any, **__: Any) -> Never:
        raise TypeError("What the audit log says stays as it is.")

    def delete(self) -> Never:
        raise TypeError("What the audit log says stays.")


class AuditEntry(models.Model):
    """One thing done worth remembering: who, what, on whom, before and after, from where."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Whom it was done to, where that is somebody who signs in.
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=40, choices=Action)
    details = models.JSONField(default=dict)  # where something changed, "was" and "is"
    origin = models.CharField(max_length=45, default=origin.current, db_default=origin.SERVER)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(AuditEntryQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organization", "-at"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("What the audit log says stays as it is.")
        super().save(**options)

    def delete(self, using: Any = None, keep_parents: bool = False) -> Never:
        raise TypeError("What the audit log says stays.")
