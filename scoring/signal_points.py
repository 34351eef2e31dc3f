"""A score pillar by pillar and signal by signal: points won, points left, and out of what.

“2.3 a week, 3 a week earn 90 %” of a flow, “480 of 500” of a stock, “31 % accepted” of a rate.
"""

from dataclasses import dataclass

import numpy as np

from scoring.closes import Pillars
from scoring.core.explain import Explanation, explain
from scoring.core.layout import Layout
from scoring.core.signals import PILLARS
from scoring.core.state import State
from scoring.signal_words import LINKEDIN, NAMES, beside_estimate
from scoring.wording import PILLARS as PILLAR_NAMES


@dataclass(frozen=True)
class SignalPoints:
    """A signal's points; `left` is None where nobody ever said anything: not tracked."""

    name: str
    points: float
    weight: float
    left: float | None


@dataclass(frozen=True)
class PillarPoints:
    """A pillar's signals, what LinkedIn's number adds, and what they add up to."""

    pillar: str
    name: str
    shown: float
    signals: tuple[SignalPoints, ...]
    correction: float

    @property
    def sentence(self) -> str:
        """LinkedIn's part in words; empty where there is none."""
        if not round(self.correction, 1):
            return ""
        return f"{LINKEDIN} was {beside_estimate(self.correction)}"


def pillars_of(layout: Layout, state: State, shown: Pillars) -> tuple[PillarPoints, ...]:
    """The pillars of a rep (the state's first) that are shown so."""
    explanation = explain(layout, state)
    return tuple(
        PillarPoints(
            pillar=pillar,
            name=PILLAR_NAMES[at],
            shown=shown[at],
            signals=tuple(_signals(layout, explanation, at)),
            correction=float(explanation.correction[0, at]),
        )
        for at, pillar in enumerate(PILLARS)
    )


def _signals(layout: Layout, explanation: Explanation, pillar: int) -> list[SignalPoints]:
    mine = np.flatnonzero(layout.pillar_of[:, pillar])
    return [
        SignalPoints(
            name=NAMES[layout.names[at]],
            points=float(explanation.points[0, at]),
            weight=float(layout.weights[at]),
            left=float(explanation.left[0, at]) if explanation.tracked[0, at] else None,
        )
        for at in mine
    ]
