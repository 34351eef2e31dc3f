"""Characters of the demo: 24 reps, each with a style, a logging habit and a trend of effort.

Larger demos repeat them. Each character's LinkedIn score and change of effort are fixed here and
only jittered by the seed, so every seed gives averages of 30 to 50, two reps at 70, one rep who is
building, one waiting for data and one on leave.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from teams.demo.seeded_random import Bools, Floats, Ints, seeded_generator


class LoggingHabit(IntEnum):
    """How a rep logs."""

    ALL = 0  # every input, every working day but a few
    SIX = 1  # the six inputs of the log's first screen
    THREE_DAYS = 2  # every input, on three days of five
    READINGS = 3  # no activity, but pastes LinkedIn scores
    BUILDING = 4  # joined last week, logs all, no reading yet
    WAITING = 5  # logged six inputs, then stopped
    LEAVE = 6  # logs all, off for the last two weeks


class Reads(IntEnum):
    """How often a rep pastes LinkedIn's number."""

    NEVER = 0
    SELDOM = 1  # every three months or so
    MONTHLY = 2


# What reps lean to: effort by pillar (brand, people, insights, relationships), relative.
STEADY = (1.0, 1.0, 1.0, 1.0)
WRITER = (1.35, 0.7, 1.2, 0.85)
HUNTER = (0.75, 1.8, 0.6, 1.05)
NETWORKER = (0.85, 0.8, 0.7, 1.3)
TALKER = (0.85, 0.85, 1.6, 0.95)


@dataclass(frozen=True)
class Character:
    """A character: LinkedIn's score on the last day, and the change of effort over half a year."""

    kind: LoggingHabit
    style: tuple[float, float, float, float]
    now: float
    change: float
    reads: Reads = Reads.MONTHLY
    moved: bool = False  # whether the rep changed teams recently


CAST = (
    Character(LoggingHabit.ALL, TALKER, 64, 14),  # the demo's rep account
    Character(LoggingHabit.ALL, WRITER, 75, 6),
    Character(LoggingHabit.SIX, NETWORKER, 50, -9),
    Character(LoggingHabit.THREE_DAYS, HUNTER, 43, 3, Reads.SELDOM),
    Character(LoggingHabit.READINGS, STEADY, 34, 5),  # has an account, too
    Character(LoggingHabit.BUILDING, HUNTER, 30, 4),
    Character(LoggingHabit.SIX, WRITER, 29, 8),
    Character(LoggingHabit.ALL, TALKER, 26, -4, Reads.SELDOM),
    Character(LoggingHabit.ALL, STEADY, 58, -13),
    Character(LoggingHabit.SIX, HUNTER, 47, 10, moved=True),
    Character(LoggingHabit.THREE_DAYS, NETWORKER, 38, -6),
    Character(LoggingHabit.READINGS, WRITER, 32, -2),
    Character(LoggingHabit.WAITING, STEADY, 41, 2),
    Character(LoggingHabit.SIX, TALKER, 27, 3),
    Character(LoggingHabit.ALL, WRITER, 45, 6, Reads.NEVER),
    Character(LoggingHabit.READINGS, HUNTER, 17, 1),
    Character(LoggingHabit.ALL, NETWORKER, 79, 3),
    Character(LoggingHabit.SIX, WRITER, 54, 13, Reads.SELDOM),
    Character(LoggingHabit.THREE_DAYS, HUNTER, 35, -7),
    Character(LoggingHabit.READINGS, TALKER, 42, 7),
    Character(LoggingHabit.LEAVE, NETWORKER, 49, 2),
    Character(LoggingHabit.SIX, HUNTER, 24, -3),
    Character(LoggingHabit.THREE_DAYS, TALKER, 30, 5),
    Character(LoggingHabit.ALL, WRITER, 36, -5, Reads.NEVER),
)


@dataclass(frozen=True)
class Casting:
    """The characters of n reps as columns, with a little random variation."""

    kind: Ints  # (n,) values of LoggingHabit
    style: Floats  # (n, 4) effort by pillar, relative
    now: Floats  # (n,)
    change: Floats  # (n,)
    reads: Ints  # (n,) values of Reads
    moved: Bools  # (n,)

    def are(self, *kinds: LoggingHabit) -> Bools:
        """(n,) whether each rep logs in one of these ways."""
        return np.isin(self.kind, kinds)


def casting(seed: int, block: int, numbers: Ints) -> Casting:
    """Returns the characters for reps with these numbers in the organisation."""
    parts = [CAST[number % len(CAST)] for number in numbers.tolist()]
    shake = seeded_generator(seed, block, "casting").normal(0, 1.0, (2, len(parts))).clip(-2, 2)
    return Casting(
        kind=np.array([part.kind for part in parts], np.int64),
        style=np.array([part.style for part in parts]),
        now=np.array([part.now for part in parts]) + shake[0],
        change=np.array([part.change for part in parts]) + shake[1],
        reads=np.array([part.reads for part in parts], np.int64),
        moved=np.array([part.moved for part in parts]),
    )
