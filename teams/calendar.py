"""When people work, and where: working weekdays and time zones, and what a change of them moves.

What a change moves is made anew from its day on, nothing before.
"""

from datetime import date, timedelta

from django.db import transaction

from teams import clock
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
    """From that day on people work on those weekdays ("12345"), until the next change known.

    Raises ValidationError with a sentence for weekdays that are none.
    """
    validate_working_days(weekdays)
    weeks = dict(organization.working_weeks) | {since.isoformat(): weekdays}
    organization.working_weeks = [list(week) for week in sorted(weeks.items())]
    validate_working_weeks(organization.working_weeks)
    organization.save(update_fields=["working_weeks"])
    reps: RepQuerySet = Rep.objects.filter(organization=organization)
    reps.note_changes(dict.fromkeys(reps.values_list("pk", flat=True), since), Change.WORKING_DAYS)
    details = {"weekdays": weekdays, "since": since.isoformat()}
    _audit(organization, Action.WORKING_DAYS_CHANGED, by, details)


@transaction.atomic
def set_time_zone(organization: Organization, zone: str, *, by: User | None = None) -> None:
    """The organisation moves: the days of its reps, but those with a zone of their own, too.

    Raises ValidationError with a sentence for a zone that is none.
    """
    validate_time_zone(zone)
    before, organization.time_zone = organization.time_zone, zone
    organization.save(update_fields=["time_zone"])
    _moved(Rep.objects.filter(organization=organization, time_zone=""), before, zone)
    _audit(organization, Action.TIME_ZONE_CHANGED, by, {"was": before, "is": zone})


@transaction.atomic
def set_time_zone_of(rep: Rep, zone: str, *, by: User | None = None) -> None:
    """The rep moves; an empty zone is the organisation's.

    Raises ValidationError with a sentence for a zone that is none.
    """
    if zone:
        validate_time_zone(zone)
    before, rep.time_zone = rep.zone, zone
    rep.save(update_fields=["time_zone"])
    _moved(Rep.objects.filter(pk=rep.pk), before, rep.zone)
    _audit(rep.organization, Action.TIME_ZONE_CHANGED, by, {"was": before, "is": rep.zone}, rep)


def _moved(reps: RepQuerySet, before: str, zone: str) -> None:
    """A day may have ended in one zone and not in the other: the last ones are looked at again."""
    if before != zone:
        since = min(clock.today_in(before), clock.today_in(zone)) - timedelta(days=1)
        reps.note_changes(dict.fromkeys(reps.values_list("pk", flat=True), since), Change.TIME_ZONE)


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
