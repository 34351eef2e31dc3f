"""Saving days entered by hand, which override less exact sources and correct imported values.

Each function is one transaction that also records the first day whose facts changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from teams.base.sources import (
    HAND_SOURCES,
    ClaimsByInput,
    Source,
    Value,
    claims_by_hand,
    replace_claims_by_hand,
)
from teams.facts.retention import check_day_kept
from teams.facts.save_days import save_logs
from teams.models import Action, AuditEntry, Change, DailyLog, Rep, User


@dataclass(frozen=True)
class ManualChange:
    """What a save by hand changed on a day: claims by hand before and after.

    Contains only the inputs that changed; teams.facts.undo restores them.
    """

    log: DailyLog
    was: ClaimsByInput
    now: ClaimsByInput


def log_day(*, rep: Rep, day: date, values: Mapping[str, Value], by: User) -> DailyLog:
    """Saves one day entered by hand, as `log_days` does."""
    return log_days(rep=rep, days={day: values}, by=by)[0].log


@transaction.atomic
def log_days(*, rep: Rep, days: Mapping[date, Mapping[str, Value]], by: User) -> list[ManualChange]:
    """Saves days entered by hand; a value None withdraws what was entered by hand before.

    A value that overrides an imported one is stored as corrected, and the audit log keeps the old
    one. Raises NotKeptError for a day whose facts are not kept, and ValueError for a future day
    with anything but `off`.
    """
    rep.lock()
    logs = load_logs(rep, days)
    _refuse_future_days(rep, days)
    before = {day: log.known() for day, log in logs.items()}
    changes = [_apply_values(logs[day], values, by) for day, values in days.items()]
    save_by_hand(rep, logs.values(), before)
    return changes


def load_logs(rep: Rep, days: Iterable[date]) -> dict[date, DailyLog]:
    """Returns the stored logs of these days, or new ones; the caller holds the rep's row lock.

    Raises NotKeptError for a day whose facts are not kept.
    """
    logs = {}
    for day in days:
        check_day_kept(rep, day)
        logs[day] = DailyLog(organization_id=rep.organization_id, rep=rep, day=day)
    if logs:
        stored = DailyLog.objects.of(rep).between(min(logs), max(logs))
        logs |= {log.day: log for log in stored if log.day in logs}
    return logs


def _refuse_future_days(rep: Rep, days: Mapping[date, Mapping[str, Value]]) -> None:
    today = rep.today()
    for day, values in days.items():
        entered = {name for name, value in values.items() if value is not None}
        if day > today and entered - {"off"}:
            raise ValueError(
                f"{day} has not come yet: all that can be said of it is that it is off."
            )


def _apply_values(log: DailyLog, values: Mapping[str, Value], by: User) -> ManualChange:
    was = {name: claims_by_hand(log.claims(), name) for name in values}
    for name, value in values.items():
        _apply_value(log, name, value, by)
    now = {name: claims_by_hand(log.claims(), name) for name in values}
    changed = [name for name in values if was[name] != now[name]]
    return ManualChange(
        log, {name: was[name] for name in changed}, {name: now[name] for name in changed}
    )


def save_by_hand(
    rep: Rep, logs: Iterable[DailyLog], before: Mapping[date, Mapping[str, Value]]
) -> None:
    """Saves logs and records which facts have changed; the caller holds the rep's row lock.

    Future days record no change: their facts are read when the day is closed.
    """
    logs = [log for log in logs if log.claims() or log.said is not None or before[log.day]]
    save_logs(logs)
    today = rep.today()
    changed = [log.day for log in logs if log.known() != before[log.day] and log.day <= today]
    if changed:
        rep.record_change(min(changed), Change.LOGGED)


@transaction.atomic
def delete_day(*, rep: Rep, day: date, by: User) -> bool:
    """Deletes everything known of a day; the audit log keeps it.

    Returns False if nothing was stored. Raises NotKeptError for a day whose facts are not kept.
    """
    rep.lock()
    check_day_kept(rep, day)
    log = DailyLog.objects.filter(rep=rep, day=day).first()
    if log is None:
        return False
    AuditEntry.objects.create(
        organization_id=rep.organization_id,
        by=by,
        rep=rep,
        action=Action.DAY_DELETED,
        details={"day": day.isoformat(), "said": log.claims()},
    )
    log.delete()
    rep.record_change(day, Change.LOGGED)
    return True


def _apply_value(log: DailyLog, name: str, value: Value, by: User) -> None:
    """Applies one value by hand; a value equal to the one in force is skipped."""
    previous = getattr(log, name)
    if value == previous:
        return
    claims = log.claims()
    if value is None and log.sources()[name] in HAND_SOURCES:
        log.set_claims(replace_claims_by_hand(claims, name, {}))
        return
    imported = any(
        int(key) > Source.TYPED and int(key) not in HAND_SOURCES for key in claims.get(name, {})
    )
    log.add_claims(Source.CORRECTED if imported else Source.TYPED, {name: value})
    if imported:
        audit_correction(log, name, previous, by)


def audit_correction(log: DailyLog, name: str, previous: Value, by: User) -> None:
    """Writes the value before a correction to the audit log."""
    AuditEntry.objects.create(
        organization_id=log.organization_id,
        by=by,
        rep_id=log.rep_id,
        action=Action.VALUE_CORRECTED,
        details={
            "day": log.day.isoformat(),
            "input": name,
            "was": previous,
            "is": getattr(log, name),
        },
    )
