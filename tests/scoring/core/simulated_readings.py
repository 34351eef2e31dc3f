"""Simulated organisation whose LinkedIn weights are known, for tests of calibration."""

from dataclasses import replace

import numpy as np
from scoring.core.evidence import Evidence, gather_evidence

from scoring.core.history import FactHistory
from scoring.core.layout import Floats, Layout, layout_of
from scoring.core.replay import replay
from scoring.core.signals import Flow
from scoring.core.state import WEEK, initial_state
from tests.scoring.core.histories import COLUMN, CURRENT_VERSION, LAYOUT, MONDAY

DAYS, EVERY, FIRST = 250, 28, 45  # days simulated; days between readings; day of the first
LEVELS = {
    "connections": 600,
    "decision_makers": 120,
    "relevant_connections": 180,
    "endorsements": 60,
    "recommendations": 12,
}
FLOWS = {s.name: s.target for s in CURRENT_VERSION.signals if type(s) is Flow}


def random_weights(chance: np.random.Generator) -> Layout:
    """The current version with other random weights in every pillar."""
    weights = LAYOUT.weights * chance.uniform(0.1, 2.5, len(LAYOUT.weights))
    totals = weights @ LAYOUT.pillar_of
    weights *= 25 / (LAYOUT.pillar_of @ totals)
    signals = zip(CURRENT_VERSION.signals, weights.tolist(), strict=True)
    return layout_of(
        replace(
            CURRENT_VERSION,
            identifier="other",
            signals=tuple(replace(s, weight=w) for s, w in signals),
        )
    )


def simulate_inputs(chance: np.random.Generator, reps: int) -> Floats:
    """(D, n, I) inputs of reps of varied character, logged on most working days."""
    known = np.full((DAYS, reps, len(COLUMN)), np.nan)
    for rep in range(reps):
        _simulate_rep(chance, known[:, rep])
    known[np.arange(DAYS) % WEEK >= 5] = np.nan
    known[chance.random((DAYS, reps)) < 0.1] = np.nan
    return known


def _simulate_rep(chance: np.random.Generator, known: Floats) -> None:
    """One rep's days, with habits that change every 60 days."""
    eager = chance.lognormal(-0.9, 0.7)
    season = np.arange(DAYS) // 60
    for name, target in FLOWS.items():
        share = eager * chance.lognormal(0, 0.8, season[-1] + 1)[season]
        known[:, COLUMN[name]] = chance.poisson(share * target / 5)
    for name, most in LEVELS.items():
        known[:, COLUMN[name]] = chance.uniform(0, most) + np.arange(DAYS) * most / 1500
    known[:, COLUMN["profile_completeness"]] = chance.uniform(40, 100)
    known[:, COLUMN["response_hours"]] = chance.exponential(chance.uniform(3, 30), DAYS)
    for sent, won in (
        ("invitations_sent", "invitations_accepted"),
        ("inmails_sent", "inmail_replies"),
    ):
        trials = chance.poisson(chance.uniform(0.3, 5), DAYS)
        known[:, COLUMN[sent]] = trials
        known[:, COLUMN[won]] = chance.binomial(trials, chance.uniform(0.05, 0.6))


def organization(
    seed: int, reps: int = 40, readings: int = 8, noise: float = 0.5, truth: Layout | None = None
) -> FactHistory:
    """Inputs of its reps, and LinkedIn scores by hidden weights plus normal noise (points)."""
    chance = np.random.default_rng(seed)
    truth = truth or random_weights(chance)
    workdays = np.arange(-WEEK, DAYS) % WEEK < 5
    said = np.full((DAYS, reps, 4), np.nan)
    silent = FactHistory(
        MONDAY.toordinal(), workdays, simulate_inputs(chance, reps), np.zeros((DAYS, reps), bool),
        said,
        np.zeros(reps, np.int64),
    )  # fmt: skip
    readings_at = {FIRST + number * EVERY - 1 for number in range(readings)}
    told = said.copy()
    for scores in replay(truth, initial_state(truth, reps), silent):
        at = scores.ordinal - silent.first
        if at in readings_at:
            off = chance.normal(0, noise, scores.pillars.shape)
            told[at, scores.rows] = np.clip(scores.pillars + off, 0, 25)
    return replace(silent, readings=told)


def evidence_of(history: FactHistory) -> Evidence:
    """Evidence from the history's readings."""
    return gather_evidence(LAYOUT, history, np.arange(history.known.shape[1]) * 3 + 7)
