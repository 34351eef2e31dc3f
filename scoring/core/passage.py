"""The way from one close to another: what is left of earlier activity, and what readings seeded.

Two states alone do not tell whether a rate fell because nothing came, or rose because LinkedIn's
number set it. What a day leaves of a rate (λ if known, λ^f on an unlogged weekend day, all of it if
held) follows from which days were known alone: it is there for all days at once, as a sum of log2.
Only what has to be exact is stepped, from the nearest close before it that is known: the states
asked for, and readings that set what is tracked in the end.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.core.course import Course, columns_of, legs
from scoring.core.engine import doses, given, step
from scoring.core.history import History, Step, steps
from scoring.core.layout import EVERY, Bools, Floats, Ints, Layout, layout_of
from scoring.core.outlook import Ahead, faded
from scoring.core.state import WEEK, State, carry

N = TypeVar("N", np.float64, np.int64)


@dataclass(frozen=True)
class Waypoint:
    """n reps at a close on the way."""

    state: State
    left: Floats  # (n, F) log2 of what is left of a rate that stood where the way began
    held: Ints  # (n,) days so far, working or off, of which nobody said anything


@dataclass(frozen=True)
class Seeding:
    """A reading that set flows of m reps (rows), all on one day."""

    ordinal: int
    rows: Ints  # (m,)
    left: Floats  # (m, F) as of a waypoint, after that day
    before: Floats  # (m, F) the rates that day's inputs alone lead to
    after: Floats  # (m, F) the rates the reading set; the same where it set none


@dataclass(frozen=True)
class Passage:
    """Waypoints by ordinal, and the seedings in between of flows that are tracked at the last."""

    waypoints: Mapping[int, Waypoint]
    seedings: tuple[Seeding, ...]


@dataclass(frozen=True)
class Gone:
    """What D days did to n reps apart from what they added; the close before them comes first."""

    left: Floats  # (n, 1 + D, F)
    held: Ints  # (n, 1 + D)
    seeds: Bools  # (n, D) whether a reading may set a flow that is tracked at the last


def passage(
    course: Course,
    state: State,
    history: History,
    wanted: Collection[int],
    kept: Mapping[int, State] | None = None,
) -> Passage:
    """The way between the first and the last of the days wanted (ordinals).

    `history` begins at the day after the first or before, each rep there with its `state`; `kept`
    are further states of all of them, by close. All are in the order of EVERY, and left as they
    are. The versions that count on the way have the same signals.
    """
    first, last = min(wanted), max(wanted)
    states, seedings = {first: state}, []
    layout = layout_of(course.on(first))
    for layout, going, _ in _walked(course, state, history.between(history.first, first)):
        states[first] = carry(going, layout, EVERY)
    states[first] = carry(states[first], EVERY, layout)
    ahead = history.between(first + 1, last)
    gone = _gone(course, layout, states[first], ahead.between(first + 1, last, columns_of(layout)))
    origins = {**(kept or {}), first: carry(states[first], layout, EVERY)}
    read = {first + 1 + at for at in np.flatnonzero(gone.seeds.any(axis=0)).tolist()}
    errands = sorted((set(wanted) | read) - {first})
    for origin, days in groupby(errands, key=lambda day: max(at for at in origins if at < day)):
        stops = set(days)
        piece = ahead.between(origin + 1, max(stops))
        for layout, going, each in _walked(course, origins[origin], piece):
            at = each.day.ordinal
            if at in read:
                seedings.append(_seeding(layout, each, gone.left[each.rows, at - first]))
            if at in stops:
                states[at] = going.copy()
    # Until anybody moves, all stand where the way begins.
    waypoints = {
        day: Waypoint(
            states.get(day, states[first]), gone.left[:, day - first], gone.held[:, day - first]
        )
        for day in wanted
    }
    return Passage(waypoints, tuple(seedings))


def _walked(course: Course, state: State, history: History) -> Iterator[tuple[Layout, State, Step]]:
    for layout, going, piece in legs(course, state.copy(), history):
        for each in steps(layout, going, piece):
            yield layout, going, each


def _gone(course: Course, layout: Layout, state: State, history: History) -> Gone:
    """Of all days at once: which is what the engine does day by day, as tests hold."""
    heard, said = _known(layout, history)
    read = ~np.isnan(history.readings).all(axis=2).T
    begun = state.begun[:, None] | np.logical_or.accumulate(said | read, axis=1)
    # The week before a rep's first day counts as unknown and not off.
    off = history.off.T & begun
    week = np.where(state.begun[:, None], state.week_working, history.workdays[:WEEK])
    ahead = Ahead(history.workdays[WEEK:], off)
    known = np.concatenate([heard, said[..., None]], axis=2)
    share = faded(replace(state, week_working=week), ahead, known)[..., :-1]
    tracked = np.concatenate([state.tracked[:, None, layout.flow_at], heard], axis=1)
    tracked = np.logical_or.accumulate(tracked, axis=1)
    half_life, untracked, seed_days = _parameters(course, history)
    silent = np.where(tracked[:, :-1], share / half_life, 1 / untracked)
    lost = np.where(heard, 1 / half_life, silent) * begun[..., None]
    held = (~said & ~read & ~ahead.idle & begun).astype(np.int64)
    is_first = (state.last_reading == 0)[:, None] & (read.cumsum(axis=1) == 1)
    few = state.known_days[:, None] + said.cumsum(axis=1) < seed_days
    late = (tracked[:, -1:] & ~tracked[:, 1:]).any(axis=2)
    return Gone(_summed(-lost), _summed(held), read & (is_first & few | late))


def _known(layout: Layout, history: History) -> tuple[Bools, Bools]:
    """(n, D, F) the flows that are known, and (n, D) whether anything is."""
    days, reps, inputs = history.known.shape
    is_known = ~np.isnan(history.known)
    flows, _ = doses(
        layout, history.known.reshape(-1, inputs), is_known.reshape(days * reps, inputs)
    )
    said: Bools = np.logical_or.reduce(is_known, axis=2).T
    return flows.reshape(days, reps, flows.shape[1]).swapaxes(0, 1), said


def _parameters(course: Course, history: History) -> tuple[Floats, Floats, Ints]:
    """Half-lives (D, 1) and, with a reading, how many known days are few (D,); of each day."""
    versions = [course.on(history.first + at) for at in range(len(history))]
    tracked = np.array([each.half_life for each in versions], float)[:, None]
    untracked = np.array([each.untracked_half_life for each in versions], float)[:, None]
    return tracked, untracked, np.array([each.seed_known_days for each in versions], np.int64)


def _summed(days: NDArray[N]) -> NDArray[N]:
    """(n, 1 + D, …) the sums so far, of (n, D, …)."""
    nothing = np.zeros((len(days), 1, *days.shape[2:]), days.dtype)
    return np.cumsum(np.concatenate([nothing, days], axis=1), axis=1)


def _seeding(layout: Layout, each: Step, left: Floats) -> Seeding:
    """What the day's readings set: the day is stepped again, without them."""
    read = np.flatnonzero(given(each.day.reading))
    day = each.day.take(read)
    unread = replace(day, reading=np.full_like(day.reading, np.nan))
    before = step(layout, each.before.take(read), unread).rates
    after = each.after.rates[read]
    return Seeding(day.ordinal, each.rows[read], left[read], before, after)
