"""Decay and seeding between two closes: splits a rate's change into fading and readings.

Two states alone do not show whether a rate fell because nothing was logged, or rose because a
reading set it. The daily decay factor of a rate (λ if known, λ^f on an unlogged weekend day, 1 if
held) depends only on which days were known, so it is computed for all days at once, as a sum of
log2. Only what must be exact is stepped through the engine, from the nearest earlier known state:
the waypoints asked for, and readings that seeded flows which are tracked at the end.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.core.engine import advance_day, doses, has_known_value
from scoring.core.layout import COMMON_LAYOUT, Bools, Floats, Ints, Layout, layout_of
from scoring.core.projection import DaysAhead, idle_decay_shares
from scoring.core.replay import DayStep, FactHistory, replay_steps
from scoring.core.state import WEEK, State, carry_over
from scoring.core.version_timeline import VersionTimeline, input_columns_of, split_by_version

N = TypeVar("N", np.float64, np.int64)


@dataclass(frozen=True)
class Waypoint:
    """State of n reps at one close on the way."""

    state: State
    left: Floats  # (n, F) log2 of the decay factor of a rate since the way began
    held: Ints  # (n,) working days and days off so far without an input or reading


@dataclass(frozen=True)
class Seeding:
    """A reading that set flows of m reps, all on one day."""

    ordinal: int
    rows: Ints  # (m,) reps
    left: Floats  # (m, F) as in Waypoint, after that day
    before: Floats  # (m, F) rates after that day's inputs, without the reading
    after: Floats  # (m, F) rates after the reading; equal to `before` where it set none


@dataclass(frozen=True)
class Passage:
    """Waypoints by ordinal, and seedings on the way of flows that are tracked at the last one."""

    waypoints: Mapping[int, Waypoint]
    seedings: tuple[Seeding, ...]


@dataclass(frozen=True)
class CumulativeDecay:
    """Cumulative decay of n reps over D days; index 0 is the close before the first day."""

    left: Floats  # (n, 1 + D, F) log2 of the decay factor
    held: Ints  # (n, 1 + D) days held
    seeds: Bools  # (n, D) whether a reading may seed a flow that is tracked at the end


def passage(
    timeline: VersionTimeline,
    state: State,
    history: FactHistory,
    wanted: Collection[int],
    stored: Mapping[int, State] | None = None,
) -> Passage:
    """Decay and seedings between the first and last of the wanted days (ordinals).

    `history` begins on the day after the first wanted day or earlier, with each rep's `state`
    there; `stored` holds further states of all the reps, by close. All are in the order of
    COMMON_LAYOUT and are not modified. The versions that count on the way must have equal signals.
    """
    first, last = min(wanted), max(wanted)
    states, seedings = {first: state}, []
    layout = layout_of(timeline.on(first))
    for layout, current, _ in _version_steps(
        timeline, state, history.between(history.first, first)
    ):
        states[first] = carry_over(current, layout, COMMON_LAYOUT)
    states[first] = carry_over(states[first], COMMON_LAYOUT, layout)
    ahead = history.between(first + 1, last)
    decay = _cumulative_decay(
        timeline, layout, states[first], ahead.between(first + 1, last, input_columns_of(layout))
    )
    origins = {**(stored or {}), first: carry_over(states[first], layout, COMMON_LAYOUT)}
    reading_days = {first + 1 + at for at in np.flatnonzero(decay.seeds.any(axis=0)).tolist()}
    stop_candidates = sorted((set(wanted) | reading_days) - {first})
    for origin, days in groupby(
        stop_candidates, key=lambda day: max(at for at in origins if at < day)
    ):
        stop_days = set(days)
        part = ahead.between(origin + 1, max(stop_days))
        for layout, current, step in _version_steps(timeline, origins[origin], part):
            at = step.day.ordinal
            if at in reading_days:
                seedings.append(_seeding(layout, step, decay.left[step.rows, at - first]))
            if at in stop_days:
                states[at] = current.copy()
    # Days before the first move have the state at the start.
    waypoints = {
        day: Waypoint(
            states.get(day, states[first]), decay.left[:, day - first], decay.held[:, day - first]
        )
        for day in wanted
    }
    return Passage(waypoints, tuple(seedings))


def _version_steps(
    timeline: VersionTimeline, state: State, history: FactHistory
) -> Iterator[tuple[Layout, State, DayStep]]:
    for layout, current, part in split_by_version(timeline, state.copy(), history):
        for step in replay_steps(layout, current, part):
            yield layout, current, step


def _cumulative_decay(
    timeline: VersionTimeline, layout: Layout, state: State, history: FactHistory
) -> CumulativeDecay:
    """Decay of all days at once; tests check it against the engine, day by day."""
    flow_known, any_known = _known(layout, history)
    has_reading = ~np.isnan(history.readings).all(axis=2).T
    begun = state.begun[:, None] | np.logical_or.accumulate(any_known | has_reading, axis=1)
    # The week before a rep's first day counts as unknown and not off.
    off = history.off.T & begun
    week = np.where(state.begun[:, None], state.week_working, history.workdays[:WEEK])
    ahead = DaysAhead(history.workdays[WEEK:], off)
    known = np.concatenate([flow_known, any_known[..., None]], axis=2)
    share = idle_decay_shares(replace(state, week_working=week), ahead, known)[..., :-1]
    tracked = np.concatenate([state.tracked[:, None, layout.flow_at], flow_known], axis=1)
    tracked = np.logical_or.accumulate(tracked, axis=1)
    half_life, untracked, seed_days = _parameters(timeline, history)
    silent = np.where(tracked[:, :-1], share / half_life, 1 / untracked)
    lost = np.where(flow_known, 1 / half_life, silent) * begun[..., None]
    held = (~any_known & ~has_reading & ~ahead.idle & begun).astype(np.int64)
    is_first = (state.last_reading == 0)[:, None] & (has_reading.cumsum(axis=1) == 1)
    few = state.known_days[:, None] + any_known.cumsum(axis=1) < seed_days
    late = (tracked[:, -1:] & ~tracked[:, 1:]).any(axis=2)
    return CumulativeDecay(_summed(-lost), _summed(held), has_reading & (is_first & few | late))


def _known(layout: Layout, history: FactHistory) -> tuple[Bools, Bools]:
    """(n, D, F) which flows are known, and (n, D) whether any input is."""
    days, reps, inputs = history.known.shape
    is_known = ~np.isnan(history.known)
    flows, _ = doses(
        layout, history.known.reshape(-1, inputs), is_known.reshape(days * reps, inputs)
    )
    any_known: Bools = np.logical_or.reduce(is_known, axis=2).T
    return flows.reshape(days, reps, flows.shape[1]).swapaxes(0, 1), any_known


def _parameters(timeline: VersionTimeline, history: FactHistory) -> tuple[Floats, Floats, Ints]:
    """Per day: half-lives (D, 1), tracked and untracked, and `seed_known_days` (D,)."""
    versions = [timeline.on(history.first + at) for at in range(len(history))]
    tracked = np.array([each.half_life for each in versions], float)[:, None]
    untracked = np.array([each.untracked_half_life for each in versions], float)[:, None]
    return tracked, untracked, np.array([each.seed_known_days for each in versions], np.int64)


def _summed(days: NDArray[N]) -> NDArray[N]:
    """(n, 1 + D, …) cumulative sums of (n, D, …), starting with 0."""
    nothing = np.zeros((len(days), 1, *days.shape[2:]), days.dtype)
    return np.cumsum(np.concatenate([nothing, days], axis=1), axis=1)


def _seeding(layout: Layout, step: DayStep, left: Floats) -> Seeding:
    """The rates a day's readings set, found by stepping the day again without them."""
    with_reading = np.flatnonzero(has_known_value(step.day.reading))
    day = step.day.take(with_reading)
    without_reading = replace(day, reading=np.full_like(day.reading, np.nan))
    before = advance_day(layout, step.before.take(with_reading), without_reading).rates
    after = step.after.rates[with_reading]
    return Seeding(day.ordinal, step.rows[with_reading], left[with_reading], before, after)
