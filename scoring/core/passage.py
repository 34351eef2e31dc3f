"""The way from one close to another: what is left of earlier activity, and what readings seeded.

Two states alone do not tell whether a rate fell because nothing came, or rose because LinkedIn's
number set it. So the way between them is walked once, and what difference (scoring.core.explain)
needs is noted beside the states: per flow the product of what each day left (λ on a known day, λ^f
on an unlogged weekend day, all of it on a held one), as a sum of log2, and each seeding.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scoring.core.engine import given, half_lives, step
from scoring.core.history import History, Step, steps
from scoring.core.layout import Floats, Ints, Layout
from scoring.core.state import State


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
    """Waypoints by ordinal, and the seedings between the first and the last of them."""

    waypoints: Mapping[int, Waypoint]
    seedings: tuple[Seeding, ...]


def passage(
    state: State, legs: Iterable[tuple[Layout, State, History]], wanted: Collection[int]
) -> Passage:
    """The way from `state` through the legs, each with the state it moves along, by days wanted.

    A leg is a history under one version; all have the same signals, and the first goes on from
    `state`. Days before anybody moves, as all are without a leg, stand where the way begins.
    """
    left, held = np.zeros_like(state.rates), np.zeros(len(state), np.int64)
    start = Waypoint(state.copy(), left.copy(), held.copy())
    found, seedings = {}, []
    for layout, going, history in legs:
        for each in steps(layout, going, history):
            left[each.rows] -= half_lives(layout, each.before, each.after, each.day)
            held[each.rows] += _is_held(each)
            if given(each.day.reading).any():
                seedings.append(_seeding(layout, each, left[each.rows]))
            if each.day.ordinal in wanted:
                found[each.day.ordinal] = Waypoint(going.copy(), left.copy(), held.copy())
    return Passage({day: found.get(day, start) for day in wanted}, tuple(seedings))


def _is_held(each: Step) -> Ints:
    silent = ~given(each.day.known) & ~given(each.day.reading)
    return (silent & (each.day.workday | each.day.off)).astype(np.int64)


def _seeding(layout: Layout, each: Step, left: Floats) -> Seeding:
    """What the day's readings set: the day is stepped again, without them."""
    read = np.flatnonzero(given(each.day.reading))
    day = each.day.take(read)
    unread = replace(day, reading=np.full_like(day.reading, np.nan))
    before = step(layout, each.before.take(read), unread).rates
    after = each.after.rates[read]
    return Seeding(day.ordinal, each.rows[read], left[read], before, after)
