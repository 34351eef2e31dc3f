"""What a person says of days by typing: it counts over vaguer sources, and as corrected over files.

Every function is one transaction, and says in it from which day the rep's facts have changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from teams.entries import save_logs
from teams.models import Action, AuditEntry, Change, DailyLog, Rep, User
from teams.retention import refuse
from teams.sources import HAND, Said, Source, Value, said_by_hand, with_hand


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
        said = {name for name, value in values.items() if value is not None}
        if day > today and said - {"off"}:
            raise ValueError(
                f"{day} has not come yet: all that can be said of it is that it is off."
            )


def _tell(log: DailyLog, values: Mapping[str, Value], by: User) -> Told:
    was = {name: said_by_hand(log.heard(), name) for name in values}
    for name, value in values.items():
        _say(log, name, value, by)
    now = {name: said_by_hand(log.heard(), name) for name in values}
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
