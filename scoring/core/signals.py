"""Kinds of signals in a model version: name, pillar, weight and parameters.

A signal is one part of a pillar. Each kind turns the facts into a strength between 0 and 1
(scoring.core.points); strength times weight is the signal's points.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from scoring.core import constants

Pillar = Literal["brand", "people", "insights", "relationships"]
PILLARS: tuple[Pillar, ...] = ("brand", "people", "insights", "relationships")
PILLAR_POINTS = 25.0  # most points of a pillar, as LinkedIn shows it
GOOD = 70  # a displayed total from which a score counts as good
MILESTONES = (30, 40, 50, 60, 70)  # displayed totals that count as milestones


@dataclass(frozen=True)
class Signal:
    """Base of all signals: name, pillar and weight (the most points it can earn)."""

    name: str
    pillar: Pillar
    weight: float

    needed_days: ClassVar[int]  # known days from which the signal counts

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of a day that move the signal."""
        return (self.name,)


@dataclass(frozen=True)
class Flow(Signal):
    """A count per week, done or received; `target` a week earns 90 % of the points."""

    target: float

    needed_days = constants.KNOWN_DAYS_NEEDED_BY_FLOWS

    @property
    def cap(self) -> float:
        """Most that one day counts for, max(2, 0.4·target): at most two good days' worth."""
        return max(2.0, 0.4 * self.target)


@dataclass(frozen=True)
class ActiveDays(Flow):
    """Days a week with any own action: a flow of ones and zeros, derived from the inputs `own`."""

    own: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.own


@dataclass(frozen=True)
class Stock(Signal):
    """A level, such as connections; `target` of them earns 90 % of the points."""

    target: float

    needed_days = constants.KNOWN_DAYS_NEEDED_BY_LEVELS


@dataclass(frozen=True)
class Percent(Signal):
    """A level from 0 to 100; 100 earns all the points."""

    needed_days = constants.KNOWN_DAYS_NEEDED_BY_LEVELS


@dataclass(frozen=True)
class Rate(Signal):
    """Successes per trial, shrunk towards `prior`; points rise linearly from `low` to `high`."""

    trials: str
    successes: str
    prior: float
    low: float
    high: float

    needed_days = constants.KNOWN_DAYS_NEEDED_BY_RATES

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.trials, self.successes)


@dataclass(frozen=True)
class Latency(Signal):
    """Hours until a response, shrunk towards `prior`; the points halve every `half` hours."""

    hours: str
    prior: float
    half: float

    needed_days = constants.KNOWN_DAYS_NEEDED_BY_LATENCY

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.hours,)
