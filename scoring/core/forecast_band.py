"""Prediction interval of a forecast: an 80 % band from how a rep's own weeks vary.

The effect of a week is one number: what it added to the total h days ahead, compared with a usual
week. With x the amount that moves a signal on a day (the dose of a flow, trials and successes of
a rate, ln(1 + hours) of a response), x̄ its mean on such days, and g the gradient of the total
h days ahead with respect to what the signal carries then,

    y(week) = Σ_days Σ_signals g · (x - x̄)         over all signals, so correlations are included
    s² = Σ y² / (weeks - 1)                         over up to twelve weeks before the close
    A = 1 + 2 Σ_k (1 - k/4) r(k), at least 1        autocorrelation of weeks, Bartlett weights

A week ahead counts as far as it has not decayed by day h: with φ(j) = 2^-(half-lives passed after
day j) and w(j) the share of a working week that day j makes up,

    S₁ = Σ φw    S₂ = Σ φ²w    S₃ = Σ over weeks i of (Σ_{j ≥ i} φw)²
    variance = s²·A·(S₂ + S₁²/m + κ·(S₁²·m/3 + S₃)) + G²

S₂: weeks ahead vary. S₁²/m: the mean is estimated from only m ≤ 4 weeks. κ: habits drift as a
random walk, with steps of variance κ·s²·A a week; a mean over m weeks lags by m/3 such steps.
G: points that growing levels are expected to add, which may not come. The half width is the square
root of the variance times Student's t for 80 %, with weeks - 1 degrees of freedom.
"""

from dataclasses import replace

import numpy as np

from scoring.core.engine import decay
from scoring.core.habits import HABIT_DAYS, daily_measures
from scoring.core.layout import Bools, Floats, Layout
from scoring.core.points import model_pillars, points, strengths
from scoring.core.projection import DaysAhead, ProjectedState
from scoring.core.replay import FactHistory
from scoring.core.signals import PILLAR_POINTS
from scoring.core.state import WEEK
from scoring.core.what_if import Standpoint

MIN_WEEKS = 2  # with anything known: the fewest that show any variation
HABIT_WEEKS = HABIT_DAYS // WEEK
NORMAL_QUANTILE = 1.2815515655446004  # 80 % of a normal distribution lie within so many deviations
LAGS = 3  # weeks of autocorrelation: twelve weeks of data support no more
# κ: the standard deviation of a week's drift is 1/14 of that between weeks. Without it the band
# is right for constant habits (80 %) and too narrow for changing ones; see docs/model.md.
DRIFT = 0.005


def half_widths(standpoint: Standpoint, lately: FactHistory, ahead: DaysAhead) -> Floats:
    """(n, H) half width of the 80 % band in points; NaN with fewer than two weeks of data.

    The outlook of `standpoint` covers every day of `ahead`; `lately` is whole weeks up to the
    close.
    """
    layout, outlook = standpoint.layout, standpoint.outlook
    weeks, weight = _weeks(layout, lately)
    effects = np.einsum("ntp,wnp->nwt", _gradients(layout, outlook), weeks)
    count = weight.sum(axis=0)
    free = np.where(count >= MIN_WEEKS, count - 1, np.nan)
    squares = (effects**2).sum(axis=1)
    variance = squares / free[:, None] * _autocorrelation_factor(effects, squares)
    variance *= _weeks_ahead(standpoint, ahead, np.minimum(count, HABIT_WEEKS))
    half: Floats = _student_t_quantile(free)[:, None] * np.sqrt(
        variance + _growth_points(layout, outlook) ** 2
    )
    return half


def _autocorrelation_factor(effects: Floats, squares: Floats) -> Floats:
    """(n, T) the factor A, from (n, W, T) effects of consecutive weeks and their sum of squares."""
    both = np.zeros_like(squares)
    for lag in range(1, LAGS + 1):
        share = 2 * (1 - lag / (LAGS + 1))
        both += share * (effects[:, lag:] * effects[:, :-lag]).sum(axis=1)
    correlation = np.divide(both, squares, out=np.zeros_like(squares), where=squares > 0)
    return np.asarray(1 + np.maximum(correlation, 0))


def _student_t_quantile(free: Floats) -> Floats:
    """(n,) 90 % quantile of Student's t, by (n,) degrees of freedom.

    Cornish-Fisher expansion, accurate to 0.03 from two degrees of freedom on.
    """
    z = NORMAL_QUANTILE
    first = (z**3 + z) / (4 * free)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return np.asarray(z + first + second)


def _weeks(layout: Layout, lately: FactHistory) -> tuple[Floats, Floats]:
    """(W, n, P) each week's deviation from a usual one, and (W, n) its share of a full week."""
    values, off = daily_measures(layout, lately.known), lately.off
    works = np.broadcast_to(lately.workdays[WEEK:][:, None], off.shape)
    kinds = (works & ~off, ~works & ~off, off)
    beyond: Floats = np.sum([_deviations(values, days) for days in kinds], axis=0)
    beyond[..., : len(layout.flow_at)] *= 7 * (1 - decay(layout.version.half_life))
    began = np.maximum.accumulate(~np.isnan(values[..., -1]), axis=0)
    there, most = _by_week(works & ~off & began), _by_week(works)
    return _by_week(beyond), there / np.maximum(most, 1)


def _by_week(days: Floats | Bools) -> Floats:
    """(W, n, …) weekly sums of (D, n, …) days."""
    sums: Floats = days.reshape(-1, WEEK, *days.shape[1:]).sum(axis=1, dtype=float)
    return sums


def _deviations(values: Floats, days: Bools) -> Floats:
    """(D, n, M) deviations from the mean over the given days; 0 where unknown or on other days."""
    is_counted = ~np.isnan(values) & days[..., None]
    counted = np.where(is_counted, values, 0.0)
    count = np.maximum(is_counted.sum(axis=0), 1)
    return np.where(is_counted, counted - counted.sum(axis=0) / count, 0.0)


def _gradients(layout: Layout, outlook: ProjectedState) -> Floats:
    """(n, T, P) derivative of the total by each of P measures, in the order of `daily_measures`.

    Flows, trials, successes, log hours; 0 for the mark of a known day.
    """
    weights, version = layout.weights, layout.version
    strength = strengths(layout, outlook)
    flow = weights[layout.flow_at] / layout.targets * (1 - strength[..., layout.flow_at])
    tried = outlook.trials + version.prior_trials
    share = (outlook.successes + version.prior_trials * layout.rate_prior) / tried
    within = (share > layout.rate_low) & (share < layout.rate_high)
    span = layout.rate_high - layout.rate_low
    won = np.where(within, weights[layout.rate_at] / span / tried, 0.0)
    timed = outlook.answers + 1
    log_hours = (outlook.log_hours + np.log1p(layout.latency_prior)) / timed
    quick = weights[layout.latency_at] * strength[..., layout.latency_at]
    slower = -quick * np.log(2) / layout.latency_half * np.exp(log_hours) / timed
    by_signal = [np.log(10) * flow, -won * share, won, slower[..., None]]
    at = [layout.flow_at, layout.rate_at, layout.rate_at, np.array([layout.latency_at])]
    moves = _unclipped_pillars(layout, outlook)[..., layout.pillar_at[np.concatenate(at)]]
    gradients = np.concatenate(by_signal, axis=-1) * moves
    return np.pad(gradients, [(0, 0), (0, 0), (0, 1)])


def _unclipped_pillars(layout: Layout, outlook: ProjectedState) -> Floats:
    """(n, T, 4) 1 where a pillar can move, 0 where it is clipped at 0 or 25."""
    pillars = model_pillars(layout, points(layout, outlook)) + outlook.corrections
    return ((pillars > 0) & (pillars < PILLAR_POINTS)).astype(float)


def _weeks_ahead(standpoint: Standpoint, ahead: DaysAhead, behind: Floats) -> Floats:
    """(n, H) the factor S₂ + S₁²/m + κ·(S₁²·m/3 + S₃)."""
    known = standpoint.habits.working.known
    a_week = max(int(ahead.workdays[:WEEK].sum()), 1)
    share = ahead.working / a_week
    passed = np.cumsum(known * ~ahead.off, axis=1) / standpoint.layout.version.half_life
    left = np.exp2(-passed)
    once = left * np.cumsum(share / left, axis=1)
    twice = left**2 * np.cumsum(share / left**2, axis=1)
    before = np.concatenate([np.zeros((len(once), 1)), once[:, :-1]], axis=1)[:, ::WEEK]
    opened = np.concatenate([np.ones((len(once), 1)), left[:, :-1]], axis=1)[:, ::WEEK]
    tails = once[:, :, None] - left[:, :, None] / opened[:, None] * before[:, None]
    walked = (np.maximum(tails, 0) ** 2).sum(axis=2)
    m = np.maximum(behind, 1)[:, None]
    factor: Floats = twice + once**2 / m + DRIFT * (once**2 * m / 3 + walked)
    return factor


def _growth_points(layout: Layout, outlook: ProjectedState) -> Floats:
    """(n, T) G: points that growing levels are expected to add."""
    held = replace(outlook, levels=outlook.levels[:, :1])
    return outlook.totals(layout) - held.totals(layout)
