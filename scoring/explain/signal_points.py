"""Points by pillar and signal: won, left, and out of how many."""

from dataclasses import dataclass

import numpy as np

from scoring.core.explain import Explanation, explain
from scoring.core.layout import Layout
from scoring.core.points import latency_hours, rate_shares
from scoring.core.signals import PILLARS, ActiveDays, Flow, Latency, Percent, Rate, Stock
from scoring.core.state import State
from scoring.scores.periods import Pillars
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL, RATE_WORDS, SIGNAL_NAMES, gap_words
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.formatting import count_words, one_decimal, whole


@dataclass(frozen=True)
class SignalPoints:
    """A signal's points; `left` is None if the signal is not tracked: never reported."""

    signal: str
    name: str
    points: float
    weight: float
    left: float | None
    beside: str  # its amount and what earns the points, in words; empty if it is not tracked


@dataclass(frozen=True)
class PillarPoints:
    """A pillar's signals and what the LinkedIn score adds; together they make `shown`."""

    pillar: str
    name: str
    shown: float
    signals: tuple[SignalPoints, ...]
    correction: float

    @property
    def sentence(self) -> str:
        """What the LinkedIn score adds, in words; empty if that is 0.0."""
        if not round(self.correction, 1):
            return ""
        return f"{LINKEDIN_SCORE_LABEL} was {gap_words(self.correction)}"

    @property
    def tracked(self) -> list[SignalPoints]:
        """Signals that were ever reported."""
        return [each for each in self.signals if each.left is not None]

    @property
    def untracked(self) -> list[SignalPoints]:
        """Signals that were never reported."""
        return [each for each in self.signals if each.left is None]

    @property
    def left(self) -> float:
        """Points left in tracked signals."""
        return sum(each.left for each in self.tracked if each.left is not None)


def build_pillar_points(layout: Layout, state: State, shown: Pillars) -> tuple[PillarPoints, ...]:
    """Pillars of the first rep in the state; `shown` are the displayed pillars, 0 to 25 points."""
    explanation = explain(layout, state)
    amounts = _amount_words(layout, state)
    return tuple(
        PillarPoints(
            pillar=pillar,
            name=PILLAR_NAMES[at],
            shown=shown[at],
            signals=tuple(_signals(layout, explanation, amounts, at)),
            correction=float(explanation.correction[0, at]),
        )
        for at, pillar in enumerate(PILLARS)
    )


def _signals(
    layout: Layout, explanation: Explanation, amounts: dict[str, str], pillar: int
) -> list[SignalPoints]:
    signals = []
    for at in np.flatnonzero(layout.pillar_of[:, pillar]).tolist():
        name, tracked = layout.names[at], bool(explanation.tracked[0, at])
        signals.append(
            SignalPoints(
                signal=name,
                name=SIGNAL_NAMES[name],
                points=float(explanation.points[0, at]),
                weight=float(layout.weights[at]),
                left=float(explanation.left[0, at]) if tracked else None,
                beside=amounts[name] if tracked else "",
            )
        )
    return signals


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
    share, trials = float(rate_shares(layout, state)[0, row]), float(state.trials[0, row])
    done, of = RATE_WORDS[signal.name]
    lean = f"small samples lean on {whole(signal.prior * 100)} %"
    full = f"{whole(signal.high * 100)} % earn all"
    return (
        f"{whole(share * 100)} % {done}, of {count_words(whole(trials), of)} lately; {lean}, {full}"
    )
