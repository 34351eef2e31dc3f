"""Retention: deletes facts older than an organisation keeps them, once their scores are final.

A rep's facts are deleted up to the horizon when nothing before it is still to be recomputed and the
state to continue from is kept. Other reps wait for the next run. It works in blocks of reps, each a
transaction: a killed or repeated run continues where the last one stopped.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django_scopes import scope

from scoring.models import KeptState, Snapshot
from teams.base.inputs import SCORED_INPUTS
from teams.facts.retention import DeletedFacts, count_facts, delete_facts, first_kept_day
from teams.models import Action, AuditEntry, DailyLog, OfficialReading, Organization, Rep
from teams.models.people import RepQuerySet

BLOCK_REPS = 500  # reps


@dataclass(frozen=True)
class ExpiryResult:
    """What was deleted: facts of `reps` reps before a day; `waiting` reps have to wait.

    `unfinished` if time ran out before all were done.
    """

    before: date
    reps: int = 0
    waiting: int = 0
    deleted: DeletedFacts = field(default_factory=DeletedFacts)
    unfinished: bool = False

    def plus_block(self, reps: int, waiting: int, deleted: DeletedFacts) -> "ExpiryResult":
        """Returns a copy with one more block added."""
        return ExpiryResult(
            self.before, self.reps + reps, self.waiting + waiting, self.deleted + deleted
        )


def expire_facts(
    organization: Organization,
    *,
    dry_run: bool = False,
    has_time: Callable[[], bool] = lambda: True,
) -> ExpiryResult | None:
    """Deletes facts older than the organisation keeps them; None if it keeps all.

    Stops when `has_time` returns False and leaves the rest for the next run. `dry_run` only counts.
    """
    before = first_kept_day(organization)
    if before is None:
        return None
    done, after = ExpiryResult(before), 0
    with scope(organization=organization):
        if not dry_run:
            _drop_states_of_erased_reps()
        while block := _block(organization, before, after):
            if not has_time():
                return ExpiryResult(before, done.reps, done.waiting, done.deleted, unfinished=True)
            after = block[-1]
            done = done.plus_block(*(_count if dry_run else _expire)(organization, block, before))
    return done


def _drop_states_of_erased_reps() -> None:
    """Deletes states that a worker left, where an erasure was killed halfway."""
    KeptState.objects.filter(rep__in=Rep.objects.filter(erased_on__isnull=False)).delete()


def _reps_with_old_facts(organization: Organization, before: date) -> RepQuerySet:
    """Reps who may still have facts before the day."""
    reps: RepQuerySet = Rep.objects.filter(organization=organization)
    return reps.present().filter(Q(facts_from=None) | Q(facts_from__lt=before))


def _block(organization: Organization, before: date, after: int) -> list[int]:
    due = _reps_with_old_facts(organization, before).filter(pk__gt=after).order_by("pk")
    return list(due.values_list("pk", flat=True)[:BLOCK_REPS])


@transaction.atomic
def _expire(
    organization: Organization, block: list[int], before: date
) -> tuple[int, int, DeletedFacts]:
    """Deletes the facts of a block; returns how many reps, how many wait, and what was deleted."""
    locked = (
        _reps_with_old_facts(organization, before)
        .filter(pk__in=block)
        .order_by("pk")
        .select_for_update()
    )
    reps = list(locked)
    ready = _reps_ready_to_expire(reps, before)
    deleted = delete_facts(organization=organization, reps=ready, before=before)
    # The state of the day before is needed to continue; older ones reveal more than a score.
    older = KeptState.objects.filter(rep__in=ready, day__lt=before - timedelta(days=1))
    older.delete()
    if deleted != DeletedFacts():
        AuditEntry.objects.create(
            organization=organization,
            action=Action.FACTS_EXPIRED,
            details={"before": before.isoformat(), "reps": len(ready), **asdict(deleted)},
        )
    return len(ready), len(reps) - len(ready), deleted


def _count(
    organization: Organization, block: list[int], before: date
) -> tuple[int, int, DeletedFacts]:
    """Counts what `_expire` would delete."""
    reps = list(_reps_with_old_facts(organization, before).filter(pk__in=block))
    ready = _reps_ready_to_expire(reps, before)
    return len(ready), len(reps) - len(ready), count_facts(ready, before)


def _reps_ready_to_expire(reps: list[Rep], before: date) -> list[int]:
    """Reps whose scores before the day are final and can be continued from."""
    settled = {rep.pk for rep in reps if rep.changed_from is None or rep.changed_from >= before}
    kept = KeptState.objects.filter(rep__in=settled, day=before - timedelta(days=1))
    with_state = set(kept.values_list("rep_id", flat=True))
    without_state = settled - with_state
    return sorted(with_state | (without_state - _reps_with_history(without_state, before)))


def _reps_with_history(reps: set[int], before: date) -> set[int]:
    """Reps with a score before the day, or with a fact that will make one."""
    has_input = Q(*((f"{name}__isnull", False) for name in SCORED_INPUTS), _connector=Q.OR)
    rows = (
        Snapshot.objects.filter(rep__in=reps, day__lt=before),
        OfficialReading.objects.filter(rep__in=reps, day__lt=before),
        DailyLog.objects.filter(has_input, rep__in=reps, day__lt=before),
    )
    return {
        rep for queryset in rows for rep in queryset.values_list("rep_id", flat=True).distinct()
    }
