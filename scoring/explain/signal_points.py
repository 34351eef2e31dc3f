"""Points by pillar and signal: won, left, and out of how many."""

from dataclasses import dataclass

import numpy as np

from scoring.core.explain import Explanation, explain
from scoring.core.layout import Layout
from scoring.core.points import latency_hours, rate_shares
from scoring.core.signals import (
    PILLAR_POINTS,
    PILLARS,
    ActiveDays,
    Flow,
    Latency,
    Percent,
    Rate,
    Stock,
)
from scoring.core.state import State
from scoring.scores.periods import Pillars
from scoring.scores.signal_names import RATE_WORDS, SIGNAL_NAMES
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import count_words, one_decimal, rounded_parts, rounded_pillars, whole


@dataclass(frozen=True)
class SignalPoints:
    """A signal's points; `left` is None while it does not count yet."""

    signal: str
    name: str
    points: float
    weight: float  # the most points it can make
    left: float | None
    beside: str  # its amount and what earns the points; on how many days it is known so far

    @property
    def counts(self) -> bool:
        """Whether the signal counts."""
        return self.left is not None


@dataclass(frozen=True)
class PillarPoints:
    """A pillar's signals and what is not itemised; together they make `shown`.

    What is not itemised is counted by LinkedIn and not logged here. Figures have one decimal and
    add up: points to the pillar, points and what is left to 25.
    """

    pillar: str
    name: str
    shown: float
    signals: tuple[SignalPoints, ...]
    not_itemised: float

    @property
    def counting(self) -> list[SignalPoints]:
        """Signals that count."""
        return [each for each in self.signals if each.counts]

    @property
    def not_counting(self) -> list[SignalPoints]:
        """Signals that do not count yet."""
        return [each for each in self.signals if not each.counts]

    @property
    def left(self) -> float:
        """Points left in signals that count."""
        return sum(each.left for each in self.counting if each.left is not None)

    @property
    def left_of_pillar(self) -> float:
        """Points left up to 25."""
        return PILLAR_POINTS - self.shown

    @property
    def not_itemised_left(self) -> float:
        """Points left in what is not itemised."""
        return self.left_of_pillar - self.left


def build_pillar_points(layout: Layout, state: State, shown: Pillars) -> tuple[PillarPoints, ...]:
    """Pillars of the first rep in the state; `shown` are the displayed pillars, 0 to 25 points."""
    explanation = explain(layout, state)
    amounts = _amount_words(layout, state)
    return tuple(
        _pillar(layout, explanation, amounts, at, pillar_shown)
        for at, pillar_shown in enumerate(rounded_pillars(shown))
    )


def _pillar(
    layout: Layout, explanation: Explanation, amounts: dict[str, str], pillar: int, shown: float
) -> PillarPoints:
    at = np.flatnonzero(layout.pillar_at == pillar).tolist()
    rest = float(explanation.rest[0, pillar] + explanation.clamped[0, pillar])
    *points, rest = rounded_parts([*explanation.points[0, at].tolist(), rest], shown)
    return PillarPoints(
        pillar=PILLARS[pillar],
        name=PILLAR_NAMES[pillar],
        shown=shown,
        signals=tuple(
            _signal(layout, explanation, amounts, signal, won)
            for signal, won in zip(at, points, strict=True)
        ),
        not_itemised=rest,
    )


def _signal(
    layout: Layout, explanation: Explanation, amounts: dict[str, str], at: int, won: float
) -> SignalPoints:
    name, worth = layout.names[at], float(layout.worth[at])
    known, needed = int(explanation.known_days[0, at]), int(layout.needed_days[at])
    counts = bool(explanation.counting[0, at])
    return SignalPoints(
        signal=name,
        name=SIGNAL_NAMES[name],
        points=won if counts else 0.0,
        weight=worth,
        left=max(worth - won, 0.0) if counts else None,
        beside=amounts[name] if counts else f"known on {known} of {needed} days",
    )


def _amount_words(layout: Layout, state: State) -> dict[str, str]:
    """By signal: “2.3 a week lately; 3 earn 90 %” of a flow, “480; 500 earn 90 %” of a stock."""
    flows = dict(zip(layout.flow_at.tolist(), state.rates[0].tolist(), strict=True))
    levels = dict(zip(layout.level_at.tolist(), state.levels[0].tolist(), strict=True))
    words = {}
    for at, signal in enumerate(layout.version.signals):
        match signal:
            case ActiveDays():
                words[signal.name] = (
                    f"{one_decimal(flows[at])} days a week; {_target_words(signal)}"
                )
            case Flow():
                words[signal.name] = (
                    f"{one_decimal(flows[at])} a week lately; {_target_words(signal)}"
                )
            case Stock():
                words[signal.name] = f"{whole(levels[at]):,}; {_target_words(signal)}"
            case Percent():
                words[signal.name] = f"{whole(levels[at])} % filled in; 100 % earn all"
            case Rate():
                words[signal.name] = _rate(layout, state, at, signal)
            case Latency():
                hours = count_words(whole(float(latency_hours(layout, state)[0])), "hour")
                half = f"every {whole(signal.half)} more halve the points"
                words[signal.name] = f"about {hours}; {half}"
    return words


def _target_words(signal: Flow | Stock) -> str:
    target = f"{signal.target:,.1f}".removesuffix(".0")
    return f"{target} earn 90 %"


def _rate(layout: Layout, state: State, at: int, signal: Rate) -> str:
    """The rate of late, as scored: a small sample leans on the prior."""
    row = layout.rate_at.tolist().index(at)
    share, trials = float(rate_shares(layout, state)[0, row]), float(state.answered[0, row])
    done, of = RATE_WORDS[signal.name]
    lean = f"small samples lean on {whole(signal.prior * 100)} %"
    full = f"{whole(signal.high * 100)} % earn all"
    return (
        f"{whole(share * 100)} % {done}, of {count_words(whole(trials), of)} lately; {lean}, {full}"
    )
