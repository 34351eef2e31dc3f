"""Trajectory: everything that the model knows of many reps on every day of a block."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import (
    clamp_pillars,
    counting_signals,
    coverage,
    points,
    unclamped_pillars,
)
from scoring.core.state import WEEK, State
from scoring.core.uncertainty import half_range, reading_age, trust
from scoring.core.versions import Version


@dataclass(frozen=True)
class Scores:
    """Scores of m reps at one daily close; reps who have not begun are absent."""

    ordinal: int
    rows: Ints  # (m,) rows of the history
    pillars: Floats  # (m, 4) as shown, points 0-25
    trust: Ints  # (m,) values of Trust
    coverage: Floats  # (m,) weights of the signals that count, of 100
    counting: Bools  # (m, S) which signals count
    known_days: Ints  # (m,) known days among the last 20 working days
    any_known: Bools  # (m,) whether any input of the day was known
    last_reading: Ints  # (m,) ordinal of the last reading, 0 for none
    version: Version  # of the model that made the scores
    find_state: Callable[[], State] = field(repr=False, compare=False)

    @cached_property
    def state(self) -> State:
        """The state of the m reps at the close."""
        return self.find_state()

    @property
    def totals(self) -> Floats:
        """(m,) unrounded totals, 0 to 100."""
        totals: Floats = self.pillars.sum(axis=1)
        return totals

    @property
    def age(self) -> Ints:
        """(m,) days since the last reading, -1 without any."""
        return reading_age(self.ordinal, self.last_reading)

    @property
    def half_range(self) -> Floats:
        """(m,) half width of the likely range in points; NaN on the day of a reading."""
        return half_range(self.version.variance, self.age)

    def only(self, at: Ints) -> "Scores":
        """The scores of some of the reps, by position in `rows`."""
        columns: dict[str, Any] = {
            name: getattr(self, name)[at]
            for name in (
                "rows pillars trust coverage counting known_days any_known last_reading".split()
            )
        }
        return Scores(
            ordinal=self.ordinal,
            version=self.version,
            find_state=lambda: self.state.take(at),
            **columns,
        )


def score(layout: Layout, state: State, rows: Ints, ordinal: int) -> Scores:
    """Scores of all reps of a state at a close, those who have not begun included.

    A state does not say whether its last day was logged: `any_known` is False.
    """
    counting = counting_signals(layout, state)
    covered = coverage(layout, counting)
    return Scores(
        ordinal=ordinal,
        rows=rows,
        pillars=clamp_pillars(unclamped_pillars(layout, state)),
        trust=trust(reading_age(ordinal, state.last_reading), covered, state.silent_days),
        coverage=covered,
        counting=counting,
        known_days=_known_days(state.recent_known),
        any_known=np.zeros(len(rows), bool),
        last_reading=state.last_reading,
        version=layout.version,
        find_state=lambda: state,
    )


@dataclass(frozen=True)
class Trajectory:
    """D consecutive days of n reps under one layout, the first axes of every array.

    Rows of days on which a rep is not `begun` mean nothing.
    """

    @dataclass(frozen=True)
    class Parts:
        """What strengths are computed from, by day: see State."""

        rates: Floats  # (D, n, F)
        sums: Floats  # (D, n, F)
        weights: Floats  # (D, n, F)
        levels: Floats  # (D, n, L)
        answered: Floats  # (D, n, R)
        successes: Floats  # (D, n, R)
        pending: Floats  # (D, n, R)
        answers: Floats  # (D, n)
        log_hours: Floats  # (D, n)

    layout: Layout
    first: int  # ordinal of the first day
    start_state: State  # of the close before the first day
    begun: Bools  # (D, n) whether the rep is scored that day
    parts: Parts
    rest: Floats  # (D, n, 4) points, after the reading
    known_days: Ints  # (D, n, S)
    trials_known: Bools  # (D, n, R)
    week_known: Bools  # (7 + D, n, F) from a week before the first day on
    week_working: Bools  # (7 + D, n)
    recent_known: Ints  # (D, n)
    silent_days: Ints  # (D, n)
    last_reading: Ints  # (D, n) ordinal, 0 for none
    any_known: Bools  # (D, n) whether any input of the day was known
    idle: Bools  # (D, n) neither a working day nor off
    counting: Bools  # (D, n, S) which signals count
    points: Floats  # (D, n, S) 0 for signals that don't count
    rest_moves: Floats  # (D, n, S) what the rest gave to a signal that started to count that day
    surprise: Floats  # (D, n, 4) official minus the unclamped estimate; NaN without a reading
    fades: Floats  # (D, n, F) exponent of λ of the day, of flows that counted before
    pillars: Floats  # (D, n, 4) as shown, points 0-25

    def __len__(self) -> int:
        return len(self.begun)

    @property
    def last(self) -> int:
        """Ordinal of the last day."""
        return self.first + len(self) - 1

    @cached_property
    def start_points(self) -> Floats:
        """(n, S) points at the close before the first day."""
        return points(self.layout, self.start_state)

    @cached_property
    def coverage(self) -> Floats:
        """(D, n) weights of the signals that count, of 100."""
        return coverage(self.layout, self.counting)

    @cached_property
    def age(self) -> Ints:
        """(D, n) days since the last reading, -1 without any."""
        ordinals = self.first + np.arange(len(self))[:, None]
        return reading_age(ordinals, self.last_reading)

    @cached_property
    def trust(self) -> Ints:
        """(D, n) values of Trust."""
        return trust(self.age, self.coverage, self.silent_days)

    def scores(self, at: int) -> Scores:
        """The scores of the day at an index, of the reps who have begun."""
        rows = np.flatnonzero(self.begun[at])
        return Scores(
            ordinal=self.first + at,
            rows=rows,
            pillars=self.pillars[at, rows],
            trust=self.trust[at, rows],
            coverage=self.coverage[at, rows],
            counting=self.counting[at, rows],
            known_days=_known_days(self.recent_known[at, rows]),
            any_known=self.any_known[at, rows],
            last_reading=self.last_reading[at, rows],
            version=self.layout.version,
            find_state=lambda: self.state(at).take(rows),
        )

    def state(self, at: int) -> State:
        """The state of all n reps after the day at an index (-1: the last)."""
        at = at % len(self)
        week = slice(at + 1, at + 1 + WEEK)
        state = State(
            begun=self.begun[at] | self.start_state.begun,
            **{name: getattr(self.parts, name)[at] for name in self.Parts.__annotations__},
            rest=self.rest[at],
            known_days=self.known_days[at],
            trials_known=self.trials_known[at],
            week_known=self.week_known[week].swapaxes(0, 1),
            week_working=self.week_working[week].T,
            recent_known=self.recent_known[at],
            silent_days=self.silent_days[at],
            last_reading=self.last_reading[at],
        )
        if self.begun[at].all():
            return state
        # A week that was not lived through is that of the state before.
        still = self.start_state.take(~self.begun[at])
        state = state.copy()
        state.put(~self.begun[at], still)
        return state


def _known_days(masks: Ints) -> Ints:
    return np.bitwise_count(masks).astype(np.int64)
