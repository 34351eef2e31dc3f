"""Replay of many days for many reps, each continuing from their own state."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from scoring.core.engine import DayInputs, advance_day
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import model_pillars, points, shown_pillars, tracked_points
from scoring.core.state import WEEK, State
from scoring.core.versions import Version


class Trust(IntEnum):
    """Whether a score is reliable enough to be ranked."""

    BUILDING = 0  # no reading yet and too few known working days
    WAITING = 1  # too many working days without a known input or reading
    CURRENT = 2


@dataclass(frozen=True)
class FactHistory:
    """Facts of n reps on D consecutive calendar days.

    `workdays` starts seven days early, because an unlogged weekend looks back that far.
    `start` is the index of the first day to score for each rep (D: none).
    """

    first: int  # ordinal of the first day
    workdays: Bools  # (7 + D,) whether the weekday is a working day
    known: Floats  # (D, n, I) inputs, NaN where unknown
    off: Bools  # (D, n) marked as leave
    readings: Floats  # (D, n, 4) pillars, points 0-25; NaN for no reading
    start: Ints  # (n,)

    def __post_init__(self) -> None:
        days, reps = self.known.shape[:2]
        shapes = {
            "workdays": (self.workdays.shape, (WEEK + days,)),
            "off": (self.off.shape, (days, reps)),
            "readings": (self.readings.shape, (days, reps, 4)),
            "start": (self.start.shape, (reps,)),
        }
        for name, (got, expected) in shapes.items():
            if got != expected:
                raise ValueError(f"{name} has shape {got}, expected {expected}.")

    def __len__(self) -> int:
        return len(self.known)

    def between(self, first: int, last: int, columns: list[int] | None = None) -> "FactHistory":
        """Days from `first` to `last` (ordinals, inclusive), of all inputs or of `columns` only."""
        if columns is None and (first, last) == (self.first, self.first + len(self) - 1):
            return self
        at, until = first - self.first, last - self.first + 1
        known = self.known[at:until]
        return FactHistory(
            first=first,
            workdays=self.workdays[at : until + WEEK],
            known=known if columns is None else known[:, :, columns],
            off=self.off[at:until],
            readings=self.readings[at:until],
            start=np.clip(self.start - at, 0, until - at),
        )

    def only(self, reps: Ints) -> "FactHistory":
        """The history of a subset of the reps, by row."""
        return replace(
            self,
            known=self.known[:, reps],
            off=self.off[:, reps],
            readings=self.readings[:, reps],
            start=self.start[reps],
        )

    def day(self, at: int) -> DayInputs:
        """The day at an index, for all reps."""
        return DayInputs(
            self.first + at,
            bool(self.workdays[WEEK + at]),
            self.known[at],
            self.off[at],
            self.readings[at],
        )


@dataclass(frozen=True)
class DayStep:
    """One day's step of m reps: the day, and their states before and after it."""

    day: DayInputs
    rows: Ints  # (m,) rows of the history
    before: State
    after: State


@dataclass(frozen=True)
class Scores:
    """Scores of m reps at one daily close; reps who have not begun are absent."""

    ordinal: int
    rows: Ints  # (m,) rows of the history
    pillars: Floats  # (m, 4) as shown, points 0-25
    trust: Ints  # (m,) values of Trust
    known_days: Ints  # (m,) known days among the last 20 working days
    last_reading: Ints  # (m,) ordinal of the last reading, 0 for none
    tracked: Floats  # (m,) points of 100 whose signals were ever known
    state: State
    version: Version  # of the model that made the scores

    @property
    def totals(self) -> Floats:
        """(m,) unrounded totals, 0 to 100."""
        totals: Floats = self.pillars.sum(axis=1)
        return totals

    def only(self, at: Ints) -> "Scores":
        """The scores of some of the reps, by position in `rows`."""
        return replace(
            self,
            rows=self.rows[at],
            pillars=self.pillars[at],
            trust=self.trust[at],
            known_days=self.known_days[at],
            last_reading=self.last_reading[at],
            tracked=self.tracked[at],
            state=self.state.take(at),
        )


def replay(layout: Layout, state: State, history: FactHistory) -> Iterator[Scores]:
    """Yields the scores of each day in turn, continuing from `state`, which is updated in place.

    A rep does not move before their start day, and begins with the first known input or reading.
    """
    for ordinal, rows, part in replay_states(layout, state, history):
        yield score(layout, part, rows, ordinal)


def replay_states(
    layout: Layout, state: State, history: FactHistory
) -> Iterator[tuple[int, Ints, State]]:
    """`replay` without scores: yields (ordinal, rows, states) of each day on which a rep moved."""
    for step in replay_steps(layout, state, history):
        yield step.day.ordinal, step.rows, step.after


def replay_steps(layout: Layout, state: State, history: FactHistory) -> Iterator[DayStep]:
    """`replay_states`, with the day's facts and the states before it."""
    for at in range(len(history)):
        day = history.day(at)
        on = history.start <= at
        going = on & (state.begun | day.has_facts())
        _init_week_before(state, history, at, going & ~state.begun)
        rows = np.flatnonzero(going)
        if len(rows):
            before, moving_day = state.take(rows), day.take(rows)
            after = advance_day(layout, before, moving_day)
            state.put(rows, after)
            yield DayStep(moving_day, rows, before, after)


def _init_week_before(state: State, history: FactHistory, at: int, begins: Bools) -> None:
    """Initialises the week before a rep's first day, which counts as unknown and not off."""
    state.week_working[begins] = history.workdays[at : at + WEEK]


def score(layout: Layout, state: State, rows: Ints, ordinal: int) -> Scores:
    """Pillars, trust and coverage of reps from their state at a close."""
    pillars = model_pillars(layout, points(layout, state))
    return Scores(
        ordinal=ordinal,
        rows=rows,
        pillars=shown_pillars(pillars, state.corrections),
        trust=_trust(layout, state),
        known_days=np.bitwise_count(state.recent_known).astype(np.int64),
        last_reading=state.last_reading,
        tracked=tracked_points(layout, state),
        state=state,
        version=layout.version,
    )


def _trust(layout: Layout, state: State) -> Ints:
    version = layout.version
    building = (state.last_reading == 0) & (state.known_working_days < version.building_days)
    waiting = state.silent_days > version.waiting_days
    return np.select([building, waiting], [Trust.BUILDING, Trust.WAITING], Trust.CURRENT)
