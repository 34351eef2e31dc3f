"""What a version of the model counts: its signals, their weights and what full strength takes.

A signal is one line of a pillar. Each kind turns what is known into a strength between 0 and 1
(scoring.core.engine); strength times weight is the signal's points.
"""

from dataclasses import dataclass
from typing import Literal

Pillar = Literal["brand", "people", "insights", "relationships"]
PILLARS: tuple[Pillar, ...] = ("brand", "people", "insights", "relationships")
PILLAR_POINTS = 25.0  # LinkedIn shows four pillars of 25
GOOD = 70  # a displayed total from which a score counts as good
MILESTONES = (30, 40, 50, 60, 70)  # displayed totals worth a word on the way


@dataclass(frozen=True)
class Signal:
    """What every signal has: a name, its pillar and at most how many points."""

    name: str
    pillar: Pillar
    weight: float

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of a day that move it."""
        return (self.name,)


@dataclass(frozen=True)
class Flow(Signal):
    """Something done or received; `target` a week earns 90 % of the points."""

    target: float

    @property
    def cap(self) -> float:
        """The most one day counts for: no day is worth more than two good ones."""
        return max(2.0, 0.4 * self.target)


@dataclass(frozen=True)
class ActiveDays(Flow):
    """Days a week on which anything of one's own was done: a flow of ones and zeros."""

    own: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.own


@dataclass(frozen=True)
class Stock(Signal):
    """How many there are; `target` of them earns 90 % of the points."""

    target: float


@dataclass(frozen=True)
class Percent(Signal):
    """A level from 0 to 100; all of it earns all the points."""


@dataclass(frozen=True)
class Rate(Signal):
    """Successes per trial, pulled towards `prior`; points rise from `low` to `high`."""

    trials: str
    successes: str
    prior: float
    low: float
    high: float

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.trials, self.successes)


@dataclass(frozen=True)
class Latency(Signal):
    """Hours until an answer, pulled towards `prior`; every `half` hours halve the points."""

    hours: str
    prior: float
    half: float

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.hours,)
