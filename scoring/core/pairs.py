"""Pairs of readings: what LinkedIn's number did between two readings, and what activity said.

A pair of a rep is a reading and the first later one at least 5 days after it; the next pair begins
where this one ended. Readings more than 120 days apart make no pair: the later one begins again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from scoring.core.arrays import ArrayTable
from scoring.core.constants import MAX_PAIR_DAYS, MIN_PAIR_DAYS
from scoring.core.history import FactHistory
from scoring.core.layout import Floats, Ints, layout_of
from scoring.core.replay import replay
from scoring.core.state import initial_state
from scoring.core.trajectory import Trajectory
from scoring.core.versions import Version

NO_GAINS = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True)
class JudgedReadings(ArrayTable):
    """Readings beside the estimate of their day, one row each, ordered by rep and then by day."""

    reps: Ints  # (k,) ids
    days: Ints  # (k,) ordinals
    official: Floats  # (k, 4) LinkedIn's pillars, points 0-25
    expected: Floats  # (k, 4) estimate of that day without the reading, before clamping
    coverage: Floats  # (k,) weights of the signals that counted, of 100


@dataclass(frozen=True)
class Pairs(ArrayTable):
    """Pairs of readings, one row each, ordered by rep and then by day."""

    reps: Ints  # (k,) ids
    first: Ints  # (k,) ordinal of the first reading's day
    last: Ints  # (k,) ordinal of the second's
    official: Floats  # (k, 4) by how much LinkedIn's pillars changed, in points
    modelled: Floats  # (k, 4) by how much activity said they would
    coverage: Floats  # (k,) weights of the signals that counted at the second, of 100

    @property
    def days(self) -> Ints:
        """(k,) days between the two readings."""
        return self.last - self.first


def gather_pairs(version: Version, history: FactHistory, reps: Ints) -> Pairs:
    """All pairs of reps (n ids, rising) with a history from their first fact on.

    The version's weights, targets and half-life count throughout, with gains of 1.
    """
    layout = layout_of(replace(version, gains=NO_GAINS))
    readings = judged_readings(replay(layout, initial_state(layout, len(reps)), history), reps)
    return find_pairs(readings)


def judged_readings(trajectories: Iterable[Trajectory], reps: Ints) -> JudgedReadings:
    """All readings of the reps (n ids, rising) on consecutive trajectories."""
    none = np.zeros(0, np.int64)
    parts = [JudgedReadings(none, none, np.zeros((0, 4)), np.zeros((0, 4)), np.zeros(0))]
    for piece in trajectories:
        at, row = np.nonzero(~np.isnan(piece.surprise[..., 0]))
        surprise = piece.surprise[at, row]
        # After a reading the unclamped pillar is LinkedIn's.
        official = piece.pillars[at, row]
        parts.append(
            JudgedReadings(
                reps=reps[row],
                days=piece.first + at,
                official=official,
                expected=official - surprise,
                coverage=piece.coverage[at, row],
            )
        )
    readings = JudgedReadings.joined(parts)
    return readings.take(np.lexsort((readings.days, readings.reps)))


def find_pairs(readings: JudgedReadings) -> Pairs:
    """The pairs of readings; between successive readings what was expected adds up."""
    ends = [
        pair
        for _, rows in groupby(range(len(readings)), key=readings.reps.tolist().__getitem__)
        for pair in _pairs_of_rep(list(rows), readings.days.tolist())
    ]
    first, last = np.array(ends, np.int64).reshape(-1, 2).T
    official = readings.official[last] - readings.official[first]
    stretches = np.zeros((len(readings) + 1, 4))
    stretches[2:] = np.cumsum(readings.expected[1:] - readings.official[:-1], axis=0)
    return Pairs(
        reps=readings.reps[last],
        first=readings.days[first],
        last=readings.days[last],
        official=official,
        modelled=stretches[last + 1] - stretches[first + 1],
        coverage=readings.coverage[last],
    )


def _pairs_of_rep(rows: list[int], days: list[int]) -> Iterator[tuple[int, int]]:
    """Rows of the two readings of each pair of one rep, whose rows are given by rising day."""
    begin = rows[0]
    for row in rows[1:]:
        apart = days[row] - days[begin]
        if apart < MIN_PAIR_DAYS:
            continue
        if apart <= MAX_PAIR_DAYS:
            yield begin, row
        begin = row
