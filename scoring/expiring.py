"""Facts that are older than an organisation keeps them go, once the scores they make are certain.

A rep's facts go up to the horizon when nothing before it is still to be made anew, and the state to
go on from is kept. Whoever is not that far waits for the next time. It goes by blocks of reps, each
a transaction: killed or repeated, it goes on where it was.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django_scopes import scope

from scoring.models import KeptState, Snapshot
from teams.inputs import SCORED
from teams.models import Action, AuditEntry, DailyLog, OfficialReading, Organization, Rep
from teams.models.people import RepQuerySet
from teams.retention import Gone, count_facts, forget_facts, horizon

BLOCK = 500  # reps


@dataclass(frozen=True)
class Expired:
    """What went: facts of so many reps before a day; so many others have to wait.

    `unfinished` where there was no time for all.
    """

    before: date
    reps: int = 0
    waiting: int = 0
    gone: Gone = field(default_factory=Gone)
    unfinished: bool = False

    def and_also(self, reps: int, waiting: int, gone: Gone) -> "Expired":
        """The same, with a block more."""
        return Expired(self.before, self.reps + reps, self.waiting + waiting, self.gone + gone)


def expire_facts(
    organization: Organization,
    *,
    dry_run: bool = False,
    in_time: Callable[[], bool] = lambda: True,
) -> Expired | None:
    """Forgets what is older than the organisation keeps; None where it keeps all.

    Goes on while `in_time`, then leaves the rest for the next time.
    """
    before = horizon(organization)
    if before is None:
        return None
    done, after = Expired(before), 0
    with scope(organization=organization):
        if not dry_run:
            _drop_states_of_the_erased()
        while block := _block(organization, before, after):
            if not in_time():
                return Expired(before, done.reps, done.waiting, done.gone, unfinished=True)
            after = block[-1]
            done = done.and_also(*(_count if dry_run else _expire)(organization, block, before))
    return done


def _drop_states_of_the_erased() -> None:
    """Left by a worker, where whoever erased was killed in between."""
    KeptState.objects.filter(rep__in=Rep.objects.filter(erased_on__isnull=False)).delete()


def _due(organization: Organization, before: date) -> RepQuerySet:
    """Whose facts before the day may still be there."""
    reps: RepQuerySet = Rep.objects.filter(organization=organization)
    return reps.present().filter(Q(facts_from=None) | Q(facts_from__lt=before))


def _block(organization: Organization, before: date, after: int) -> list[int]:
    due = _due(organization, before).filter(pk__gt=after).order_by("pk")
    return list(due.values_list("pk", flat=True)[:BLOCK])


@transaction.atomic
def _expire(organization: Organization, block: list[int], before: date) -> tuple[int, int, Gone]:
    """Forgets what may be of the block; how many reps it was, how many wait, what went."""
    held = _due(organization, before).filter(pk__in=block).order_by("pk").select_for_update()
    reps = list(held)
    ready = _ready(reps, before)
    gone = forget_facts(organization=organization, reps=ready, before=before)
    # The state on the day before is gone on from; older ones tell more than a score.
    older = KeptState.objects.filter(rep__in=ready, day__lt=before - timedelta(days=1))
    older.delete()
    if gone != Gone():
        AuditEntry.objects.create(
            organization=organization,
            action=Action.FACTS_EXPIRED,
            details={"before": before.isoformat(), "reps": len(ready), **asdict(gone)},
        )
    return len(ready), len(reps) - len(ready), gone


def _count(organization: Organization, block: list[int], before: date) -> tuple[int, int, Gone]:
    """What `_expire` would do."""
    reps = list(_due(organization, before).filter(pk__in=block))
    ready = _ready(reps, before)
    return len(ready), len(reps) - len(ready), count_facts(ready, before)


def _ready(reps: list[Rep], before: date) -> list[int]:
    """Whose scores before the day are made for good, and can be gone on from."""
    settled = {rep.pk for rep in reps if rep.changed_from is None or rep.changed_from >= before}
    kept = KeptState.objects.filter(rep__in=settled, day=before - timedelta(days=1))
    certain = set(kept.values_list("rep_id", flat=True))
    return sorted(certain | (settled - certain - _begun(settled - certain, before)))


def _begun(reps: set[int], before: date) -> set[int]:
    """Who has a score before the day, or a fact that is going to make one."""
    word = Q(*((f"{name}__isnull", False) for name in SCORED), _connector=Q.OR)
    rows = (
        Snapshot.objects.filter(rep__in=reps, day__lt=before),
        OfficialReading.objects.filter(rep__in=reps, day__lt=before),
        DailyLog.objects.filter(word, rep__in=reps, day__lt=before),
    )
    return {rep for found in rows for rep in found.values_list("rep_id", flat=True).distinct()}
