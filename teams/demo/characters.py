"""Characters of the demo: 24 reps, each with a logging habit and a score trend.

Larger demos repeat them. Each character's LinkedIn score and its change are fixed here and only
jittered by the seed, so every seed gives averages of 30 to 50, two reps at 70, one rep who is
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
    BUILDING = 4  # joined three weeks ago, logs all, no reading yet
    WAITING = 5  # logged six inputs, then stopped
    LEAVE = 6  # logs all, off for the last two weeks


@dataclass(frozen=True)
class Character:
    """A character: the LinkedIn score on the last day, and its change over half a year."""

    kind: LoggingHabit
    now: float
    change: float
    reads: bool = True  # whether readings are pasted at all
    moved: bool = False  # whether the rep changed teams recently


CAST = (
    Character(LoggingHabit.ALL, 64, 14),  # the demo's rep account
    Character(LoggingHabit.ALL, 75, 6),
    Character(LoggingHabit.SIX, 50, -9),
    Character(LoggingHabit.THREE_DAYS, 43, 3),
    Character(LoggingHabit.READINGS, 34, 5),  # has an account, too
    Character(LoggingHabit.BUILDING, 30, 4),
    Character(LoggingHabit.SIX, 29, 8),
    Character(LoggingHabit.ALL, 26, -4),
    Character(LoggingHabit.ALL, 58, -13),
    Character(LoggingHabit.SIX, 47, 10, moved=True),
    Character(LoggingHabit.THREE_DAYS, 38, -6),
    Character(LoggingHabit.READINGS, 32, -2),
    Character(LoggingHabit.WAITING, 41, 2),
    Character(LoggingHabit.SIX, 27, 3),
    Character(LoggingHabit.ALL, 45, 6, reads=False),
    Character(LoggingHabit.READINGS, 17, 1),
    Character(LoggingHabit.ALL, 79, 3),
    Character(LoggingHabit.SIX, 54, 13),
    Character(LoggingHabit.THREE_DAYS, 35, -7),
    Character(LoggingHabit.READINGS, 42, 7),
    Character(LoggingHabit.LEAVE, 49, 2),
    Character(LoggingHabit.SIX, 24, -3),
    Character(LoggingHabit.THREE_DAYS, 30, 5),
    Character(LoggingHabit.ALL, 36, -5, reads=False),
)


@dataclass(frozen=True)
class Casting:
    """The characters of n reps as columns, with a little random variation."""

    kind: Ints  # (n,) values of Kind
    now: Floats  # (n,)
    change: Floats  # (n,)
    reads: Bools  # (n,)
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
        now=np.array([part.now for part in parts]) + shake[0],
        change=np.array([part.change for part in parts]) + shake[1],
        reads=np.array([part.reads for part in parts]),
        moved=np.array([part.moved for part in parts]),
    )
