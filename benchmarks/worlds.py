"""Made-up organisations whose hidden LinkedIn is not our model, to judge the product by.

>>> world = make_world("A", reps=3, days=40, seed=1)
>>> world.history.known.shape[:2], world.index.shape
((40, 3), (40, 3, 4))
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from benchmarks.hidden_index import (
    HiddenIndex,
    capped_windows,
    fast_and_unseen,
    inert,
    other_weights,
)
from benchmarks.world_habits import Bools, Deeds, Floats, Habits, Ints, make_deeds
from scoring.core.history import FactHistory
from scoring.core.layout import COMMON_LAYOUT

FIRST = date(2025, 1, 6).toordinal()  # a Monday
RUN_UP = 120  # days before the first, so that windows of the hidden index are full
WEEK, SATURDAY = 7, 5
TRACKED = 0.75  # share of inputs that a rep logs at all
WEEKENDS = 0.05  # share of weekend days that are logged
FORGOTTEN_WEEKS = 0.04
LOOKED_UP = 1 / 20  # levels: chance on a day that is logged
HOURS_LOGGED = 0.4  # response time: share of the days that are logged
JOINS_WITHIN = 60  # days within which reps begin to log
READING_EVERY, READING_JITTER, READINGS_MISSED = 30, 4, 0.08  # days, days, share


class Sort(NamedTuple):
    """A sort of world: its name in the table, hidden index, habits, and what is never logged."""

    title: str
    hidden_index: HiddenIndex
    habits: Habits = Habits()
    never_logged: tuple[str, ...] = ()


SELDOM_LOGGED = ("reactions", "searches", "profile_views", "mentions", "group_posts")
WORLDS = {
    "A": Sort(
        "A: other weights, other half-lives, signals that are never logged",
        other_weights,
        never_logged=SELDOM_LOGGED,
    ),
    "B": Sort("B: 90-day windows, capped parts, a level change", capped_windows),
    "C": Sort(
        "C: fast, mostly signals that are never logged",
        fast_and_unseen,
        never_logged=(*SELDOM_LOGGED, "conversations", "new_followers", "engagements_received"),
    ),
    "E": Sort("E: habits hardly matter", inert),
    "A, changed": Sort(
        "A, reps whose habits just changed",
        other_weights,
        Habits(change_every=60, change_size=0.9),
        SELDOM_LOGGED,
    ),
}


@dataclass(frozen=True)
class World:
    """What an organisation logged and read, and LinkedIn's hidden index of every day."""

    title: str
    history: FactHistory
    index: Floats  # (D, n, 4) points 0-25


def make_world(name: str, *, reps: int, days: int, seed: int) -> World:
    """The world of that name; deterministic."""
    sort = WORLDS[name]
    chance = np.random.default_rng([seed, *name.encode()])
    weekday = (FIRST - RUN_UP - 1 + np.arange(RUN_UP + days)) % WEEK  # ordinal 1 was a Monday
    deeds = make_deeds(chance, weekday, reps, sort.habits)
    index = sort.hidden_index(chance, deeds).clip(0, 25)[RUN_UP:]
    start = chance.integers(0, min(JOINS_WITHIN, days), reps)
    on = np.arange(days)[:, None] >= start
    logged = _logged_days(chance, weekday[RUN_UP:], reps) & ~deeds.off[RUN_UP:] & on
    history = FactHistory(
        first=FIRST,
        workdays=weekday[RUN_UP - WEEK :] < SATURDAY,
        known=_logs(chance, deeds, logged, sort.never_logged),
        off=deeds.off[RUN_UP:] & on,
        readings=_readings(chance, index, start),
        start=start,
    )
    return World(sort.title, history, index)


def _logged_days(chance: np.random.Generator, weekday: Ints, n: int) -> Bools:
    """(D, n) days that a rep logs: some nearly all, some every other one; some weeks not at all."""
    days = len(weekday)
    share = np.where((weekday < SATURDAY)[:, None], chance.uniform(0.55, 0.98, n), WEEKENDS)
    weeks = chance.random((days // WEEK + 1, n)) > FORGOTTEN_WEEKS
    return (chance.random((days, n)) < share) & weeks[np.arange(days) // WEEK]


def _logs(
    chance: np.random.Generator, deeds: Deeds, logged: Bools, never_logged: Sequence[str]
) -> Floats:
    """(D, n, I) what was logged, NaN where unknown, in the order of COMMON_LAYOUT."""
    known = np.full((*logged.shape, len(COMMON_LAYOUT.inputs)), np.nan)
    for at, name in enumerate(COMMON_LAYOUT.inputs):
        tracked = chance.random(logged.shape[1]) < TRACKED
        says = logged & tracked & (chance.random(logged.shape) < _share_logged(deeds, name))
        if name not in never_logged:
            known[..., at] = np.where(says, _truth(deeds, name)[RUN_UP:], np.nan)
    return known


def _share_logged(deeds: Deeds, name: str) -> float:
    if name in deeds.levels:
        return LOOKED_UP
    return HOURS_LOGGED if name == "response_hours" else 1.0


def _truth(deeds: Deeds, name: str) -> Floats:
    if name == "response_hours":
        return deeds.response_hours
    return (deeds.counts | deeds.levels)[name]


def _readings(chance: np.random.Generator, index: Floats, start: Ints) -> Floats:
    """(D, n, 4) about monthly readings, pillars to two decimals as LinkedIn shows them."""
    days, n = index.shape[:2]
    gaps = READING_EVERY + chance.integers(-READING_JITTER, READING_JITTER + 1, (days // 20, n))
    at = start + chance.integers(0, READING_EVERY, n) + np.cumsum(gaps, axis=0) - gaps[:1]
    numbers, reps = np.nonzero((at < days) & (chance.random(at.shape) >= READINGS_MISSED))
    readings = np.full(index.shape, np.nan)
    readings[at[numbers, reps], reps] = np.round(index[at[numbers, reps], reps], 2)
    return readings
