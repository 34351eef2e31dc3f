"""Retention: facts older than the organisation keeps them are deleted, their scores stay.

The first kept day is always the first of a month, so that scores continue from the model state
stored at the close of the month before. Scoring decides whose facts may be deleted.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from teams.base.batches import batched
from teams.models import (
    Action,
    AuditEntry,
    DailyLog,
    ImportedDay,
    OfficialReading,
    Organization,
    Rep,
    WeeklyCard,
)
from teams.models.facts import DailyLogQuerySet, OfficialReadingQuerySet

MONTHS = 12
# Audit log entries whose details repeat a fact of their day.
FACT_ACTIONS = (Action.VALUE_CORRECTED, Action.DAY_DELETED, Action.READING_REPLACED)


class NotKeptError(ValueError):
    """An attempt to enter or change facts of a day whose facts are not kept (any more)."""


@dataclass(frozen=True)
class DeletedFacts:
    """Numbers of rows deleted."""

    days: int = 0
    readings: int = 0

    def __add__(self, other: "DeletedFacts") -> "DeletedFacts":
        return DeletedFacts(self.days + other.days, self.readings + other.readings)


def first_kept_day(organization: Organization) -> date | None:
    """Returns the first day whose facts the organisation keeps today; None: all are kept."""
    if organization.retention_months is None:
        return None
    today = organization.today()
    year, month = divmod(
        today.year * MONTHS + today.month - 1 - organization.retention_months, MONTHS
    )
    return date(year, month + 1, 1)


def not_kept_message(day: date, since: date) -> str:
    """Returns the error message for a fact of such a day."""
    return f"{day} is too long ago: facts are kept from {since} on, of days before only scores"


def check_day_kept(rep: Rep, day: date) -> None:
    """Raises NotKeptError with a sentence if facts of the rep's day are not kept."""
    if rep.erased_on:
        raise NotKeptError("Nothing is kept about a person who was erased.")
    if rep.facts_from and day < rep.facts_from:
        raise NotKeptError(f"{not_kept_message(day, rep.facts_from)}.")


@transaction.atomic
def delete_facts(*, organization: Organization, reps: list[int], before: date) -> DeletedFacts:
    """Deletes all facts of these reps (ids; rows locked) before a day, for good.

    Audit log details that repeat them are blanked, too. Such days can't be entered afterwards.
    """
    rows = Rep.objects.filter(organization=organization, pk__in=reps)
    rows.update(facts_from=before)
    days, readings = _facts_before(reps, before)
    deleted = DeletedFacts(days.delete()[0], readings.delete()[0])
    for model in (ImportedDay, WeeklyCard):
        model.objects.filter(rep__in=reps, day__lt=before).delete()
    _blank_audit_details(reps, before)
    return deleted


def count_facts(reps: list[int], before: date) -> DeletedFacts:
    """Counts what `delete_facts` would delete."""
    days, readings = _facts_before(reps, before)
    return DeletedFacts(days.count(), readings.count())


def _facts_before(
    reps: list[int], before: date
) -> tuple[DailyLogQuerySet, OfficialReadingQuerySet]:
    return (
        DailyLog.objects.filter(rep__in=reps, day__lt=before),
        OfficialReading.objects.filter(rep__in=reps, day__lt=before),
    )


def _blank_audit_details(reps: list[int], before: date) -> None:
    entries = AuditEntry.objects.filter(rep__in=reps, action__in=FACT_ACTIONS).exclude(details={})
    days = entries.order_by().values_list("pk", "details")
    old = [pk for pk, details in days if details.get("day", "") < before.isoformat()]
    for batch in batched(old, 1000):
        AuditEntry.objects.filter(pk__in=batch).forget()
