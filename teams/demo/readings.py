"""When the demo's reps pasted their LinkedIn score, and its values."""

from collections.abc import Mapping

import numpy as np

from teams.demo.calendar import SATURDAY, Season
from teams.demo.characters import Casting, LoggingHabit
from teams.demo.logging_habits import possible_days
from teams.demo.score_levels import PILLARS
from teams.demo.score_paths import DemoScores
from teams.demo.seeded_random import Bools, Floats, seeded_generator

GAPS = (11, 45)  # range of days between readings of reps who log
GAPS_OF_PASTERS = (5, 11)  # of reps who only paste; short enough never to wait for data
PILLAR_DEVIATION = 0.2  # standard deviation of pillars around the course, points


def reading_days(seed: int, block: int, cast: Casting, season: Season) -> Bools:
    """(D, n) days with a reading; weekends are postponed to Monday."""
    days, n = len(season), len(cast.kind)
    rng = seeded_generator(seed, block, "reading days")
    low, high = np.where(cast.are(LoggingHabit.READINGS)[:, None], GAPS_OF_PASTERS, GAPS).T
    gaps = rng.integers(low, high + 1, (days // GAPS_OF_PASTERS[0] + 1, n))
    at = season.start + np.vstack([np.zeros((1, n), np.int64), np.cumsum(gaps, axis=0)])
    weekday = (season.weekday[0] + at) % 7
    at[1:] += np.where(weekday >= SATURDAY, 7 - weekday, 0)[1:]
    reads = cast.reads & ~cast.are(LoggingHabit.BUILDING)
    rows, reps = np.nonzero((at < days) & reads)
    marks = np.zeros((days, n), bool)
    marks[at[rows, reps], reps] = True
    return marks & possible_days(cast, season)


def generate_readings(
    seed: int, block: int, scores: DemoScores, season: Season, marks: Bools
) -> Mapping[str, Floats]:
    """Returns the columns of readings, (k,) each, in the order of np.nonzero(marks)."""
    rng = seeded_generator(seed, block, "reading values")
    pillars = scores.linkedin_pillars(season)[marks]
    pillars = pillars + rng.normal(0, PILLAR_DEVIATION, pillars.shape)
    pillars = np.round(pillars.clip(0, 25), 2)
    days, _ = np.nonzero(marks)
    total = pillars.sum(axis=1)
    return {
        **{name: pillars[:, at] for at, name in enumerate(PILLARS)},
        "industry_rank": _rank_percent(total, 31),
        "network_rank": _rank_percent(total, 37),
        "industry_average": np.round(31 + np.sin(days / 40)),
        "network_average": np.round(37 + np.sin(days / 40)),
    }


def _rank_percent(total: Floats, average: float) -> Floats:
    """Returns LinkedIn's rank: "top N %", 1 to 99."""
    share: Floats = 100 / (1 + np.exp((total - average) / 9))
    return np.round(share).clip(1, 99)
