"""How far a forecast may be off: the 80 % band around it, from how a rep's own weeks vary.

What a rep did in a week is one number: what the week added to (or took from) the total h days
ahead, compared with a usual week. With x what moves a signal on a day (of a flow the dose, of a
rate trials and successes, of an answer ln(1 + hours)), x̄ its mean on such days, and g the gradient
of the total h days ahead with respect to what the signal carries then,

    y(week) = Σ_days Σ_signals g · (x - x̄)         all signals at once: what goes together, adds up
    s² = Σ y² / (weeks - 1)                         over up to twelve weeks back from the close
    A = 1 + 2 Σ_k (1 - k/4) r(k), at least 1        weeks like the one before tell less (Bartlett)

A week ahead counts for as much as has not faded by then: with φ(j) = 2^-(half-lives gone by after
day j) and w(j) the share of a working week that day j is,

    S₁ = Σ φw    S₂ = Σ φ²w    S₃ = Σ over weeks i of (Σ_{j ≥ i} φw)²
    variance = s²·A·(S₂ + S₁²/m + κ·(S₁²·m/3 + S₃)) + G²

S₂: the weeks to come differ among themselves. S₁²/m: what is usual is known from m ≤ 4 weeks only.
κ: habits drift, each week by a step of variance κ·s²·A; a mean of m weeks lags by m/3 such steps.
G: the points levels are to bring by growing on; they may as well stop. The half width is the root
times Student's t for 80 %, by the weeks there are.
"""

from dataclasses import replace

import numpy as np

from scoring.core.engine import decay
from scoring.core.habits import LOOKED_BACK, measured
from scoring.core.history import History
from scoring.core.layout import Bools, Floats, Layout
from scoring.core.more import Standpoint
from scoring.core.outlook import Ahead, Outlook
from scoring.core.signals import PILLAR_POINTS
from scoring.core.state import WEEK
from scoring.core.strength import modelled, points, strengths

LEAST_WEEKS = 2  # with any word, before weeks can be told to differ
HABITS_FROM = LOOKED_BACK // WEEK
NORMAL = 1.2815515655446004  # of a normal distribution, 80 % lie within so many deviations
LAGS = 3  # weeks: a good week is felt for some, and twelve weeks tell no more
# κ: the steps habits take in a week are a fourteenth of what weeks differ by. Without it the band
# is right for habits that stay (80 %) and too narrow for people who change; see docs/model.md.
DRIFT = 0.005


def half_widths(standpoint: Standpoint, lately: History, ahead: Ahead) -> Floats:
    """(n, H) points up and down from the forecast within which 80 % come; NaN where unknowable.

    The outlook of the standpoint is that of every day of `ahead`, `lately` whole weeks up to the
    close.
    """
    layout, outlook = standpoint.layout, standpoint.outlook
    weeks, weight = _weeks(layout, lately)
    effects = np.einsum("ntp,wnp->nwt", _gradients(layout, outlook), weeks)
    count = weight.sum(axis=0)
    free = np.where(count >= LEAST_WEEKS, count - 1, np.nan)
    squares = (effects**2).sum(axis=1)
    variance = squares / free[:, None] * _alike(effects, squares)
    variance *= _weeks_ahead(standpoint, ahead, np.minimum(count, HABITS_FROM))
    half: Floats = _student(free)[:, None] * np.sqrt(variance + _grown(layout, outlook) ** 2)
    return half


def _alike(effects: Floats, squares: Floats) -> Floats:
    """(n, T) the factor A, of (n, W, T) weeks in order and the sum of their squares."""
    both = np.zeros_like(squares)
    for lag in range(1, LAGS + 1):
        share = 2 * (1 - lag / (LAGS + 1))
        both += share * (effects[:, lag:] * effects[:, :-lag]).sum(axis=1)
    alike = np.divide(both, squares, out=np.zeros_like(squares), where=squares > 0)
    return np.asarray(1 + np.maximum(alike, 0))


def _student(free: Floats) -> Floats:
    """(n,) within how many deviations 80 % lie, with so many degrees of freedom.

    Cornish and Fisher's expansion, right to 0.03 from two degrees on.
    """
    z = NORMAL
    first = (z**3 + z) / (4 * free)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return np.asarray(z + first + second)


def _weeks(layout: Layout, lately: History) -> tuple[Floats, Floats]:
    """(W, n, P) what each week moved beyond a usual one, and (W, n) how much of a week it was."""
    values, off = measured(layout, lately.known), lately.off
    works = np.broadcast_to(lately.workdays[WEEK:][:, None], off.shape)
    kinds = (works & ~off, ~works & ~off, off)
    beyond: Floats = np.sum([_beyond(values, days) for days in kinds], axis=0)
    beyond[..., : len(layout.flow_at)] *= 7 * (1 - decay(layout.version.half_life))
    began = np.maximum.accumulate(~np.isnan(values[..., -1]), axis=0)
    there, most = _by_week(works & ~off & began), _by_week(works)
    return _by_week(beyond), there / np.maximum(most, 1)


def _by_week(days: Floats | Bools) -> Floats:
    """(W, n, …) the sum over each week of (D, n, …) days."""
    sums: Floats = days.reshape(-1, WEEK, *days.shape[1:]).sum(axis=1, dtype=float)
    return sums


def _beyond(values: Floats, days: Bools) -> Floats:
    """(D, n, M) on the given days, what is known beyond its mean on them; else 0."""
    on = ~np.isnan(values) & days[..., None]
    some = np.where(on, values, 0.0)
    count = np.maximum(on.sum(axis=0), 1)
    return np.where(on, some - some.sum(axis=0) / count, 0.0)


def _gradients(layout: Layout, outlook: Outlook) -> Floats:
    """(n, T, P) d total / d of what each measure moves: flows, trials, successes, hours, a mark."""
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
    moves = _open(layout, outlook)[..., layout.pillar_at[np.concatenate(at)]]
    gradients = np.concatenate(by_signal, axis=-1) * moves
    return np.pad(gradients, [(0, 0), (0, 0), (0, 1)])


def _open(layout: Layout, outlook: Outlook) -> Floats:
    """(n, T, 4) one where a pillar can move, 0 where it is held at 0 or 25."""
    pillars = modelled(layout, points(layout, outlook)) + outlook.corrections
    return ((pillars > 0) & (pillars < PILLAR_POINTS)).astype(float)


def _weeks_ahead(standpoint: Standpoint, ahead: Ahead, behind: Floats) -> Floats:
    """(n, H) S₂ + S₁²/m + κ·(S₁²·m/3 + S₃)."""
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


def _grown(layout: Layout, outlook: Outlook) -> Floats:
    """(n, T) the points that levels bring by growing on."""
    held = replace(outlook, levels=outlook.levels[:, :1])
    return outlook.totals(layout) - held.totals(layout)
