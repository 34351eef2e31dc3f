"""Undoing a save by hand: restores the previous claims, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from teams.base.inputs import INPUTS
from teams.base.sources import ClaimsByInput, Source, claims_by_hand, replace_claims_by_hand
from teams.facts.manual_entry import ManualChange, audit_correction, load_logs, save_by_hand
from teams.models import DailyLog, Rep, User


@dataclass(frozen=True)
class ClaimChange:
    """Claims by hand about a day's inputs before and after a save."""

    day: date
    was: ClaimsByInput
    now: ClaimsByInput


def steps(changes: Sequence[ManualChange]) -> list[ClaimChange]:
    """Returns the undoable changes of a save."""
    return [
        ClaimChange(each.log.day, each.was, each.now) for each in changes if each.was or each.now
    ]


@transaction.atomic
def undo_save(*, rep: Rep, steps: Sequence[ClaimChange], by: User) -> list[DailyLog]:
    """Restores the claims before the save; returns the logs that changed.

    Later entries by hand stay, and so do claims of files. Raises NotKeptError for a day whose facts
    are not kept any more.
    """
    rep.lock()
    logs = load_logs(rep, [step.day for step in steps])
    before = {day: log.known() for day, log in logs.items()}
    claims_before = {day: log.claims() for day, log in logs.items()}
    for step in steps:
        for name in step.now:
            _restore(logs[step.day], name, step, by)
    save_by_hand(rep, logs.values(), before)
    return [log for day, log in logs.items() if log.claims() != claims_before[day]]


def _restore(log: DailyLog, name: str, step: ClaimChange, by: User) -> None:
    claims = log.claims()
    if name not in INPUTS or claims_by_hand(claims, name) != step.now[name]:
        return
    previous = getattr(log, name)
    log.set_claims(replace_claims_by_hand(claims, name, step.was[name]))
    if str(Source.CORRECTED.value) in step.was[name] and getattr(log, name) != previous:
        audit_correction(log, name, previous, by)
