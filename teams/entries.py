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
from teams.sources import HAND, Said, Source, Value, by_hand, with_hand
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


# By hand ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a save by hand did to a day: all that was said by hand of an input, before and after.

    Of the inputs it changed alone; teams.undoing takes it back.
    """

    log: DailyLog
    was: Said
    now: Said


def log_day(*, rep: Rep, day: date, values: Mapping[str, Value], by: User) -> DailyLog:
    """What a person says of one day, as `log_days`."""
    return log_days(rep=rep, days={day: values}, by=by)[0].log


@transaction.atomic
def log_days(*, rep: Rep, days: Mapping[date, Mapping[str, Value]], by: User) -> list[Told]:
    """What a person says of days: a value, or None to take one's word back.

    Over an imported value it stands as corrected, and the audit log keeps what stood there.
    Raises NotKeptError for a day whose facts are not kept, and ValueError where of a day to come
    anything is said but that it is off.
    """
    rep.hold()
    logs = held_days(rep, days)
    _refuse_what_has_not_come(rep, days)
    before = {day: log.known() for day, log in logs.items()}
    told = [_tell(logs[day], values, by) for day, values in days.items()]
    save_by_hand(rep, logs.values(), before)
    return told


def held_days(rep: Rep, days: Iterable[date]) -> dict[date, DailyLog]:
    """The days as they stand, or new ones; the rep is held.

    Raises NotKeptError for a day whose facts are not kept.
    """
    logs = {}
    for day in days:
        refuse(rep, day)
        logs[day] = DailyLog(organization_id=rep.organization_id, rep=rep, day=day)
    if logs:
        stored = DailyLog.objects.of(rep).between(min(logs), max(logs))
        logs |= {log.day: log for log in stored if log.day in logs}
    return logs


def _refuse_what_has_not_come(rep: Rep, days: Mapping[date, Mapping[str, Value]]) -> None:
    today = rep.today()
    for day, values in days.items():
        if day > today and values.keys() - {"off"}:
            raise ValueError(
                f"{day} has not come yet: all that can be said of it is that it is off."
            )


def _tell(log: DailyLog, values: Mapping[str, Value], by: User) -> Told:
    was = {name: by_hand(log.heard(), name) for name in values}
    for name, value in values.items():
        _say(log, name, value, by)
    now = {name: by_hand(log.heard(), name) for name in values}
    changed = [name for name in values if was[name] != now[name]]
    return Told(log, {name: was[name] for name in changed}, {name: now[name] for name in changed})


def save_by_hand(
    rep: Rep, logs: Iterable[DailyLog], before: Mapping[date, Mapping[str, Value]]
) -> None:
    """Writes days somebody spoke of and says which facts have changed; the rep is held.

    Nothing is noted of days to come: what is said of them is read when they are closed.
    """
    logs = [log for log in logs if log.heard() or log.said is not None or before[log.day]]
    save_logs(logs)
    today = rep.today()
    changed = [log.day for log in logs if log.known() != before[log.day] and log.day <= today]
    if changed:
        rep.note_change(min(changed), Change.LOGGED)


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
    """One word by hand; what stands there anyway need not be said."""
    stood = getattr(log, name)
    if value == stood:
        return
    said = log.heard()
    if value is None and log.sources()[name] in HAND:
        log.settle(with_hand(said, name, {}))
        return
    imported = any(int(key) > Source.TYPED and int(key) not in HAND for key in said.get(name, {}))
    log.hear(Source.CORRECTED if imported else Source.TYPED, {name: value})
    if imported:
        audit_correction(log, name, stood, by)


def audit_correction(log: DailyLog, name: str, stood: Value, by: User) -> None:
    """Remembers what stood there before somebody corrected it."""
    AuditEntry.objects.create(
        organization_id=log.organization_id,
        by=by,
        rep_id=log.rep_id,
        action=Action.VALUE_CORRECTED,
        details={"day": log.day.isoformat(), "input": name, "was": stood, "is": getattr(log, name)},
    )
