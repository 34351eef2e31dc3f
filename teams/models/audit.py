"""The audit log: append-only records of who changed what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Never, Self

from django.db import models
from django_scopes import ScopedManager

from teams.base import request_origin
from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User


class Action(models.TextChoices):
    """Kinds of audit log entries."""

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
    IMPORT_UNDONE = "import undone"
    EXPORTED = "exported"
    VERSION_PROPOSED = "model version proposed"
    VERSION_ADOPTED = "model version adopted"
    ADOPTION_WITHDRAWN = "model version taken back"
    PLAYBOOK_CHANGED = "playbook changed"
    NOTE_ADDED = "note added"
    NOTE_CHANGED = "note changed"
    NOTE_REMOVED = "note removed"
    JOBS_RETRIED = "jobs retried"
    PROGRAMME_CHANGED = "programme changed"
    REPORT_SHARED = "report shared"
    SHARE_WITHDRAWN = "shared report withdrawn"
    SHARE_OPENED = "shared report opened"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Named queries on the audit log; entries can be read and added, never changed or deleted."""

    def denials_of(self, user: User, since: datetime) -> Self:
        """Returns the user's denied requests after that time."""
        return self.filter(by=user, action=Action.DENIED, at__gt=since)

    def concerning(self, user_id: int | None, rep_id: int | None) -> Self:
        """Returns entries made by or about a person, as a user and as a rep."""
        condition = models.Q(pk=None)
        if user_id is not None:
            condition |= models.Q(by=user_id) | models.Q(user=user_id)
        if rep_id is not None:
            condition |= models.Q(rep=rep_id)
        return self.filter(condition)

    def naming(self, text: str) -> Self:
        """Returns entries by or about people whose name or e-mail address contains the text."""
        matches = models.Q(name__icontains=text) | models.Q(email__icontains=text)
        users, reps = User.objects.filter(matches), Rep.objects.filter(matches)
        return self.filter(
            models.Q(by__in=users) | models.Q(user__in=users) | models.Q(rep__in=reps)
        )

    def between(self, first: datetime | None, end: datetime | None) -> Self:
        """Returns entries from `first` on and before `end`; None is no limit."""
        since = self.filter(at__gte=first) if first else self
        return since.filter(at__lt=end) if end else since

    def of(self, organization: Organization) -> Self:
        """Returns the organisation's entries."""
        return self.filter(organization=organization)

    def doing(self, actions: Iterable[Action]) -> Self:
        """Returns entries with one of these actions."""
        return self.filter(action__in=actions)

    def through(self, pk: int) -> Self:
        """Returns entries up to this id: those that existed when the entry was made."""
        return self.filter(pk__lte=pk)

    def older_than(self, pk: int) -> Self:
        """Returns entries below this one in the log (keyset pagination); none if it is missing."""
        at = self.model.objects.filter(pk=pk).values("at")
        return self.filter(at__lte=models.Subquery(at)).exclude(at=models.Subquery(at), pk__gte=pk)

    def shown(self) -> Self:
        """Joins the people of each entry."""
        return self.select_related("by", "rep", "user")

    def update(self, **_: Any) -> Never:
        raise TypeError("What the audit log says stays as it is.")

    def bulk_update(self, *_: Any, **__: Any) -> Never:
        raise TypeError("What the audit log says stays as it is.")

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list["AuditEntry"]:
        if options.get("update_conflicts") or any(args[2:3]):
            raise TypeError("What the audit log says stays as it is.")
        return super().bulk_create(objs, *args, **options)

    def delete(self) -> Never:
        raise TypeError("What the audit log says stays.")

    def forget(self) -> int:
        """Blanks the details of these entries; nothing else is ever removed from the log.

        Only for personal data that must be deleted (teams.privacy.erase, teams.facts.retention):
        who did what to whom, when and from where stays. Returns the number of entries blanked.
        """
        return models.QuerySet.update(self.exclude(details={}), details={})


class AuditEntry(models.Model):
    """One recorded action: who, what, on whom, before and after, and from which address."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The affected user, if the entry is about an account.
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=40, choices=Action)
    details = models.JSONField(default=dict)  # "was" and "is" for changes
    origin = models.CharField(
        max_length=45, default=request_origin.current, db_default=request_origin.SERVER_ORIGIN
    )

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
        super().save(**options | {"force_insert": True})  # never an update, even with an id set

    def delete(self, using: Any = None, keep_parents: bool = False) -> Never:
        raise TypeError("What the audit log says stays.")
