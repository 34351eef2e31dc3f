"""When the demo's reps pasted their LinkedIn score, and its values."""

from collections.abc import Mapping

import numpy as np

from teams.demo.calendar import SATURDAY, Season
from teams.demo.characters import Casting, LoggingHabit, Reads
from teams.demo.logging_habits import possible_days
from teams.demo.score_levels import PILLARS
from teams.demo.seeded_random import Bools, Floats, Ints, seeded_generator

GAPS = {Reads.MONTHLY: (26, 34), Reads.SELDOM: (75, 110)}  # range of days between readings
GAPS_OF_PASTERS = (20, 31)  # of reps who only paste; short enough never to wait for data
# Most reps pasted about 60 days before the last, when the coaching programme begins.
ANCHOR, ANCHOR_RANGE = 60, (-6, 16)
PILLAR_DEVIATION = 0.12  # standard deviation of a pillar from day to day, points


def reading_days(seed: int, block: int, cast: Casting, season: Season) -> Bools:
    """(D, n) days with a reading; weekends are postponed to Monday."""
    rng, days = seeded_generator(seed, block, "reading days"), len(season)
    at = _days_around_anchor(rng, cast, days)
    at = np.concatenate([at, np.where(cast.reads > Reads.NEVER, season.start, -1)[None]])
    weekday = (season.weekday[0] + at) % 7
    at += np.where((weekday >= SATURDAY) & (at != season.start), 7 - weekday, 0)
    reads = (cast.reads > Reads.NEVER) & ~cast.are(LoggingHabit.BUILDING)
    rows, reps = np.nonzero((at >= season.start) & (at < days) & reads)
    marks = np.zeros((days, len(cast.kind)), bool)
    marks[at[rows, reps], reps] = True
    return marks & possible_days(cast, season)


def _days_around_anchor(rng: np.random.Generator, cast: Casting, days: int) -> Ints:
    """(k, n) indices of days, some of them outside, by gaps before and after each rep's anchor."""
    n = len(cast.kind)
    gaps = np.array([_gaps(*each) for each in zip(cast.kind, cast.reads, strict=True)])
    count = days // GAPS_OF_PASTERS[0] + 4
    low, high = gaps.T
    steps = rng.integers(low, high + 1, (2, count, n)).cumsum(axis=1)
    anchor = days - 1 - ANCHOR - rng.integers(ANCHOR_RANGE[0], ANCHOR_RANGE[1] + 1, n)
    return np.asarray(np.concatenate([anchor - steps[0], anchor[None], anchor + steps[1]]))


def _gaps(kind: int, reads: int) -> tuple[int, int]:
    if kind == LoggingHabit.READINGS:
        return GAPS_OF_PASTERS
    return GAPS[Reads.SELDOM if reads == Reads.SELDOM else Reads.MONTHLY]


def generate_readings(seed: int, block: int, index: Floats, marks: Bools) -> Mapping[str, Floats]:
    """Returns the columns of readings, (k,) each, in the order of np.nonzero(marks).

    `index` (D, n, 4) is LinkedIn's hidden index.
    """
    rng = seeded_generator(seed, block, "reading values")
    pillars = index[marks]
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
