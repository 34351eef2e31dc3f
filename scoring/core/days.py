"""Facts of the days on which a rep is scored, and what is counted from day to day."""

from dataclasses import dataclass

import numpy as np

from scoring.core.constants import RECENT_WORKING_DAYS
from scoring.core.history import FactHistory, has_known_value
from scoring.core.layout import Bools, Floats, Ints
from scoring.core.state import WEEK, State


@dataclass(frozen=True)
class Days:
    """Facts of the days on which a rep is scored; everything else is unknown and moves nothing."""

    begun: Bools  # (D, n) whether the rep is scored that day
    known: Floats  # (D, n, I) NaN where unknown
    is_known: Bools  # (D, n, I)
    any_known: Bools  # (D, n)
    working: Bools  # (D, n) working days that are not off
    idle: Bools  # (D, n) days that are neither working days nor off
    readings: Floats  # (D, n, 4) NaN without
    has_reading: Bools  # (D, n)


def days_of(state: State, history: FactHistory) -> Days:
    """The days of a history, for reps who go on from a state."""
    on = np.arange(len(history))[:, None] >= history.start
    facts = history.has_facts & on
    begun = on & (state.begun | np.logical_or.accumulate(facts))
    known = np.where(begun[..., None], history.known, np.nan)
    is_known = ~np.isnan(known)
    workdays = history.workdays[WEEK:, None]
    return Days(
        begun=begun,
        known=known,
        is_known=is_known,
        any_known=np.logical_or.reduce(is_known, axis=2),
        working=workdays & ~history.off & begun,
        idle=~workdays & ~history.off & begun,
        readings=history.readings,
        has_reading=has_known_value(history.readings) & begun,
    )


def last_readings(state: State, first: int, days: Days) -> Ints:
    """(D, n) ordinal of the last reading up to each day, 0 without any."""
    ordinals = np.where(days.has_reading, first + np.arange(len(days.begun))[:, None], 0)
    return np.maximum(np.maximum.accumulate(ordinals), state.last_reading)


def silent_days(state: State, days: Days) -> Ints:
    """(D, n) working days since the last known input."""
    run = np.empty(days.begun.shape, np.int64)
    value = state.silent_days
    for at in range(len(run)):
        value = np.where(days.any_known[at], 0, value + days.working[at])
        run[at] = value
    return run


def recent_known(state: State, days: Days) -> Ints:
    """(D, n) bit masks of the last 20 working days, the newest lowest; unchanged on other days."""
    run = np.empty(days.begun.shape, np.int64)
    value, mask = state.recent_known, (1 << RECENT_WORKING_DAYS) - 1
    for at in range(len(run)):
        shifted = ((value << 1) | days.any_known[at]) & mask
        value = np.where(days.working[at], shifted, value)
        run[at] = value
    return run
