"""Replay of consecutive days for many reps: what is logged moves the score, readings set it.

Specification: docs/model.md. Every function works on all days and reps at once, with axes
(D, n, …); only what really goes from day to day is a loop over the days. The result does not depend
on how many days are replayed together, to the last bit: a block of one day is the daily job, a
block of years a rebuild.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.core.constants import ANSWER_HALF_LIFE
from scoring.core.days import Days, days_of, last_readings, recent_known, silent_days
from scoring.core.flows import decay, flow_amounts, known_shares, with_week_before
from scoring.core.history import FactHistory
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import (
    clamp_pillars,
    counting_signals,
    signals_that_count,
    strengths,
    sum_by_pillar,
)
from scoring.core.state import State
from scoring.core.trajectory import Trajectory

N = TypeVar("N", np.float64, np.int64)


@dataclass(frozen=True)
class _Flows:
    """Flows by day; `active` is the last."""

    known: Bools  # (D, n, F)
    amounts: Floats  # (D, n, F) after the daily cap, 0 where unknown
    fades: Floats  # (D, n, F) exponent m of the day
    week_known: Bools  # (7 + D, n, F) known, from a week before the first day on
    week_working: Bools  # (7 + D, n)


@dataclass(frozen=True)
class _Counting:
    """Which signals count, by day."""

    known_days: Ints  # (D, n, S) days known so far, up to what the signal needs
    trials_known: Bools  # (D, n, R)
    before: Bools  # (D, n, S) whether the signal counted on the day before
    now: Bools  # (D, n, S)

    @property
    def starts(self) -> Bools:
        """(D, n, S) whether the signal starts to count that day."""
        return self.now & ~self.before


def replay_block(layout: Layout, state: State, history: FactHistory) -> Trajectory:
    """Every day of a history at once, going on from `state`, which is not modified.

    A rep does not move before their start day, and begins with the first known input or reading.
    """
    days = days_of(state, history)
    flows = _flows(layout, state, history, days)
    counting = _counting(layout, state, days, flows)
    sums, weights = _sums_before_counting(layout, state, flows, counting)
    waits = ~counting.now[..., layout.flow_at]
    so_far = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)
    rates, answers, log_hours = _fading_sums(layout, state, days, flows, counting, so_far)
    answered, successes, pending = _trials(layout, state, days)
    moved = Trajectory.Parts(
        rates=rates,
        sums=sums * waits,
        weights=weights * waits,
        levels=_levels(layout, state, days),
        answered=answered,
        successes=successes,
        pending=pending,
        answers=answers,
        log_hours=log_hours,
    )
    won = strengths(layout, moved) * layout.worth * counting.now
    last_reading = last_readings(state, history.first, days)
    moves = _rest_moves(layout, won, counting.starts, _shift(last_reading, state.last_reading) > 0)
    modelled = sum_by_pillar(layout, won)
    rest, surprise = _rest(layout, state, days, modelled, moves)
    return Trajectory(
        layout=layout,
        first=history.first,
        start_state=state,
        begun=days.begun,
        parts=moved,
        rest=rest,
        known_days=counting.known_days,
        trials_known=counting.trials_known,
        week_known=flows.week_known,
        week_working=flows.week_working,
        recent_known=recent_known(state, days),
        silent_days=silent_days(state, days),
        last_reading=last_reading,
        any_known=days.any_known,
        idle=days.idle,
        counting=counting.now,
        points=won,
        rest_moves=moves,
        surprise=surprise,
        fades=flows.fades * counting.before[..., layout.flow_at],
        pillars=clamp_pillars(modelled + rest),
    )


def _shift(values: NDArray[Any], first: NDArray[Any]) -> NDArray[Any]:
    """(D, n, …) the value of the day before; `first` (n, …) is that before the first day."""
    return np.concatenate([first[None], values[:-1]])


def _running_sums(start: NDArray[N], added: NDArray[Any]) -> NDArray[N]:
    """(D, n, …) sums after each day, from those before (n, …) and what each day adds."""
    run = np.empty(added.shape, start.dtype)
    value = start
    for at in range(len(run)):
        value = value + added[at]
        run[at] = value
    return run


def _flows(layout: Layout, state: State, history: FactHistory, days: Days) -> _Flows:
    known, amounts = flow_amounts(layout, days.known, days.is_known)
    week_known, week_working = with_week_before(state, history, known, days.working, days.begun)
    fades = known.astype(float)
    if days.idle.any():
        shares = known_shares(week_known, week_working)
        fades = np.where(days.idle[..., None] & ~known, shares, fades)
    return _Flows(known, amounts, fades, week_known, week_working)


def _counting(layout: Layout, state: State, days: Days, flows: _Flows) -> _Counting:
    known = np.empty((*days.begun.shape, len(layout.names)), bool)
    known[..., layout.flow_at] = flows.known
    known[..., layout.level_at] = days.is_known[..., layout.level_inputs]
    known[..., layout.rate_at] = days.is_known[..., layout.successes]
    known[..., layout.latency_at] = days.is_known[..., layout.latency_input]
    known_days = np.minimum(_running_sums(state.known_days, known), layout.needed_days)
    trials_known = state.trials_known | np.logical_or.accumulate(
        days.is_known[..., layout.trials], axis=0
    )
    now = signals_that_count(layout, known_days, trials_known)
    return _Counting(known_days, trials_known, _shift(now, counting_signals(layout, state)), now)


def _sums_before_counting(
    layout: Layout, state: State, flows: _Flows, counting: _Counting
) -> tuple[Floats, Floats]:
    """(D, n, F) twice: T and U, which grow until the flow counts."""
    grows = ~counting.before[..., layout.flow_at]
    sums = np.where(grows, 7 * flows.amounts, 0.0)
    weights = flows.fades * grows
    return _running_sums(state.sums, sums), _running_sums(state.weights, weights)


def _fading_sums(
    layout: Layout, state: State, days: Days, flows: _Flows, counting: _Counting, first: Floats
) -> tuple[Floats, Floats, Floats]:
    """Weekly rates (D, n, F), and W and S of the response time (D, n).

    A flow that starts to count begins with its rate so far, `first` (D, n, F).
    """
    half_life = layout.version.half_life
    keep = decay(half_life)
    before, starts = (of[..., layout.flow_at] for of in (counting.before, counting.starts))
    faded = np.where(flows.known, keep, 1.0)
    if days.idle.any():
        faded = np.where(flows.known, keep, np.exp2(-flows.fades / half_life))
    hours = days.known[..., layout.latency_input]
    timed = ~np.isnan(hours)
    kept = np.concatenate(
        [
            np.where(before, faded, np.where(starts, 0.0, 1.0)),
            np.repeat(np.where(timed, keep, 1.0)[..., None], 2, axis=2),
        ],
        axis=2,
    )
    new = (1 - keep) * 7 * flows.amounts * (before & flows.known)
    added = np.concatenate(
        [
            np.where(starts, first, new),
            np.where(timed, 1.0, 0.0)[..., None],
            np.log1p(np.nan_to_num(hours))[..., None],
        ],
        axis=2,
    )
    value = np.column_stack([state.rates, state.answers, state.log_hours])
    run = np.empty_like(kept)
    for at in range(len(run)):
        value = kept[at] * value + added[at]
        run[at] = value
    return run[..., :-2], run[..., -2], run[..., -1]


def _levels(layout: Layout, state: State, days: Days) -> Floats:
    """(D, n, L) the last known level of each day."""
    known = days.is_known[..., layout.level_inputs]
    run = np.empty(known.shape)
    value = state.levels
    for at in range(len(run)):
        value = np.where(known[at], days.known[at][:, layout.level_inputs], value)
        run[at] = value
    return run


def _trials(layout: Layout, state: State, days: Days) -> tuple[Floats, Floats, Floats]:
    """(D, n, R) each: N answered or given up, K successes, P pending.

    What is not answered turns into a no by and by, half of it within ANSWER_HALF_LIFE days; that
    clock runs on days when the successes are known. Answers to what was given up count no more.
    """
    keep, given_up = decay(layout.version.half_life), 1 - decay(ANSWER_HALF_LIFE)
    trials = np.nan_to_num(days.known[..., layout.trials])
    successes_known = days.is_known[..., layout.successes]
    successes = np.nan_to_num(days.known[..., layout.successes])
    answered_run, success_run, pending_run = (np.empty(trials.shape) for _ in range(3))
    answered, succeeded, pending = state.answered, state.successes, state.pending
    either = days.is_known[..., layout.trials] | successes_known
    moves: Bools = np.logical_or.reduce(either, axis=(1, 2))
    for at in range(len(trials)):
        if moves[at]:
            is_known, tried = successes_known[at], trials[at]
            came = np.minimum(successes[at], pending + tried)
            left = np.maximum(pending - came, 0.0)
            new = pending + tried - came - left
            answered = np.where(is_known, keep * answered + came + given_up * left, answered)
            succeeded = np.where(is_known, keep * succeeded + came, succeeded)
            pending = np.where(is_known, (1 - given_up) * left + new, pending + tried)
        answered_run[at], success_run[at], pending_run[at] = answered, succeeded, pending
    return answered_run, success_run, pending_run


def _rest_moves(layout: Layout, won: Floats, starts: Bools, has_reading_before: Bools) -> Floats:
    """(D, n, S) by how much the rest makes room for signals that start to count that day.

    Before a rep's first reading by what is typical; afterwards by the signal's own points, so that
    nothing jumps because a rep began to log.
    """
    room = np.where(has_reading_before[..., None], won, layout.typical)
    return np.where(starts, -room, 0.0)


def _rest(
    layout: Layout, state: State, days: Days, modelled: Floats, moves: Floats
) -> tuple[Floats, Floats]:
    """(D, n, 4) each: the rest after the day; official minus estimate, NaN without a reading.

    A reading comes last: it sets the rest so that the pillar is LinkedIn's.
    """
    made_room = sum_by_pillar(layout, moves)
    run, surprise = np.empty(modelled.shape), np.full(modelled.shape, np.nan)
    has_moves: Bools = np.logical_or.reduce(moves != 0, axis=(1, 2))
    has_readings: Bools = np.logical_or.reduce(days.has_reading, axis=1)
    value = state.rest
    for at in range(len(run)):
        if has_moves[at]:
            value = value + made_room[at]
        if has_readings[at]:
            rows = days.has_reading[at]
            official = days.readings[at]
            surprise[at][rows] = (official - (modelled[at] + value))[rows]
            value = np.where(rows[:, None], official - modelled[at], value)
        run[at] = value
    return run, surprise
