"""Bulk saving of days from files and programs. For entries by hand see teams.facts.manual_entry.

Each function is one transaction that also records the first changed day of each rep.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from teams.base.batches import batched
from teams.base.inputs import INPUTS
from teams.base.sources import Claim, Source, Value
from teams.base.upsert import upsert
from teams.facts.retention import check_day_kept
from teams.models import Change, DailyLog, Organization, Rep

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


class DatedFact(Protocol):
    """Anything about one rep and day."""

    @property
    def rep_id(self) -> int: ...
    @property
    def day(self) -> date: ...


@dataclass(frozen=True)
class DayEntry:
    """One source's values for a rep's day; contains only known values (0 is known)."""

    rep_id: int
    day: date
    values: Mapping[str, Value]


@transaction.atomic
def save_days(
    *,
    organization: Organization,
    source: Source,
    entries: Iterable[DayEntry],
    exported_on: date | None = None,
    progress: Progress = lambda days: None,
) -> int:
    """Merges entries from a source; returns the number of days whose values in force changed.

    Idempotent. Raises ValueError for reps of another organisation and NotKeptError for days whose
    facts are not kept. `progress` is called with the number of further days done.
    """
    changed: dict[int, date] = {}
    days = 0
    for batch in batched(sorted(entries, key=lambda entry: (entry.rep_id, entry.day)), BATCH):
        reps = lock_reps(organization, {entry.rep_id for entry in batch})
        for entry in batch:
            check_day_kept(reps[entry.rep_id], entry.day)
        effects = save_batch(organization, source, batch, exported_on)
        changed_days = {(each.rep_id, each.day) for each in effects if each.counts}
        days += len(changed_days)
        for rep, day in changed_days:
            changed[rep] = min(changed.get(rep, day), day)
        progress(len(batch))
    Rep.objects.record_changes(changed, Change.IMPORTED)
    return days


def lock_reps(organization: Organization, reps: set[int]) -> dict[int, Rep]:
    """Locks the reps' rows, so that concurrent saves run one after the other; returns them by id.

    Raises ValueError if some do not belong to the organisation.
    """
    rows = Rep.objects.filter(organization=organization, pk__in=reps).order_by("pk")
    locked = {rep.pk: rep for rep in rows.select_for_update()}
    if len(locked) != len(reps):
        raise ValueError(f"Some of these reps do not belong to {organization}.")
    return locked


@dataclass(frozen=True)
class EntryEffect:
    """The effect of one entry: the source's previous claims that it replaced.

    `was` maps each changed input to its previous claim (teams.base.sources.ClaimsByInput), None if
    there was none. `counts` says whether any value in force has changed.
    """

    rep_id: int
    day: date
    was: Mapping[str, Claim | None]
    counts: bool


def save_batch(
    organization: Organization, source: Source, batch: Sequence[DayEntry], exported_on: date | None
) -> list[EntryEffect]:
    """Saves a batch whose reps are locked; returns the entries that changed their source's claims.

    The caller checks for facts no longer kept, and records the change.
    """
    logs = stored_logs(batch)
    before = {key: _saved_values(log) for key, log in logs.items()}
    effects = []
    for entry in batch:
        key = (entry.rep_id, entry.day)
        if key not in logs:
            logs[key] = DailyLog(organization=organization, rep_id=entry.rep_id, day=entry.day)
        effects.append(_apply_entry(logs[key], source, entry, exported_on))
    save_logs([log for key, log in logs.items() if _saved_values(log) != before.get(key)])
    return [each for each in effects if each.was]


def _apply_entry(
    log: DailyLog, source: Source, entry: DayEntry, exported_on: date | None
) -> EntryEffect:
    """Applies one entry; whether values in force changed is read off the columns."""
    previous_values, previous_claims = _values(log), claims_of(log, source)
    log.add_claims(source, entry.values, exported_on)
    claims = claims_of(log, source)
    was = {
        name: previous_claims.get(name)
        for name in entry.values
        if claims.get(name) != previous_claims.get(name)
    }
    return EntryEffect(entry.rep_id, entry.day, was, _values(log) != previous_values)


def claims_of(log: DailyLog, source: Source) -> dict[str, Claim]:
    """Returns one source's claims about the day, by input."""
    key = str(source.value)
    return {name: claims[key] for name, claims in log.claims().items() if key in claims}


_values = attrgetter(*INPUTS)
_saved_values = attrgetter(*INPUTS, "source", "exported_on", "said")  # all saved columns


def stored_logs(batch: Sequence[DatedFact]) -> dict[tuple[int, date], DailyLog]:
    """Returns the stored logs for the days of the batch, by rep id and day."""
    days = [entry.day for entry in batch]
    logs = DailyLog.objects.between(min(days), max(days)).filter(
        rep__in={entry.rep_id for entry in batch}
    )
    return {(log.rep_id, log.day): log for log in logs}


def save_logs(logs: Iterable[DailyLog]) -> None:
    """Writes logs, replacing stored ones; the caller records the change."""
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
