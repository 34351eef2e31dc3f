"""The daily job: brings scores up to date through a day, doing only what is missing or changed.

Each block of reps is read and scored, then written in one transaction that also checks the lease
and whether facts have changed since; so a run may be repeated, doubled or killed at any point.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np
from django.db import transaction
from django_scopes import scope

from scoring.core.layout import COMMON_LAYOUT, Bools, Floats, Ints, layout_of
from scoring.core.state import carry_over, carry_over_packed, pack, unpack
from scoring.core.trajectory import Trajectory
from scoring.core.version_timeline import replay_timeline
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
                count = close_shard(organization, shard)
                if count is None:
                    time.sleep(wait)
                else:
                    written += count
                    progress(count)
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
    stored = _load_stored_states(claim)
    plan = _plan(claim, stored)
    result = _restated_result(claim, plan)
    if not len(plan):
        ledger.finish(claim, result)
    through = claim.through.toordinal()
    todo = deque(plan.parts(through))
    while todo:
        scored = _score(claim, todo.popleft())
        with transaction.atomic():
            written, stored, changed = _write(claim, scored, stored)
            result = result.plus_snapshots(written)
            if len(changed):
                # Their facts changed while they were being scored: score them again from there.
                todo.extend(_plan(claim, stored, only_reps=changed).parts(through))
            if not todo:
                ledger.finish(claim, result)
            stop_at_failpoint("before commit")
        stop_at_failpoint("after commit")
    return result.snapshots


def _restated_result(claim: ShardClaim, plan: PassPlan) -> PassResult:
    """Which closed days have to be restated, for how many reps, and why."""
    closed = claim.closed.toordinal() if claim.closed else 0
    restated = plan.take(plan.changed & (plan.start <= closed))
    since = date.fromordinal(int(restated.start.min())) if len(restated) else None
    return PassResult(since, len(restated), int(np.bitwise_or.reduce(restated.changed_by)))


def _load_stored_states(claim: ShardClaim) -> PackedStates:
    stored = load_shard_states(claim.organization, claim.shard, COMMON_LAYOUT)
    if claim.closed is None:
        return stored
    # A rep who was not scored at the last close is in another shard by now.
    return stored.take(stored.days >= claim.closed.toordinal())


def _plan(claim: ShardClaim, stored: PackedStates, only_reps: Ints | None = None) -> PassPlan:
    reps = claim.reps() if only_reps is None else claim.reps().filter(pk__in=only_reps.tolist())
    return load_pass_plan(
        COMMON_LAYOUT, load_rep_rows(reps), claim.through.toordinal(), stored, claim.closed
    )


@dataclass
class VersionResult:
    """The results for the days of one version."""

    version: Version
    rows: list[SnapshotRows] = field(default_factory=list)
    month_ends: list[PackedStates] = field(default_factory=list)  # states at each month's end


@dataclass(frozen=True)
class PartResult:
    """The results for a part of a plan, version by version."""

    plan: PassPlan
    results: tuple[VersionResult, ...]
    end_states: PackedStates
    restarted: Bools  # (n,) changed reps without data before `start`: their old rows are dropped


def _score(claim: ShardClaim, plan: PassPlan) -> PartResult:
    through = claim.through.toordinal()
    block = Block(claim.organization, plan.reps, plan.base, through)
    state = unpack(COMMON_LAYOUT, plan.states)
    begun = state.begun.copy()
    timeline = load_timeline(claim.organization)  # after the plan: see its docstring
    history, teams = load_history(COMMON_LAYOUT, block), load_teams(block)
    stop_at_failpoint("mid-read")
    results: list[VersionResult] = []
    packed = plan.states
    for trajectory in replay_timeline(timeline, state, history):
        if not results or results[-1].version is not trajectory.layout.version:
            results.append(VersionResult(trajectory.layout.version))
        for at in range(len(trajectory)):
            scores = trajectory.scores(at)
            begun[scores.rows] |= scores.ordinal < plan.start[scores.rows]
            results[-1].rows.append(rows_of(block, teams, scores, plan.start))
            if is_month_end(scores.ordinal):
                results[-1].month_ends.append(_month_end_states(plan, trajectory, at))
            stop_at_failpoint("mid-compute")
        packed = _pack_last_state(trajectory)
    return PartResult(
        plan=plan,
        results=tuple(results),
        end_states=PackedStates(plan.reps, np.full(len(plan), through), packed),
        restarted=plan.changed & ~begun,
    )


def _pack_last_state(trajectory: Trajectory) -> Floats:
    """(n, W) packed states of the last day, in the order of COMMON_LAYOUT."""
    return pack(carry_over(trajectory.state(-1), trajectory.layout, COMMON_LAYOUT))


def _month_end_states(plan: PassPlan, trajectory: Trajectory, at: int) -> PackedStates:
    ordinal = trajectory.first + at
    rows = np.flatnonzero(trajectory.begun[at] & (plan.start <= ordinal))
    states = pack(trajectory.state(at).take(rows))
    return PackedStates(plan.reps[rows], np.full(len(rows), ordinal), states)


def _write(
    claim: ShardClaim, scored: PartResult, stored: PackedStates
) -> tuple[int, PackedStates, Ints]:
    """Writes the results that are still valid; returns their number, states, and changed reps.

    Nothing is written for reps erased meanwhile: an erasure waits for this transaction if it has
    begun (scoring.privacy.drop_scores). Raises LeaseLostError if another worker has the shard.
    """
    ledger.renew(claim)
    plan, organization = scored.plan, claim.organization.pk
    erased = claim.erased()
    is_erased = np.isin(plan.reps, erased)
    is_settled = _clear_change_marks(plan) & ~is_erased
    restarted = plan.reps[is_settled & scored.restarted]
    drop_snapshots(restarted)
    drop_kept_states(restarted)
    written = sum(_save(result, plan, is_settled, organization) for result in scored.results)
    stored = stored.replaced(scored.end_states.take(is_settled)).without(erased)
    _save_stored_states(claim, stored, scored.results[-1].version)
    return written, stored, plan.reps[~is_settled & ~is_erased]


def _save(result: VersionResult, plan: PassPlan, is_settled: Bools, organization: int) -> int:
    """Writes the days of a version; returns how many snapshots."""
    written, version = 0, result.version.identifier
    for mask, new in ((is_settled & plan.fresh, True), (is_settled & ~plan.fresh, False)):
        rows = _rows_of_reps(SnapshotRows, plan.reps[mask], result.rows)
        if rows:
            save_snapshots(rows, organization=organization, version=version, new=new)
            written += len(rows)
    kept = _rows_of_reps(PackedStates, plan.reps[is_settled], result.month_ends)
    if kept:
        save_kept_states(kept, organization=organization, version=version)
    return written


def _save_stored_states(claim: ShardClaim, stored: PackedStates, version: Version) -> None:
    packed = carry_over_packed(stored.packed, COMMON_LAYOUT, layout_of(version))
    states, name = PackedStates(stored.reps, stored.days, packed), version.identifier
    save_shard_states(states, claim.organization, claim.shard, version=name)


def _rows_of_reps(kind: type[R], reps: Ints, parts: list[R]) -> R | None:
    """The rows of these reps; None without any."""
    if not parts or not len(reps):
        return None
    table = kind.joined(parts)
    is_wanted = np.isin(table.reps, reps)
    if not is_wanted.any():
        return None
    return table if is_wanted.all() else table.take(is_wanted)


def _clear_change_marks(plan: PassPlan) -> Bools:
    """(n,) whether each rep's facts are still those that were read; clears their change marks.

    Reps without changes in the plan need no check: what has changed since is marked as changed, and
    recomputed by the next pass.
    """
    is_settled = np.ones(len(plan), bool)
    changed = plan.reps[plan.changed]
    if len(changed):
        locked = Rep.objects.filter(pk__in=changed.tolist()).order_by("pk").select_for_update()
        now = dict(locked.values_list("pk", "changes"))
        pairs = zip(changed.tolist(), plan.changes[plan.changed].tolist(), strict=True)
        is_settled[plan.changed] = [now.get(rep) == changes for rep, changes in pairs]
        unchanged = plan.reps[plan.changed & is_settled].tolist()
        Rep.objects.filter(pk__in=unchanged).update(changed_from=None, changed_by=0)
    return is_settled


def delete_derived_data(organization: Organization) -> None:
    """Deletes everything derived: the next run recomputes it from facts.

    Except for what can't be recomputed: scores of days whose facts are no longer kept, the states
    to continue from there, and scores of erased people stay as they are.
    """
    with scope(organization=organization), transaction.atomic():
        for recomputable in (Snapshot, KeptState):
            recomputable.objects.filter(recomputable_filter(), organization=organization).delete()
        for model in (ShardState, Run):
            model.objects.filter(organization=organization).delete()
