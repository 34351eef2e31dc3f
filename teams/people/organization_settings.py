"""Organisation settings of admins: name, report mails, privacy, first steps; with audit entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from teams.facts.retention import first_kept_day
from teams.models import Action, AuditEntry, DailyLog, OfficialReading, Organization, User

PRIVACY = ("visibility", "smallest_group", "retention_months")


@transaction.atomic
def rename_organization(*, organization: Organization, name: str, by: User | None = None) -> None:
    """Renames the organisation; does nothing if the name is unchanged.

    Raises ValidationError with a sentence for an invalid name.
    """
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    was, locked.name = locked.name, name.strip()
    if locked.name == was:
        return
    locked.full_clean()
    locked.save(update_fields=["name"])
    _audit(locked, Action.ORGANIZATION_CHANGED, by, {"was": was, "is": locked.name})


@transaction.atomic
def set_report_by(*, organization: Organization, report_by: str, by: User | None = None) -> None:
    """Sets how reports are mailed; does nothing if unchanged.

    Raises ValidationError with a sentence for an unknown way.
    """
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    was, locked.report_by = locked.report_by, report_by
    if locked.report_by == was:
        return
    locked.full_clean()
    locked.save(update_fields=["report_by"])
    details = {"was": {"reports by mail": was}, "is": {"reports by mail": locked.report_by}}
    _audit(locked, Action.ORGANIZATION_CHANGED, by, details)


@transaction.atomic
def set_privacy(
    *,
    organization: Organization,
    visibility: str,
    smallest_group: int,
    retention_months: int | None,
    by: User | None = None,
) -> None:
    """Sets what people see of each other, effective at once, and how long facts are kept.

    Raises ValidationError with a sentence for an invalid value.
    """
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    was = {name: getattr(locked, name) for name in PRIVACY}
    now = {
        "visibility": visibility,
        "smallest_group": smallest_group,
        "retention_months": retention_months,
    }
    changed = [name for name in PRIVACY if was[name] != now[name]]
    if not changed:
        return
    for name in changed:
        setattr(locked, name, now[name])
    locked.full_clean()
    locked.save(update_fields=changed)
    details = {"was": {n: was[n] for n in changed}, "is": {n: now[n] for n in changed}}
    _audit(locked, Action.PRIVACY_CHANGED, by, details)


@transaction.atomic
def finish_first_steps(*, organization: Organization, by: User) -> None:
    """Records that an admin completed the first steps, which are then hidden."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if locked.begun_on is None:
        locked.begun_on = organization.today()
        locked.save(update_fields=["begun_on"])
        _audit(locked, Action.ORGANIZATION_CHANGED, by, {"is": "first steps taken"})


@dataclass(frozen=True)
class RetentionPreview:
    """What a shorter retention would delete: all facts before a day."""

    before: date
    days: int
    readings: int
    people: int


def preview_retention(organization: Organization, months: int | None) -> RetentionPreview | None:
    """Returns what this retention would delete within the hour; None for nothing."""
    before = first_kept_day(Organization(time_zone=organization.time_zone, retention_months=months))
    if before is None:
        return None
    logs = DailyLog.objects.filter(organization=organization, day__lt=before)
    readings = OfficialReading.objects.filter(organization=organization, day__lt=before)
    ids = logs.order_by().values_list("rep_id").union(readings.order_by().values_list("rep_id"))
    return RetentionPreview(before, logs.count(), readings.count(), ids.count())


def shortens_retention(organization: Organization, months: int | None) -> bool:
    """Whether this retention deletes more than the current one."""
    current = organization.retention_months
    return months is not None and (current is None or months < current)


def _audit(
    organization: Organization, action: Action, by: User | None, details: Mapping[str, object]
) -> None:
    AuditEntry.objects.create(organization=organization, by=by, action=action, details=details)
