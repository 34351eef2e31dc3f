"""Causes of a change of docs/model.md, version 2: what was done, what faded, what LinkedIn said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tests.scoring.core.reference.replay import Close
from tests.scoring.core.reference.tables import PILLARS, Model


@dataclass(frozen=True)
class Causes:
    """Parts of the change of the total between two closes, in points; they add up."""

    activity: dict[str, float]  # by signal
    fading: dict[str, float]  # by flow, never above 0
    readings: dict[date, dict[str, float]]  # official minus the estimate, by day and pillar
    clamped: dict[str, float]  # what clamping takes, by pillar

    @property
    def total(self) -> float:
        said = sum(sum(pillars.values()) for pillars in self.readings.values())
        did = sum(self.activity.values()) + sum(self.fading.values())
        return did + said + sum(self.clamped.values())


def causes(closes: Sequence[Close], since: date, until: date) -> Causes:
    """Causes of the change from the close of `since` to that of `until`."""
    (first,) = (close for close in closes if close.day == since)
    between = [close for close in closes if since < close.day <= until]
    last = between[-1] if between else first
    signals: dict[str, float] = {}
    for close in between:
        for name, moved in close.moved.items():
            signals[name] = signals.get(name, 0.0) + moved
    fading = {name: _faded(name, first, between) for name in signals}
    return Causes(
        activity={name: moved - fading[name] for name, moved in signals.items()},
        fading=fading,
        readings={close.day: close.surprise for close in between if close.surprise},
        clamped={pillar: _taken(last, pillar) - _taken(first, pillar) for pillar in PILLARS},
    )


def _taken(close: Close, pillar: str) -> float:
    return close.pillars[pillar] - close.unclamped[pillar]


def _faded(name: str, first: Close, between: Sequence[Close]) -> float:
    """points(λ^m·a₀) - points(a₀); a₀ begins again where another version takes over."""
    lost, start, exponent, model = 0.0, first.rates.get(name), 0.0, first.model
    for at, close in enumerate(between):
        before = between[at - 1] if at else first
        if close.model != model:
            lost += _lost(name, model, start, exponent)
            start, exponent, model = before.rates.get(name), 0.0, close.model
        if start is None:
            start = close.rates.get(name)  # the day on which it starts to count
        else:
            exponent += close.exponents.get(name, 0.0)
    return lost + _lost(name, model, start, exponent)


def _lost(name: str, model: Model, start: float | None, exponent: float) -> float:
    if start is None or name not in model.signals:
        return 0.0
    signal = model.signals[name]
    strengths = [
        1 - 10 ** (-rate / signal.target) for rate in (start, start * model.fade**exponent)
    ]
    return model.gain(name) * signal.weight * (strengths[1] - strengths[0])
