"""Changing working days and time zones, and marking the scores that this affects.

Scores are recomputed from the day of the change on, never before it.
"""

from datetime import date, timedelta

from django.db import transaction

from teams.base import clock
from teams.models import Action, AuditEntry, Change, Organization, Rep, User
from teams.models.organization import (
    validate_time_zone,
    validate_working_days,
    validate_working_weeks,
)
from teams.models.people import RepQuerySet


@transaction.atomic
def set_working_days(
    organization: Organization, weekdays: str, since: date, *, by: User | None = None
) -> None:
    """Sets the working weekdays ("12345") from a date on, until the next change already stored.

    Raises ValidationError with a sentence for invalid weekdays.
    """
    validate_working_days(weekdays)
    weeks = dict(organization.working_weeks) | {since.isoformat(): weekdays}
    organization.working_weeks = [list(week) for week in sorted(weeks.items())]
    validate_working_weeks(organization.working_weeks)
    organization.save(update_fields=["working_weeks"])
    reps: RepQuerySet = Rep.objects.filter(organization=organization)
    reps.record_changes(
        dict.fromkeys(reps.values_list("pk", flat=True), since), Change.WORKING_DAYS
    )
    details = {"weekdays": weekdays, "since": since.isoformat()}
    _audit(organization, Action.WORKING_DAYS_CHANGED, by, details)


@transaction.atomic
def set_time_zone(organization: Organization, zone: str, *, by: User | None = None) -> None:
    """Changes the organisation's time zone, which moves the days of reps without their own.

    Raises ValidationError with a sentence for an unknown zone.
    """
    validate_time_zone(zone)
    before, organization.time_zone = organization.time_zone, zone
    organization.save(update_fields=["time_zone"])
    _mark_last_days_changed(
        Rep.objects.filter(organization=organization, time_zone=""), before, zone
    )
    _audit(organization, Action.TIME_ZONE_CHANGED, by, {"was": before, "is": zone})


@transaction.atomic
def set_time_zone_of(rep: Rep, zone: str, *, by: User | None = None) -> None:
    """Changes the rep's time zone; empty means the organisation's.

    Raises ValidationError with a sentence for an unknown zone.
    """
    if zone:
        validate_time_zone(zone)
    before, rep.time_zone = rep.zone, zone
    rep.save(update_fields=["time_zone"])
    _mark_last_days_changed(Rep.objects.filter(pk=rep.pk), before, rep.zone)
    _audit(rep.organization, Action.TIME_ZONE_CHANGED, by, {"was": before, "is": rep.zone}, rep)


def _mark_last_days_changed(reps: RepQuerySet, before: str, zone: str) -> None:
    """Marks the last days as changed: a day may have ended in one zone but not in the other."""
    if before != zone:
        since = min(clock.today_in(before), clock.today_in(zone)) - timedelta(days=1)
        reps.record_changes(
            dict.fromkeys(reps.values_list("pk", flat=True), since), Change.TIME_ZONE
        )


def _audit(
    organization: Organization,
    action: Action,
    by: User | None,
    details: dict[str, str],
    rep: Rep | None = None,
) -> None:
    AuditEntry.objects.create(
        organization=organization, by=by, rep=rep, action=action, details=details
    )
