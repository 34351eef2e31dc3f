"""Signal strengths and points: from a state to the pillars shown.

flow     s = 1 - 10^(-rate / target)      target a week earns 90 % of the points, then it saturates
stock    s = 1 - 10^(-level / target)
percent  s = level / 100
rate     q = (K + 10·prior) / (N + 10);   s = clamp((q - low) / (high - low), 0, 1)
latency  h = exp((S + ln(1 + prior)) / (W + 1)) - 1;   s = 2^(-h / half)
points   gain · weight · s of a signal that counts, else 0; a pillar before clamping is the sum of
         its signals' points and the rest, what LinkedIn counts and is not logged; the pillar shown
         is clamped to 0-25.
"""

from dataclasses import replace
from typing import Protocol

import numpy as np

from scoring.core.constants import PRIOR_TRIALS
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.signals import PILLAR_POINTS
from scoring.core.state import State, carry_over

LN_10 = float(np.log(10))


class PointInputs(Protocol):
    """The part of a state that strengths are computed from; arrays may have more leading axes."""

    @property
    def rates(self) -> Floats:
        """(…, F) rate of each flow, per week."""

    @property
    def levels(self) -> Floats:
        """(…, L) last known levels."""

    @property
    def answered(self) -> Floats:
        """(…, R) fading count of trials answered or given up, N."""

    @property
    def successes(self) -> Floats:
        """(…, R) fading count of successes, K."""

    @property
    def answers(self) -> Floats:
        """(…) fading count of days with a response time, W."""

    @property
    def log_hours(self) -> Floats:
        """(…) fading sum of ln(1 + hours), S."""


def strengths(layout: Layout, state: PointInputs) -> Floats:
    """(…, S) strength of each signal, 0 to 1."""
    strength = np.empty((*state.rates.shape[:-1], len(layout.names)))
    strength[..., layout.flow_at] = flow_strengths(layout, state.rates)
    strength[..., layout.level_at] = level_strengths(layout, state.levels)
    strength[..., layout.rate_at] = _rate_strengths(layout, state)
    strength[..., layout.latency_at] = _latency_strength(layout, state)
    return strength


def flow_strengths(layout: Layout, rates: Floats) -> Floats:
    """(…, F) strengths of the flows at rates (…, F) per week."""
    return saturation(rates, layout.targets)


def saturation(amounts: Floats, targets: Floats) -> Floats:
    """1 - 10^(-amount / target): a target earns 90 %, twice as much 99 %."""
    strength: Floats = -np.expm1(amounts * (-LN_10 / targets))
    return strength


def level_strengths(layout: Layout, levels: Floats) -> Floats:
    """(…, L) strengths of the levels."""
    percent = np.isnan(layout.level_targets)
    targets = np.where(percent, 1.0, layout.level_targets)
    return np.where(percent, levels / 100, saturation(levels, targets))


def rate_shares(layout: Layout, state: PointInputs) -> Floats:
    """(…, R) q: recent successes per trial, 0 to 1, shrunk towards the prior for small samples."""
    successes = state.successes + PRIOR_TRIALS * layout.rate_prior
    shares: Floats = successes / (state.answered + PRIOR_TRIALS)
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


def signals_that_count(layout: Layout, known_days: Ints, trials_known: Bools) -> Bools:
    """(…, S) whether each signal counts: known on enough days, a rate's trials known as well."""
    counting: Bools = known_days >= layout.needed_days
    counting[..., layout.rate_at] &= trials_known
    return counting


def counting_signals(layout: Layout, state: State) -> Bools:
    """(n, S) whether each signal counts."""
    return signals_that_count(layout, state.known_days, state.trials_known)


def points(layout: Layout, state: State) -> Floats:
    """(n, S) points of each signal; 0 while it does not count."""
    return strengths(layout, state) * layout.worth * counting_signals(layout, state)


def sum_by_pillar(layout: Layout, of_signals: Floats) -> Floats:
    """(…, 4) sums of (…, S) by pillar.

    Summed signal by signal: a matrix product would round differently with the number of reps, and a
    rep's score must not depend on which other reps are computed beside it.
    """
    pillars = np.zeros((*of_signals.shape[:-1], 4))
    for at, pillar in enumerate(layout.pillar_at):
        pillars[..., pillar] += of_signals[..., at]
    return pillars


def unclamped_pillars(layout: Layout, state: State) -> Floats:
    """(n, 4) pillars before clamping: points of the counting signals and the rest."""
    pillars: Floats = sum_by_pillar(layout, points(layout, state)) + state.rest
    return pillars


def clamp_pillars(pillars: Floats) -> Floats:
    """(…, 4) pillars as shown, 0 to 25."""
    return np.clip(pillars, 0, PILLAR_POINTS)


def coverage(layout: Layout, counting: Bools) -> Floats:
    """(…) weights of the signals that count, of 100."""
    weights: Floats = sum_by_pillar(layout, counting * layout.weights).sum(axis=-1)
    return np.round(weights, 9)


def take_over(state: State, before: Layout, after: Layout) -> State:
    """State with which another version takes over: no pillar changes before clamping."""
    if before is after:
        return state
    carried = carry_over(state, before, after)
    was, now = (
        sum_by_pillar(layout, points(layout, each))
        for layout, each in ((before, state), (after, carried))
    )
    return replace(carried, rest=state.rest + (was - now))
