"""Deletes derived data of a person, safe beside workers that are scoring them.

A worker writes while it holds the ledger rows of its claim, until its transaction ends. So a lock
on one of them waits for what is being written; what is written later sees that the rep is erased.
"""

import numpy as np
from django.db import transaction

from scoring.daily.ledger import shard_number
from scoring.models import KeptState, Run, ShardState, Snapshot
from teams.models import Rep


@transaction.atomic
def drop_states(rep: Rep, *, scores: bool = False) -> None:
    """Deletes the states the rep's scores continue from, and with `scores` the snapshots too.

    Call it first in a transaction that erases, and once more after it, because a worker may have
    been writing by then.
    """
    _wait_for_workers(rep)
    KeptState.objects.filter(rep=rep).delete()
    if scores:
        Snapshot.objects.filter(rep=rep).delete()
    for row in ShardState.objects.filter(shard=shard_number(rep)):
        _cut_out(row, rep)


def _wait_for_workers(rep: Rep) -> None:
    """Locks a ledger row of each claim the rep may be scored in, so that no worker can write."""
    running = Run.objects.filter(shard=shard_number(rep), state=Run.State.RUNNING)
    last = dict(running.order_by("zone", "day").values_list("zone", "pk"))
    locked = Run.objects.filter(pk__in=last.values()).order_by("zone").select_for_update()
    list(locked.values_list("pk", flat=True))


def _cut_out(row: ShardState, rep: Rep) -> None:
    """Removes the rep from a shard's stored states; the row stays, for a worker to replace."""
    reps = np.frombuffer(row.reps, "<i8")
    is_kept = reps != rep.pk
    if is_kept.all():
        return
    states = np.frombuffer(row.states, "<f8").reshape(len(reps), -1)
    ShardState.objects.filter(pk=row.pk).update(
        reps=reps[is_kept].tobytes(),
        days=np.frombuffer(row.days, "<i8")[is_kept].tobytes(),
        states=states[is_kept].tobytes(),
    )
