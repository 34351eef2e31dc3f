"""Bring up to date: whatever is missing or has changed, through a day. Never anything else.

Each block of reps is read, scored and written in one transaction that also checks the lease and
settles what changed; so a run may be repeated, doubled or killed at any point.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django_scopes import scope

from scoring import ledger
from scoring.core.history import Scores, replay
from scoring.core.layout import Bools, Ints, layout_of
from scoring.core.versions import CURRENT
from scoring.ledger import Claim
from scoring.models import Run, Snapshot
from scoring.store import (
    Block,
    among,
    drop_snapshots,
    first_days,
    last_snapshots,
    load_history,
    load_state,
    rows_of,
)
from scoring.writing import save_snapshots
from teams.models import Organization, Rep

CELLS = 3_000_000  # rep-days times inputs in memory at once (8 bytes each, several copies)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """Reps to be scored: id, first ordinal to score, the change count their facts had.

    `changed` says whether any fact up to the close has; else there are only days to be added.
    """

    reps: Ints
    start: Ints
    changes: Ints
    changed: Bools

    def __len__(self) -> int:
        return len(self.reps)

    def part(self, rows: Ints) -> "Plan":
        """Some of the reps."""
        return Plan(self.reps[rows], self.start[rows], self.changes[rows], self.changed[rows])


def bring_up_to_date(
    organization: Organization,
    through: date,
    *,
    progress: Callable[[int], object] = lambda snapshots: None,
    wait: float = 0.2,
) -> int:
    """Closes every day through `through`; returns how many snapshots were written.

    Waits for shards another worker is busy with. Raises RuntimeError naming days given up.
    """
    with scope(organization=organization):
        Run.objects.failed().reopen()
        ledger.open_days(organization, through)
        written = 0
        for shard in ledger.shards(organization):
            while Run.objects.of_shard(shard).open().exists():
                got = perform(organization, shard)
                if got is None:
                    time.sleep(wait)
                else:
                    written += got
                    progress(got)
        _complain(organization)
        return written


def _complain(organization: Organization) -> None:
    failed = Run.objects.failed().first()
    if failed:
        raise RuntimeError(
            f"{organization}: {failed.day} could not be scored in {ledger.ATTEMPTS} attempts: "
            f"{failed.error or 'the worker died each time'}"
        )


def perform(organization: Organization, shard: int) -> int | None:
    """Does what is due of a shard; None when there is nothing to claim, else snapshots written."""
    claim = ledger.claim(organization, shard)
    if claim is None:
        return None
    try:
        return _perform(claim)
    except ledger.LeaseLostError as lost:
        log.warning("%s", lost)
        return 0
    except Exception as error:
        log.exception("Shard %s of %s failed", shard, organization)
        ledger.release(claim, f"{type(error).__name__}: {error}")
        return 0


def _perform(claim: Claim) -> int:
    closed = Run.objects.of_shard(claim.shard).closed_through()
    written, first = 0, None
    plan = _plan(claim, closed)
    while len(plan):
        changed: list[Ints] = []
        for part in _parts(plan, claim.through):
            count, moved = _score(claim, part)
            written += count
            first = min(first or date.max, date.fromordinal(int(part.start.min())))
            changed.append(moved)
        # Those whose facts changed while they were being scored: once more, from there.
        plan = _plan(claim, closed, only=np.concatenate(changed))
    ledger.finish(claim, restated_from=first, snapshots=written)
    return written


def _plan(claim: Claim, closed: date | None, only: Ints | None = None) -> Plan:
    """Who is to be scored from when: changed reps from the change, others from the last close."""
    reps = ledger.reps_of(claim.organization, claim.shard)
    if only is not None:
        reps = reps.filter(pk__in=only.tolist())
    rows = [
        (pk, _ordinal(changed_from, claim.through), changes)
        for pk, changed_from, changes in reps.values_list("pk", "changed_from", "changes")
    ]
    ids, changed_from, changes = np.array(rows, np.int64).reshape(-1, 3).T
    start = _starts(ids, changed_from, closed, claim.through)
    plan = Plan(ids, start, changes, changed_from > 0)
    return plan.part(np.flatnonzero(start <= claim.through.toordinal()))


def _ordinal(changed_from: date | None, through: date) -> int:
    """The day as an ordinal; 0 where nothing has changed by then."""
    return changed_from.toordinal() if changed_from and changed_from <= through else 0


def _starts(reps: Ints, changed_from: Ints, closed: date | None, through: date) -> Ints:
    """(n,) the first ordinal to score: from the change, or on from where snapshots stand.

    While nothing was ever closed, an attempt that died may have got further with some than with
    others: whoever has no snapshot begins with the first fact.
    """
    if closed:
        after = np.full(len(reps), closed.toordinal() + 1)
    else:
        last = last_snapshots(reps)
        after = np.where(last > 0, last + 1, first_days(reps, default=through))
    return np.where(changed_from > 0, np.minimum(changed_from, after), after)


def _parts(plan: Plan, through: date) -> Iterator[Plan]:
    """The plan in pieces that fit in memory, reps that start together side by side."""
    order = np.argsort(plan.start, kind="stable")
    at = 0
    while at < len(order):
        days = through.toordinal() - int(plan.start[order[at]]) + 1
        size = max(1, CELLS // (days * len(CURRENT.inputs)))
        yield plan.part(np.sort(order[at : at + size]))
        at += size


def _score(claim: Claim, plan: Plan) -> tuple[int, Ints]:
    """Scores and writes some reps; returns how many snapshots, and who changed meanwhile."""
    layout = layout_of(CURRENT)
    block = Block(claim.organization, plan.reps, plan.start, claim.through.toordinal())
    state = load_state(layout, block)
    anew = ~state.begun
    scores = list(replay(layout, state, load_history(layout, block)))
    with transaction.atomic():
        ledger.renew(claim)
        same = _still_the_same(plan)
        settled = same & plan.changed
        drop_snapshots(plan.reps[settled & anew])
        rows = rows_of(block, scores, np.flatnonzero(same))
        if rows:
            save_snapshots(rows, organization=claim.organization.pk, version=CURRENT.identifier)
        _settle(claim, plan.reps[settled & state.begun], begun=True)
        _settle(claim, plan.reps[settled & ~state.begun], begun=False)
    return len(rows) if rows else 0, plan.reps[~same]


def _still_the_same(plan: Plan) -> Bools:
    """(n,) whether the facts are those that were read; holds the reps until the end."""
    reps = Rep.objects.filter(among("pk", plan.reps)).order_by("pk").select_for_update()
    now = dict(reps.values_list("pk", "changes"))
    pairs = zip(plan.reps.tolist(), plan.changes.tolist(), strict=True)
    return np.array([now.get(rep) == changes for rep, changes in pairs])


def _settle(claim: Claim, reps: Ints, *, begun: bool) -> None:
    """Says that the changes are taken up; who has not begun is looked at again the next day."""
    after = claim.through + timedelta(days=1)
    Rep.objects.filter(pk__in=reps.tolist()).update(changed_from=None if begun else after)


def live(rep: Rep, through: date) -> list[Scores]:
    """The rep's scores from the first day not stored as it is now, through a day; stores nothing.

    The last of them is today's provisional score while facts are still coming in.
    """
    layout = layout_of(CURRENT)
    closed = Run.objects.of_shard(rep.pk // ledger.SHARD_SIZE).closed_through()
    reps, changed_from = np.array([rep.pk]), np.array([_ordinal(rep.changed_from, through)])
    start = np.minimum(_starts(reps, changed_from, closed, through), through.toordinal())
    block = Block(rep.organization, reps, start, through.toordinal())
    return list(replay(layout, load_state(layout, block), load_history(layout, block)))


def rebuild(organization: Organization) -> None:
    """Drops every snapshot and the ledger: the next run makes them anew from facts."""
    with scope(organization=organization), transaction.atomic():
        Snapshot.objects.filter(organization=organization).delete()
        Run.objects.filter(organization=organization).delete()
