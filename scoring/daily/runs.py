"""The daily job: brings scores up to date through a day, doing only what is missing or changed.

Each block of reps is read and scored, then written in one transaction that also checks the lease
and whether facts have changed since; so a run may be repeated, doubled or killed at any point.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from django.db import transaction
from django_scopes import scope

from scoring.core.layout import COMMON_LAYOUT, Bools, Ints, layout_of
from scoring.core.replay import Scores, replay
from scoring.core.state import carry_over_packed, pack, unpack
from scoring.core.version_timeline import split_by_version
from scoring.core.versions import Version
from scoring.daily import ledger
from scoring.daily.active_version import load_timeline
from scoring.daily.failpoints import stop_at_failpoint
from scoring.daily.ledger import PassResult, ShardClaim
from scoring.daily.load import (
    Block,
    SnapshotRows,
    drop_snapshots,
    load_history,
    load_teams,
    recomputable_filter,
    rows_of,
)
from scoring.daily.plan import PassPlan, load_pass_plan, load_rep_rows
from scoring.daily.save import save_kept_states, save_shard_states, save_snapshots
from scoring.daily.states import PackedStates, drop_kept_states, is_month_end, load_shard_states
from scoring.models import KeptState, Run, Shard, ShardState, Snapshot
from teams.base.lease import LeaseLostError
from teams.models import Organization, Rep

log = logging.getLogger(__name__)

R = TypeVar("R", SnapshotRows, PackedStates)


def close_days_through(
    organization: Organization,
    through: date,
    *,
    progress: Callable[[int], object] = lambda snapshots: None,
    wait: float = 0.2,
) -> int:
    """Closes every day through `through`; returns how many snapshots were written.

    If that day is not over yet in a rep's time zone, through the last day that is. Waits for shards
    another worker is busy with. Raises RuntimeError naming a day that was given up.
    """
    with scope(organization=organization):
        Run.objects.failed().reopen()
        ledger.open_days(organization, through)
        written = 0
        for shard in ledger.shards(organization):
            while Run.objects.of_shard(shard).open().exists():
                got = close_shard(organization, shard)
                if got is None:
                    time.sleep(wait)
                else:
                    written += got
                    progress(got)
        _raise_if_failed(organization)
        return written


def _raise_if_failed(organization: Organization) -> None:
    failed = Run.objects.failed().first()
    if failed:
        raise RuntimeError(
            f"{organization}: {failed.day} could not be scored in {ledger.MAX_ATTEMPTS} attempts: "
            f"{failed.error or 'the worker died each time'}"
        )


def close_shard(organization: Organization, shard: Shard) -> int | None:
    """Does what is due in a shard; returns snapshots written, None if nothing can be claimed."""
    stop_at_failpoint("before claim")
    claim = ledger.claim(organization, shard)
    if claim is None:
        return None
    stop_at_failpoint("after claim")
    try:
        return _close_claimed_days(claim)
    except LeaseLostError as lost:
        log.warning("%s", lost)
        return 0
    except Exception as error:
        log.exception("%s of %s failed", shard, organization)
        ledger.release(claim, f"{type(error).__name__}: {error}")
        return 0


def _close_claimed_days(claim: ShardClaim) -> int:
    at_hand = _load_stored_states(claim)
    plan = _plan(claim, at_hand)
    done = _restated_result(claim, plan)
    if not len(plan):
        ledger.finish(claim, done)
    through = claim.through.toordinal()
    todo = deque(plan.parts(through))
    while todo:
        scored = _score(claim, todo.popleft())
        with transaction.atomic():
            written, at_hand, missed = _write(claim, scored, at_hand)
            done = done.and_written(written)
            if len(missed):
                # Their facts changed while they were being scored: score them again from there.
                todo.extend(_plan(claim, at_hand, only=missed).parts(through))
            if not todo:
                ledger.finish(claim, done)
            stop_at_failpoint("before commit")
        stop_at_failpoint("after commit")
    return done.snapshots


def _restated_result(claim: ShardClaim, plan: PassPlan) -> PassResult:
    """Which closed days have to be restated, for how many reps, and why."""
    closed = claim.closed.toordinal() if claim.closed else 0
    again = plan.take(plan.changed & (plan.start <= closed))
    since = date.fromordinal(int(again.start.min())) if len(again) else None
    return PassResult(since, len(again), int(np.bitwise_or.reduce(again.changed_by)))


def _load_stored_states(claim: ShardClaim) -> PackedStates:
    at_hand = load_shard_states(claim.organization, claim.shard, COMMON_LAYOUT)
    if claim.closed is None:
        return at_hand
    # A rep who was not scored at the last close is in another shard by now.
    return at_hand.take(at_hand.days >= claim.closed.toordinal())


def _plan(claim: ShardClaim, at_hand: PackedStates, only: Ints | None = None) -> PassPlan:
    reps = claim.reps() if only is None else claim.reps().filter(pk__in=only.tolist())
    return load_pass_plan(
        COMMON_LAYOUT, load_rep_rows(reps), claim.through.toordinal(), at_hand, claim.closed
    )


@dataclass(frozen=True)
class VersionResult:
    """The results for the days of one version."""

    version: Version
    rows: SnapshotRows | None
    kept: PackedStates | None  # at each month's end


@dataclass(frozen=True)
class PartResult:
    """The results for a part of a plan, version by version."""

    plan: PassPlan
    legs: tuple[VersionResult, ...]
    ended: PackedStates
    anew: Bools  # (n,) changed reps without data before `start`: their old rows are dropped


def _score(claim: ShardClaim, plan: PassPlan) -> PartResult:
    through = claim.through.toordinal()
    block = Block(claim.organization, plan.reps, plan.base, through)
    state = unpack(COMMON_LAYOUT, plan.states)
    before = state.begun.copy()
    course = load_timeline(claim.organization)  # after the plan: see its docstring
    history, teams = load_history(COMMON_LAYOUT, block), load_teams(block)
    stop_at_failpoint("mid-read")
    scored = []
    for layout, going, piece in split_by_version(course, state, history):
        rows, kept = [], []
        for each in replay(layout, going, piece):
            before[each.rows] |= each.ordinal < plan.start[each.rows]
            rows.append(rows_of(block, teams, each, plan.start))
            if is_month_end(each.ordinal):
                kept.append(_month_end_states(plan, each))
            stop_at_failpoint("mid-compute")
        scored.append(
            VersionResult(layout.version, _joined(SnapshotRows, rows), _joined(PackedStates, kept))
        )
        packed = carry_over_packed(pack(going), layout, COMMON_LAYOUT)
    return PartResult(
        plan=plan,
        legs=tuple(scored),
        ended=PackedStates(plan.reps, np.full(len(plan), through), packed),
        anew=plan.changed & ~before,
    )


def _joined(kind: type[R], parts: list[R]) -> R | None:
    return kind.joined(parts) if parts else None


def _month_end_states(plan: PassPlan, scores: Scores) -> PackedStates:
    written = plan.start[scores.rows] <= scores.ordinal
    reps = plan.reps[scores.rows[written]]
    return PackedStates(reps, np.full(len(reps), scores.ordinal), pack(scores.state)[written])


def _write(
    claim: ShardClaim, scored: PartResult, at_hand: PackedStates
) -> tuple[int, PackedStates, Ints]:
    """Writes the results that still hold; returns snapshots written, states, and reps that changed.

    Nothing is written for reps erased meanwhile: an erasure waits for this transaction if it has
    begun (scoring.privacy.drop_scores). Raises LeaseLostError if another worker has the shard.
    """
    ledger.renew(claim)
    plan, organization = scored.plan, claim.organization.pk
    erased = claim.erased()
    gone = np.isin(plan.reps, erased)
    settled = _clear_change_marks(plan) & ~gone
    began_anew = plan.reps[settled & scored.anew]
    drop_snapshots(began_anew)
    drop_kept_states(began_anew)
    written = sum(_save(leg, plan, settled, organization) for leg in scored.legs)
    at_hand = at_hand.replaced(scored.ended.take(settled)).without(erased)
    _save_stored_states(claim, at_hand, scored.legs[-1].version)
    return written, at_hand, plan.reps[~settled & ~gone]


def _save(leg: VersionResult, plan: PassPlan, settled: Bools, organization: int) -> int:
    """Writes the days of a version; returns how many snapshots."""
    written, version = 0, leg.version.identifier
    for some, new in ((settled & plan.fresh, True), (settled & ~plan.fresh, False)):
        rows = _rows_of_reps(plan.reps[some], leg.rows)
        if rows:
            save_snapshots(rows, organization=organization, version=version, new=new)
            written += len(rows)
    kept = _rows_of_reps(plan.reps[settled], leg.kept)
    if kept:
        save_kept_states(kept, organization=organization, version=version)
    return written


def _save_stored_states(claim: ShardClaim, at_hand: PackedStates, version: Version) -> None:
    packed = carry_over_packed(at_hand.packed, COMMON_LAYOUT, layout_of(version))
    left, name = PackedStates(at_hand.reps, at_hand.days, packed), version.identifier
    save_shard_states(left, claim.organization, claim.shard, version=name)


def _rows_of_reps(reps: Ints, table: R | None) -> R | None:
    """The rows of these reps; None without any."""
    if table is None or not len(reps):
        return None
    mine = np.isin(table.reps, reps)
    if not mine.any():
        return None
    return table if mine.all() else table.take(mine)


def _clear_change_marks(plan: PassPlan) -> Bools:
    """(n,) whether each rep's facts are still those that were read; clears their change marks.

    Reps without changes in the plan need no check: what has changed since is marked as changed, and
    recomputed by the next pass.
    """
    settled = np.ones(len(plan), bool)
    changed = plan.reps[plan.changed]
    if len(changed):
        held = Rep.objects.filter(pk__in=changed.tolist()).order_by("pk").select_for_update()
        now = dict(held.values_list("pk", "changes"))
        pairs = zip(changed.tolist(), plan.changes[plan.changed].tolist(), strict=True)
        settled[plan.changed] = [now.get(rep) == changes for rep, changes in pairs]
        same = plan.reps[plan.changed & settled].tolist()
        Rep.objects.filter(pk__in=same).update(changed_from=None, changed_by=0)
    return settled


def delete_derived_data(organization: Organization) -> None:
    """Deletes everything derived: the next run recomputes it from facts.

    Except for what can't be recomputed: scores of days whose facts are no longer kept, the states
    to continue from there, and scores of erased people stay as they are.
    """
    with scope(organization=organization), transaction.atomic():
        for kept in (Snapshot, KeptState):
            kept.objects.filter(recomputable_filter(), organization=organization).delete()
        for model in (ShardState, Run):
            model.objects.filter(organization=organization).delete()
