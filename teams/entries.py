"""Saving what is known of days: from files and programs by the many, by hand one at a time.

Every function is one transaction, and says in it from which day each rep's facts have changed.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from teams.batches import batched
from teams.inputs import INPUTS
from teams.models import Action, AuditEntry, Change, DailyLog, Organization, Rep, User
from teams.retention import refuse
from teams.sources import HAND, Claim, Source, Value, forget
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


class Dated(Protocol):
    """Something about a rep's day."""

    @property
    def rep_id(self) -> int: ...
    @property
    def day(self) -> date: ...


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
        heard = take_in(organization, source, batch, exported_on)
        counting = {(each.rep_id, each.day) for each in heard if each.counts}
        days += len(counting)
        for rep, day in counting:
            changed[rep] = min(changed.get(rep, day), day)
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


@dataclass(frozen=True)
class Heard:
    """An entry that was taken in: what its source had said before of what it now says otherwise.

    `was` has for each such input the claim that stood there (teams.sources.Said), None for none.
    `counts` says whether any value that counts has changed.
    """

    rep_id: int
    day: date
    was: Mapping[str, Claim | None]
    counts: bool


def take_in(
    organization: Organization, source: Source, batch: Sequence[Entry], exported_on: date | None
) -> list[Heard]:
    """Saves a batch, whose reps are held; says of each entry that said something new what it did.

    Whoever calls sees to facts that are no longer kept, and notes the change.
    """
    logs = stored_days(batch)
    before = {key: _kept(log) for key, log in logs.items()}
    heard = []
    for entry in batch:
        key = (entry.rep_id, entry.day)
        if key not in logs:
            logs[key] = DailyLog(organization=organization, rep_id=entry.rep_id, day=entry.day)
        heard.append(_hear(logs[key], source, entry, exported_on))
    save_logs([log for key, log in logs.items() if _kept(log) != before.get(key)])
    return [each for each in heard if each.was]


def _hear(log: DailyLog, source: Source, entry: Entry, exported_on: date | None) -> Heard:
    """One entry; whether what counts has changed is seen on the columns alone."""
    stood, said = _values(log), claims_of(log, source)
    log.hear(source, entry.values, exported_on)
    says = claims_of(log, source)
    was = {name: said.get(name) for name in entry.values if says.get(name) != said.get(name)}
    return Heard(entry.rep_id, entry.day, was, _values(log) != stood)


def claims_of(log: DailyLog, source: Source) -> dict[str, Claim]:
    """What one source says of the day, by input."""
    key = str(source.value)
    return {name: claims[key] for name, claims in log.heard().items() if key in claims}


_values = attrgetter(*INPUTS)
_kept = attrgetter(*INPUTS, "source", "exported_on", "said")  # all that is saved of a day


def stored_days(batch: Sequence[Dated]) -> dict[tuple[int, date], DailyLog]:
    """The days the batch is about that there are, by rep and day."""
    days = [entry.day for entry in batch]
    logs = DailyLog.objects.between(min(days), max(days)).filter(
        rep__in={entry.rep_id for entry in batch}
    )
    return {(log.rep_id, log.day): log for log in logs}


def save_logs(logs: Iterable[DailyLog]) -> None:
    """Writes days as they are, in place of what stands there; whoever calls notes the change."""
    now = timezone.now().isoformat()
    upsert(DailyLog, COLUMNS, (_row(log, now) for log in logs))


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
