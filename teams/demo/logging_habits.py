"""Which of the demo's activity gets logged: the difference between done and known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from teams.base.inputs import INPUTS
from teams.demo.calendar import SATURDAY, Season
from teams.demo.characters import Casting, LoggingHabit
from teams.demo.score_levels import LEVELS
from teams.demo.seeded_random import Bools, Floats, seeded_generator

DAILY_INPUTS = ("posts", "leads_saved", "comments", "shares", "conversations", "invitations_sent")
FULL_LOG_HABITS = (
    LoggingHabit.ALL,
    LoggingHabit.THREE_DAYS,
    LoggingHabit.BUILDING,
    LoggingHabit.LEAVE,
)
LOGGED_SHARE = 0.95  # share of working days logged by reps who log daily
WEEKEND_SHARE = 0.06  # share of weekend days logged by reps of LoggingHabit.ALL
BUILDING_DAYS = 11  # calendar days since the newcomer joined: 9 working days at most
SILENT_DAYS = 40  # calendar days without data of the waiting rep, longer than a reading counts
LEAVE_DAYS = 14
HOLIDAY_SHARE = 0.7  # share of reps with one or two weeks of holidays
MIN_DAYS_WITH_HOLIDAYS = 60  # minimum days of a demo with holidays


@dataclass(frozen=True)
class Diary:
    """Which of D days each of n reps logged, and which were leave."""

    logged: Bools  # (D, n)
    off: Bools  # (D, n)


def diary(seed: int, block: int, cast: Casting, season: Season) -> Diary:
    """Generates the days that were logged and the days of leave."""
    rng = seeded_generator(seed, block, "diary")
    off = _leave_days(rng, cast, season)
    working = season.working[:, None]
    shape = (len(season), len(cast.kind))
    every_day = np.where(working, rng.random(shape) < LOGGED_SHARE, False)
    weekend = ~working & (rng.random(shape) < WEEKEND_SHARE) & cast.are(LoggingHabit.ALL)
    logged = np.where(
        cast.are(LoggingHabit.THREE_DAYS), _three_a_week(rng, season, shape[1]), every_day
    )
    # Everyone logs the first working day in full, with LinkedIn score and levels.
    logged[season.start] = True
    silent = cast.are(LoggingHabit.READINGS) | ~possible_days(cast, season)
    return Diary((logged | weekend) & ~silent & ~off, off)


def possible_days(cast: Casting, season: Season) -> Bools:
    """(D, n) the days on which each rep could have logged at all."""
    ago = season.ago[:, None]
    return np.select(
        [
            cast.are(LoggingHabit.BUILDING),
            cast.are(LoggingHabit.WAITING),
            cast.are(LoggingHabit.LEAVE),
        ],
        [ago < BUILDING_DAYS, ago >= SILENT_DAYS, ago >= LEAVE_DAYS],
        True,
    )


def _three_a_week(rng: np.random.Generator, season: Season, n: int) -> Bools:
    """(D, n) three of the five working days of each week, different from week to week."""
    weeks = int(season.week[-1]) + 1
    order = rng.random((weeks, SATURDAY, n)).argsort(axis=1).argsort(axis=1)
    day = np.minimum(season.weekday, SATURDAY - 1)
    chosen: Bools = order[season.week, day] < 3
    return chosen & season.working[:, None]


def _leave_days(rng: np.random.Generator, cast: Casting, season: Season) -> Bools:
    """(D, n) leave: of reps of LoggingHabit.LEAVE, and holidays of one or two weeks."""
    ago = season.ago[:, None]
    leave = cast.are(LoggingHabit.LEAVE) & (ago < LEAVE_DAYS)
    if len(season) < MIN_DAYS_WITH_HOLIDAYS:
        return leave
    n = len(cast.kind)
    first = rng.integers(2, season.week[-1] - 4, n)
    weeks = rng.integers(1, 3, n)
    takes_leave = (rng.random(n) < HOLIDAY_SHARE) & ~cast.are(
        LoggingHabit.READINGS, LoggingHabit.BUILDING, LoggingHabit.WAITING
    )
    week = season.week[:, None]
    return leave | (takes_leave & (week >= first) & (week < first + weeks))


def generate_logs(
    seed: int, block: int, cast: Casting, season: Season, facts: Mapping[str, Floats], book: Diary
) -> Floats:
    """(D, n, I) the logged values in the order of INPUTS; NaN where unknown."""
    known = np.full((*book.logged.shape, len(INPUTS)), np.nan)
    says = _filled_in(seed, block, cast, season, book)
    for at, name in enumerate(INPUTS):
        if name in facts:
            known[:, :, at] = np.where(says[name], facts[name], np.nan)
    known[:, :, list(INPUTS).index("off")] = np.where(book.off, 1.0, np.nan)
    return known


def _filled_in(
    seed: int, block: int, cast: Casting, season: Season, book: Diary
) -> Mapping[str, Bools]:
    """(D, n) per input, whether it was filled in."""
    rng = seeded_generator(seed, block, "written")
    full_days = book.logged & cast.are(*FULL_LOG_HABITS)
    says = dict.fromkeys(INPUTS, full_days)
    says |= dict.fromkeys((*DAILY_INPUTS, "meetings"), book.logged)
    says["response_hours"] = full_days & (rng.random(book.logged.shape) < 0.4)
    first = book.logged & (np.cumsum(book.logged, axis=0) == 1)
    for name in LEVELS:
        # Connections are looked up about weekly, other levels about monthly.
        share = 0.8 if name == "connections" else 0.25
        monday = (season.weekday == 0)[:, None] & (rng.random(book.logged.shape) < share)
        says[name] = book.logged & (first | monday)
    return says
