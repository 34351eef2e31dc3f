"""Saving LinkedIn scores: one reading per rep and day, the latest entered wins."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db import transaction

from teams.facts.retention import check_day_kept
from teams.facts.save_days import lock_reps
from teams.importers.file_kinds import FileKind
from teams.models import Action, AuditEntry, Change, OfficialReading, Organization, Rep, User

PILLARS = ("brand", "people", "insights", "relationships")
MAX_PILLAR_POINTS = 25.0
# Stored entry method by kind of pasted content.
PASTE_METHODS = {
    FileKind.SSI_TEXT: OfficialReading.How.PASTED,
    FileKind.SSI_JSON: OfficialReading.How.JSON,
    FileKind.SSI_HTML: OfficialReading.How.HTML,
}


@dataclass(frozen=True)
class Reading:
    """A LinkedIn score as entered: four pillars of 0 to 25 points, and the figures beside them.

    Ranks are "top N %", averages points of 100; None where not given.
    """

    rep_id: int
    day: date
    brand: float
    people: float
    insights: float
    relationships: float
    industry_rank: float | None = None
    network_rank: float | None = None
    industry_average: float | None = None
    network_average: float | None = None


READING_FIELDS = tuple(
    field.name for field in fields(Reading) if field.name not in ("rep_id", "day")
)


@transaction.atomic
def save_readings(
    *,
    organization: Organization,
    readings: Iterable[Reading],
    how: OfficialReading.How,
    by: User | None = None,
) -> int:
    """Saves the readings; returns how many are new or differ from the stored ones.

    Raises ValueError for reps of another organisation, and NotKeptError for days whose facts are
    not kept.
    """
    latest = {(reading.rep_id, reading.day): reading for reading in readings}
    reps = lock_reps(organization, {rep for rep, _ in latest})
    for rep, day in latest:
        check_day_kept(reps[rep], day)
    stored = {(old.rep_id, old.day): old for old in OfficialReading.objects.filter(rep__in=reps)}
    changed = {key: each for key, each in latest.items() if _differs(stored.get(key), each)}
    _store(organization, changed.values(), how, by)
    audit_replaced_readings(
        organization, [old for key, old in stored.items() if key in changed], by
    )
    _record_changes(changed)
    return len(changed)


@transaction.atomic
def withdraw_reading(reading: OfficialReading, *, by: User | None) -> None:
    """Deletes a reading; the audit log keeps its values.

    Raises NotKeptError for a day whose facts are not kept.
    """
    (rep,) = lock_reps(reading.organization, {reading.rep_id}).values()
    check_day_kept(rep, reading.day)
    audit_replaced_readings(reading.organization, [reading], by)
    Rep.objects.record_changes({reading.rep_id: reading.day}, Change.READING)
    reading.delete()


def _differs(old: OfficialReading | None, new: Reading) -> bool:
    return old is None or any(getattr(old, name) != getattr(new, name) for name in READING_FIELDS)


def _store(
    organization: Organization,
    readings: Iterable[Reading],
    how: OfficialReading.How,
    by: User | None,
) -> None:
    rows = [
        OfficialReading(organization=organization, how=how, entered_by=by, **asdict(reading))
        for reading in readings
    ]
    OfficialReading.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["rep", "day"],
        update_fields=[*READING_FIELDS, "how", "entered_by", "entered_at"],
    )


def audit_replaced_readings(
    organization: Organization, old: list[OfficialReading], by: User | None
) -> None:
    """Writes the values of replaced or deleted readings to the audit log."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            organization=organization,
            by=by,
            rep_id=reading.rep_id,
            action=Action.READING_REPLACED,
            details={"day": reading.day.isoformat(), "how": reading.how}
            | {name: getattr(reading, name) for name in READING_FIELDS},
        )
        for reading in old
    )


def _record_changes(changed: dict[tuple[int, date], Reading]) -> None:
    first: dict[int, date] = {}
    for rep, day in changed:
        first[rep] = min(first.get(rep, day), day)
    Rep.objects.record_changes(first, Change.READING)
