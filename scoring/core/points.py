"""Signal strengths and points: from a state to the pillars shown.

flow     s = 1 - 10^(-rate / target)      target a week earns 90 % of the points, then it saturates
stock    s = 1 - 10^(-level / target)
percent  s = level / 100
rate     q = (K + 10·prior) / (N + 10);   s = clamp((q - low) / (high - low), 0, 1)
latency  h = exp((S + ln(1 + prior)) / (W + 1)) - 1;   s = 2^(-h / half)
points   weight · s; a modelled pillar is the sum of its signals' points; the pillar shown adds
         LinkedIn's correction and is clamped to 0-25.
"""

from typing import Protocol

import numpy as np

from scoring.core.layout import Floats, Layout
from scoring.core.signals import PILLAR_POINTS
from scoring.core.state import State


class PointInputs(Protocol):
    """The part of a state that points are computed from; arrays may have further leading axes."""

    @property
    def rates(self) -> Floats:
        """(…, F) rate of each flow, per week."""

    @property
    def levels(self) -> Floats:
        """(…, L) last known levels."""

    @property
    def trials(self) -> Floats:
        """(…, R) decayed trials, N."""

    @property
    def successes(self) -> Floats:
        """(…, R) decayed successes, K."""

    @property
    def answers(self) -> Floats:
        """(…) decayed days with a response time, W."""

    @property
    def log_hours(self) -> Floats:
        """(…) decayed sum of ln(1 + hours), S."""


def strengths(layout: Layout, state: PointInputs) -> Floats:
    """(…, S) strength of each signal, 0 to 1."""
    strength = np.empty((*state.rates.shape[:-1], len(layout.names)))
    strength[..., layout.flow_at] = 1 - 10 ** (-state.rates / layout.targets)
    strength[..., layout.level_at] = _level_strengths(layout, state.levels)
    strength[..., layout.rate_at] = _rate_strengths(layout, state)
    strength[..., layout.latency_at] = _latency_strength(layout, state)
    return strength


def flow_points(layout: Layout, rates: Floats) -> Floats:
    """(n, F) points of the flows at rates (n, F) per week."""
    of_flows: Floats = layout.weights[layout.flow_at] * (1 - 10 ** (-rates / layout.targets))
    return of_flows


def _level_strengths(layout: Layout, levels: Floats) -> Floats:
    percent = np.isnan(layout.level_targets)
    targets = np.where(percent, 1.0, layout.level_targets)
    return np.where(percent, levels / 100, 1 - 10 ** (-levels / targets))


def rate_shares(layout: Layout, state: PointInputs) -> Floats:
    """(…, R) q: recent successes per trial, 0 to 1, shrunk towards the prior for small samples."""
    prior = layout.version.prior_trials
    shares: Floats = (state.successes + prior * layout.rate_prior) / (state.trials + prior)
    return shares


def _rate_strengths(layout: Layout, state: PointInputs) -> Floats:
    share = rate_shares(layout, state)
    return np.clip((share - layout.rate_low) / (layout.rate_high - layout.rate_low), 0, 1)


def latency_hours(layout: Layout, state: PointInputs) -> Floats:
    """(…) h: recent mean hours until a response, shrunk towards the prior."""
    mean_log = (state.log_hours + np.log1p(layout.latency_prior)) / (state.answers + 1)
    hours: Floats = np.expm1(mean_log)
    return hours


def _latency_strength(layout: Layout, state: PointInputs) -> Floats:
    strength: Floats = np.exp2(-latency_hours(layout, state) / layout.latency_half)
    return strength


def points(layout: Layout, state: PointInputs) -> Floats:
    """(…, S) points of each signal."""
    return strengths(layout, state) * layout.weights


def model_pillars(layout: Layout, signal_points: Floats) -> Floats:
    """(…, 4) pillars by the model alone, before LinkedIn's correction.

    Summed signal by signal: a matrix product would round differently with the number of reps, and a
    rep's score must not depend on which other reps are computed beside it.
    """
    pillars = np.zeros((*signal_points.shape[:-1], layout.pillar_of.shape[1]))
    for at, pillar in enumerate(layout.pillar_at):
        pillars[..., pillar] += signal_points[..., at]
    return pillars


def shown_pillars(pillars: Floats, corrections: Floats) -> Floats:
    """(…, 4) pillars as shown, clamped to 0-25."""
    return np.clip(pillars + corrections, 0, PILLAR_POINTS)


def tracked_points(layout: Layout, state: State) -> Floats:
    """(n,) coverage: points of 100 whose signals were ever known."""
    tracked: Floats = model_pillars(layout, state.tracked * layout.weights).sum(axis=1)
    return tracked
