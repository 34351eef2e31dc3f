"""Calibration of docs/model.md, version 2: pairs of readings, gains, V, judged forward in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from tests.scoring.core.reference.replay import half_range, replay
from tests.scoring.core.reference.steps import Day, WorkingWeek, clamp, monday_to_friday
from tests.scoring.core.reference.tables import MODEL, PILLARS, Model

Four = tuple[float, ...]  # in the order of PILLARS


@dataclass(frozen=True)
class Pair:
    """Two readings of a rep, what changed between them, and what logged activity said."""

    rep: int
    first: date
    last: date
    dy: Four
    dm: Four

    @property
    def days(self) -> int:
        return (self.last - self.first).days


@dataclass(frozen=True)
class Learned:
    """Gains and V."""

    gains: Four
    variance: float


@dataclass(frozen=True)
class Judged:
    """Absolute errors of one pair: of the total, then of the four pillars."""

    carried: Four
    gain_1: Four
    learned: Four
    held: bool  # whether the likely range held


def pairs_of(
    days: Mapping[date, Day],
    through: date,
    *,
    rep: int = 0,
    working: WorkingWeek = monday_to_friday,
    model: Model = MODEL,
) -> list[Pair]:
    """A reading and the first later one at least 5 and at most 120 days after it, in a chain."""
    closes = replay(days, through, working=working, model=replace(model, gains=(1, 1, 1, 1)))
    readings = [close for close in closes if close.reading is not None]
    pairs, start = [], 0
    for at in range(1, len(readings)):
        apart = (readings[at].day - readings[start].day).days
        if apart < 5:
            continue
        if apart <= 120:
            stretch = readings[start : at + 1]
            dm = [0.0] * 4
            for earlier, later in pairwise(stretch):
                for pillar, official in enumerate(earlier.reading or ()):
                    dm[pillar] += later.estimate[PILLARS[pillar]] - official
            ends = zip(stretch[-1].reading or (), stretch[0].reading or (), strict=True)
            dy = tuple(later - earlier for later, earlier in ends)
            pairs.append(Pair(rep, stretch[0].day, stretch[-1].day, dy, tuple(dm)))
        start = at
    return pairs


def learn(pairs: Sequence[Pair]) -> Learned:
    """γ of each pillar and V from pairs of an organisation; without any, 1."""
    gains = tuple(_gain([(pair.dy[at], pair.dm[at]) for pair in pairs]) for at in range(4))
    squares = sum(min(_error(pair, gains) ** 2 / (0.25 + 0.08 * pair.days), 9) for pair in pairs)
    return Learned(gains, (10 + squares) / (10 + len(pairs)))


def _gain(of_pillar: Sequence[tuple[float, float]]) -> float:
    above = 10 + sum(dy * dm / 0.6 for dy, dm in of_pillar)
    below = 10 + sum(dm**2 / 0.6 for _, dm in of_pillar)
    return clamp(above / below, 0.1, 1.5)


def _error(pair: Pair, gains: Four) -> float:
    """The total's error, nothing clamped to 0-25."""
    parts = zip(pair.dy, pair.dm, gains, strict=True)
    return sum(dy - gain * dm for dy, dm, gain in parts)


def judge(pairs: Sequence[Pair]) -> list[Judged]:
    """Each pair predicted from the pairs whose second reading is on an earlier day."""
    judged = []
    for pair in pairs:
        learned = learn([other for other in pairs if other.last < pair.last])
        half = half_range(learned.variance, pair.days)
        assert half is not None
        judged.append(
            Judged(
                carried=_errors(pair, (0, 0, 0, 0)),
                gain_1=_errors(pair, (1, 1, 1, 1)),
                learned=_errors(pair, learned.gains),
                held=abs(_error(pair, learned.gains)) <= half,
            )
        )
    return judged


def _errors(pair: Pair, gains: Four) -> Four:
    parts = zip(pair.dy, pair.dm, gains, strict=True)
    return (abs(_error(pair, gains)), *(abs(dy - gain * dm) for dy, dm, gain in parts))
