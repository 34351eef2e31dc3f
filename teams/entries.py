"""Saving what is known of days: from files and programs by the many, by hand one at a time.

Every function is one transaction, and says in it from which day each rep's facts have changed.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from teams.batches import batched
from teams.inputs import INPUTS
from teams.models import Action, AuditEntry, Change, DailyLog, Organization, Rep, User
from teams.retention import refuse
from teams.sources import HAND, Source, Value, forget
from teams.upsert import upsert

BATCH = 5000
Progress = Callable[[int], object]
COLUMNS = (
    "rep_id",
    "day",
    "organization_id",
    *INPUTS,
    "source",
    "exported_on",
    "said",
    "saved_at",
)


@dataclass(frozen=True)
class Entry:
    """What one source says of a rep's day; only what it knows (0 is known, absence is not)."""

    rep_id: int
    day: date
    values: Mapping[str, Value]


@transaction.atomic
def save_days(
    *,
    organization: Organization,
    source: Source,
    entries: Iterable[Entry],
    exported_on: date | None = None,
    progress: Progress = lambda days: None,
) -> int:
    """Takes in what a source says; returns on how many days what counts has changed.

    The same entries again change nothing; reps of another organisation are refused (ValueError),
    and days whose facts are not kept (NotKeptError).
    `progress` is told each time how many more days are done.
    """
    changed: dict[int, date] = {}
    days = 0
    for batch in batched(sorted(entries, key=lambda entry: (entry.rep_id, entry.day)), BATCH):
        reps = hold_reps(organization, {entry.rep_id for entry in batch})
        for entry in batch:
            refuse(reps[entry.rep_id], entry.day)
        for log in _take_in(organization, source, batch, exported_on):
            days += 1
            changed[log.rep_id] = min(changed.get(log.rep_id, log.day), log.day)
        progress(len(batch))
    Rep.objects.note_changes(changed, Change.IMPORTED)
    return days


def hold_reps(organization: Organization, reps: set[int]) -> dict[int, Rep]:
    """The reps by id, held so that two saves of the same day follow one another.

    Raises ValueError where some are not of the organisation.
    """
    mine = Rep.objects.filter(organization=organization, pk__in=reps).order_by("pk")
    held = {rep.pk: rep for rep in mine.select_for_update()}
    if len(held) != len(reps):
        raise ValueError(f"Some of these reps do not belong to {organization}.")
    return held


def _take_in(
    organization: Organization, source: Source, batch: Sequence[Entry], exported_on: date | None
) -> list[DailyLog]:
    """Saves a batch; returns the days on which what counts has changed."""
    logs = _stored(batch)
    before = {key: _kept(log) for key, log in logs.items()}
    for entry in batch:
        key = (entry.rep_id, entry.day)
        if key not in logs:
            logs[key] = DailyLog(organization=organization, rep_id=entry.rep_id, day=entry.day)
        logs[key].hear(source, entry.values, exported_on)
    touched = [log for key, log in logs.items() if _kept(log) != before.get(key)]
    save_logs(touched)
    return [log for log in touched if _counts_anew(log, before.get((log.rep_id, log.day)))]


_kept = attrgetter(*INPUTS, "source", "exported_on", "said")  # all that is saved of a day


def _counts_anew(log: DailyLog, before: tuple[Value, ...] | None) -> bool:
    """Whether any value that counts differs from what stood there."""
    stood = before or (None,) * len(INPUTS)
    return any(getattr(log, name) != old for name, old in zip(INPUTS, stood, strict=False))


def _stored(batch: Sequence[Entry]) -> dict[tuple[int, date], DailyLog]:
    days = [entry.day for entry in batch]
    logs = DailyLog.objects.between(min(days), max(days)).filter(
        rep__in={entry.rep_id for entry in batch}
    )
    return {(log.rep_id, log.day): log for log in logs}


def save_logs(logs: Iterable[DailyLog]) -> None:
    """Writes days as they are, in place of what stands there; whoever calls notes the change."""
    now = timezone.now().isoformat()
    upsert(DailyLog, COLUMNS, (_row(log, now) for log in logs))


_values = attrgetter(*INPUTS)


def _row(log: DailyLog, now: str) -> list[object]:
    return [
        log.rep_id,
        log.day.isoformat(),
        log.organization_id,
        *_values(log),
        log.source and int(log.source),
        log.exported_on and log.exported_on.isoformat(),
        log.said and json.dumps(log.said),
        now,
    ]


@transaction.atomic
def log_day(*, rep: Rep, day: date, values: Mapping[str, Value], by: User) -> DailyLog:
    """What a person says of a day: a value, or None to take one's word back.

    Over an imported value it stands as corrected, and the audit log keeps what stood there.
    Raises NotKeptError for a day whose facts are not kept.
    """
    rep.hold()
    refuse(rep, day)
    log = DailyLog.objects.filter(rep=rep, day=day).first() or DailyLog(
        organization_id=rep.organization_id, rep=rep, day=day
    )
    before = log.known()
    for name, value in values.items():
        _say(log, name, value, by)
    if log.heard() or log.said is not None or before:
        save_logs([log])
    if log.known() != before:
        rep.note_change(day, Change.LOGGED)
    return log


@transaction.atomic
def delete_day(*, rep: Rep, day: date, by: User) -> bool:
    """Deletes all that anybody said of a day; the audit log keeps it. False where nothing stood.

    Raises NotKeptError for a day whose facts are not kept.
    """
    rep.hold()
    refuse(rep, day)
    log = DailyLog.objects.filter(rep=rep, day=day).first()
    if log is None:
        return False
    AuditEntry.objects.create(
        organization_id=rep.organization_id,
        by=by,
        rep=rep,
        action=Action.DAY_DELETED,
        details={"day": day.isoformat(), "said": log.heard()},
    )
    log.delete()
    rep.note_change(day, Change.LOGGED)
    return True


def _say(log: DailyLog, name: str, value: Value, by: User) -> None:
    """One word by hand."""
    claims = log.heard().get(name, {})
    imported = any(int(key) > Source.TYPED and int(key) not in HAND for key in claims)
    stood = getattr(log, name)
    if value is None and any(str(source.value) in claims for source in HAND):
        log.settle(_without_hand(log, name))
    elif value != stood:
        source = Source.CORRECTED if imported else Source.TYPED
        log.hear(source, {name: value})
        if imported:
            _audit_correction(log, name, stood, by)


def _without_hand(log: DailyLog, name: str) -> dict[str, dict[str, list[Value | str]]]:
    said = log.heard()
    for source in HAND:
        said = forget(said, source, {name})
    return said


def _audit_correction(log: DailyLog, name: str, stood: Value, by: User) -> None:
    AuditEntry.objects.create(
        organization_id=log.organization_id,
        by=by,
        rep_id=log.rep_id,
        action=Action.VALUE_CORRECTED,
        details={"day": log.day.isoformat(), "input": name, "was": stood, "is": getattr(log, name)},
    )
