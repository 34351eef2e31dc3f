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

from scoring.core.layout import EVERY, Bools, Ints, layout_of
from scoring.core.replay import Scores, replay
from scoring.core.state import carry_packed, pack, unpack
from scoring.core.version_timeline import legs
from scoring.core.versions import Version
from scoring.daily import ledger
from scoring.daily.active_version import course_of
from scoring.daily.failpoints import reach
from scoring.daily.ledger import Claim, Done
from scoring.daily.load import (
    Block,
    Rows,
    drop_snapshots,
    load_history,
    load_teams,
    remade,
    rows_of,
)
from scoring.daily.plan import Plan, load_plan, reps_as_rows
from scoring.daily.save import save_kept, save_shard_states, save_snapshots
from scoring.daily.states import States, drop_kept, is_month_end, load_shard_states
from scoring.models import KeptState, Run, Shard, ShardState, Snapshot
from teams.base.lease import LeaseLostError
from teams.models import Organization, Rep

log = logging.getLogger(__name__)

R = TypeVar("R", Rows, States)


def bring_up_to_date(
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


def perform(organization: Organization, shard: Shard) -> int | None:
    """Does what is due in a shard; returns snapshots written, None if nothing can be claimed."""
    reach("before claim")
    claim = ledger.claim(organization, shard)
    if claim is None:
        return None
    reach("after claim")
    try:
        return _perform(claim)
    except LeaseLostError as lost:
        log.warning("%s", lost)
        return 0
    except Exception as error:
        log.exception("%s of %s failed", shard, organization)
        ledger.release(claim, f"{type(error).__name__}: {error}")
        return 0


def _perform(claim: Claim) -> int:
    at_hand = _at_hand(claim)
    plan = _plan(claim, at_hand)
    done = _restated(claim, plan)
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
            reach("before commit")
        reach("after commit")
    return done.snapshots


def _restated(claim: Claim, plan: Plan) -> Done:
    """Which closed days have to be restated, for how many reps, and why."""
    closed = claim.closed.toordinal() if claim.closed else 0
    again = plan.take(plan.changed & (plan.start <= closed))
    since = date.fromordinal(int(again.start.min())) if len(again) else None
    return Done(since, len(again), int(np.bitwise_or.reduce(again.changed_by)))


def _at_hand(claim: Claim) -> States:
    at_hand = load_shard_states(claim.organization, claim.shard, EVERY)
    if claim.closed is None:
        return at_hand
    # A rep who was not scored at the last close is in another shard by now.
    return at_hand.take(at_hand.days >= claim.closed.toordinal())


def _plan(claim: Claim, at_hand: States, only: Ints | None = None) -> Plan:
    reps = claim.reps() if only is None else claim.reps().filter(pk__in=only.tolist())
    return load_plan(EVERY, reps_as_rows(reps), claim.through.toordinal(), at_hand, claim.closed)


@dataclass(frozen=True)
class Leg:
    """The results for the days of one version."""

    version: Version
    rows: Rows | None
    kept: States | None  # at each month's end


@dataclass(frozen=True)
class Scored:
    """The results for a part of a plan, version by version."""

    plan: Plan
    legs: tuple[Leg, ...]
    ended: States
    anew: Bools  # (n,) changed reps without data before `start`: their old rows are dropped


def _score(claim: Claim, plan: Plan) -> Scored:
    through = claim.through.toordinal()
    block = Block(claim.organization, plan.reps, plan.base, through)
    state = unpack(EVERY, plan.states)
    before = state.begun.copy()
    course = course_of(claim.organization)  # after the plan: see its docstring
    history, teams = load_history(EVERY, block), load_teams(block)
    reach("mid-read")
    scored = []
    for layout, going, piece in legs(course, state, history):
        rows, kept = [], []
        for each in replay(layout, going, piece):
            before[each.rows] |= each.ordinal < plan.start[each.rows]
            rows.append(rows_of(block, teams, each, plan.start))
            if is_month_end(each.ordinal):
                kept.append(_kept(plan, each))
            reach("mid-compute")
        scored.append(Leg(layout.version, _joined(Rows, rows), _joined(States, kept)))
        packed = carry_packed(pack(going), layout, EVERY)
    return Scored(
        plan=plan,
        legs=tuple(scored),
        ended=States(plan.reps, np.full(len(plan), through), packed),
        anew=plan.changed & ~before,
    )


def _joined(kind: type[R], parts: list[R]) -> R | None:
    return kind.joined(parts) if parts else None


def _kept(plan: Plan, scores: Scores) -> States:
    written = plan.start[scores.rows] <= scores.ordinal
    reps = plan.reps[scores.rows[written]]
    return States(reps, np.full(len(reps), scores.ordinal), pack(scores.state)[written])


def _write(claim: Claim, scored: Scored, at_hand: States) -> tuple[int, States, Ints]:
    """Writes the results that still hold; returns snapshots written, states, and reps that changed.

    Nothing is written for reps erased meanwhile: an erasure waits for this transaction if it has
    begun (scoring.privacy.drop_scores). Raises LeaseLostError if another worker has the shard.
    """
    ledger.renew(claim)
    plan, organization = scored.plan, claim.organization.pk
    erased = claim.erased()
    gone = np.isin(plan.reps, erased)
    settled = _settle(plan) & ~gone
    began_anew = plan.reps[settled & scored.anew]
    drop_snapshots(began_anew)
    drop_kept(began_anew)
    written = sum(_save(leg, plan, settled, organization) for leg in scored.legs)
    at_hand = at_hand.replaced(scored.ended.take(settled)).without(erased)
    _save_at_hand(claim, at_hand, scored.legs[-1].version)
    return written, at_hand, plan.reps[~settled & ~gone]


def _save(leg: Leg, plan: Plan, settled: Bools, organization: int) -> int:
    """Writes the days of a version; returns how many snapshots."""
    written, version = 0, leg.version.identifier
    for some, new in ((settled & plan.fresh, True), (settled & ~plan.fresh, False)):
        rows = _of(plan.reps[some], leg.rows)
        if rows:
            save_snapshots(rows, organization=organization, version=version, new=new)
            written += len(rows)
    kept = _of(plan.reps[settled], leg.kept)
    if kept:
        save_kept(kept, organization=organization, version=version)
    return written


def _save_at_hand(claim: Claim, at_hand: States, version: Version) -> None:
    packed = carry_packed(at_hand.packed, EVERY, layout_of(version))
    left, name = States(at_hand.reps, at_hand.days, packed), version.identifier
    save_shard_states(left, claim.organization, claim.shard, version=name)


def _of(reps: Ints, table: R | None) -> R | None:
    """The rows of these reps; None without any."""
    if table is None or not len(reps):
        return None
    mine = np.isin(table.reps, reps)
    if not mine.any():
        return None
    return table if mine.all() else table.take(mine)


def _settle(plan: Plan) -> Bools:
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


def rebuild(organization: Organization) -> None:
    """Deletes everything derived: the next run recomputes it from facts.

    Except for what can't be recomputed: scores of days whose facts are no longer kept, the states
    to continue from there, and scores of erased people stay as they are.
    """
    with scope(organization=organization), transaction.atomic():
        for kept in (Snapshot, KeptState):
            kept.objects.filter(remade(), organization=organization).delete()
        for model in (ShardState, Run):
            model.objects.filter(organization=organization).delete()
