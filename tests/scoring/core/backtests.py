"""Backtests of forecasts: made from past data only, compared with the estimates that followed.

The estimates that followed include leave, but not the LinkedIn scores read in those days: those are
news, not habits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scoring.core.forecast import HORIZONS
from scoring.core.forecast_band import half_widths
from scoring.core.habits import habits_of
from scoring.core.layout import Bools, Floats, Ints
from scoring.core.points import model_pillars, points, shown_pillars
from scoring.core.projection import DaysAhead, project_state
from scoring.core.history import FactHistory
from scoring.core.replay import replay_states
from scoring.core.signals import PILLARS
from scoring.core.state import WEEK, State, initial_state
from scoring.core.what_if import Standpoint
from teams.base.inputs import INPUTS
from teams.demo.world import make_world
from tests.scoring.core.histories import LAYOUT
from tests.scoring.core.test_typical_scores import CHARACTERS, LEVELS, Habits

LOOKED_BACK, LONGEST = 84, HORIZONS[-1]
FIRST_FORECAST = 110  # days, so that the band has twelve weeks of data
MIN_DAYS_LOGGED = 8  # at least, of the last 28 days: otherwise the forecast does not move
FIRST = date(2025, 1, 6).toordinal()
REPLY_CAUSES = {"invitations_accepted": "invitations_sent", "inmail_replies": "inmails_sent"}


@dataclass(frozen=True)
class Outcome:
    """Errors of k forecasts at each of HORIZONS, and half widths of their bands, in points."""

    off_by: Floats  # (k, 3) actual - forecast
    half: Floats  # (k, 3)

    @property
    def held(self) -> Floats:
        """(3,) share of forecasts whose band held."""
        share: Floats = (np.abs(self.off_by) <= self.half).mean(axis=0)
        return share


def backtest(history: FactHistory, every: int) -> Outcome:
    """Forecasts of all reps who log, every so many days."""
    found = list(_forecasts(history, every))
    return Outcome(*(np.concatenate([each[at] for each in found]) for at in (0, 1)))


def _forecasts(history: FactHistory, every: int) -> Iterator[tuple[Floats, Floats]]:
    state = initial_state(LAYOUT, history.known.shape[1])
    asked = range(FIRST_FORECAST, len(history) - LONGEST, every)
    for ordinal, _, _ in replay_states(LAYOUT, state, history):
        if ordinal - history.first in asked:
            yield _forecast_errors(history, state.copy(), ordinal)


def _forecast_errors(history: FactHistory, state: State, close: int) -> tuple[Floats, Floats]:
    lately = history.between(close - LOOKED_BACK + 1, close)
    to_come = history.between(close + 1, close + LONGEST)
    ahead = DaysAhead(to_come.workdays[WEEK:], to_come.off.T)
    habits = habits_of(LAYOUT, lately)
    outlook = project_state(LAYOUT, state, habits, ahead)
    half = half_widths(Standpoint(LAYOUT, state, habits, outlook), lately, ahead)
    logs = _days_logged(lately) >= MIN_DAYS_LOGGED
    at = np.array(HORIZONS) - 1
    off_by = _actual_totals(state, to_come) - outlook.totals(LAYOUT)[:, at]
    return off_by[logs], half[:, at][logs]


def _days_logged(lately: FactHistory) -> Ints:
    logged = (~np.isnan(lately.known[-28:])).any(axis=2)
    return np.asarray(logged.sum(axis=0))


def _actual_totals(state: State, to_come: FactHistory) -> Floats:
    """(n, 3) totals that followed."""
    unread = replace(to_come, readings=np.full_like(to_come.readings, np.nan))
    going, totals = state.copy(), np.zeros((len(state), LONGEST))
    for ordinal, _, _ in replay_states(LAYOUT, going, unread):
        pillars = shown_pillars(model_pillars(LAYOUT, points(LAYOUT, going)), going.corrections)
        totals[:, ordinal - to_come.first] = pillars.sum(axis=1)
    return totals[:, np.array(HORIZONS) - 1]


def _workdays(first: int, days: int) -> Bools:
    weekday = (np.arange(first - WEEK, first + days) - 1) % WEEK  # ordinal 1 was a Monday
    works: Bools = weekday < 5
    return works


# Made-up people ----------------------------------------------------------------------------------


def characters(each: int, *, days: int, weeks_differ: float, seed: int) -> FactHistory:
    """So many reps of each character, with that variation between weeks; some log three days."""
    chance, works = np.random.default_rng(seed), _workdays(FIRST, days)
    parts = [_character(chance, said, each, days, weeks_differ) for _, said in CHARACTERS.values()]
    known = np.concatenate(parts, axis=1)
    n = known.shape[1]
    often = np.where(np.arange(n) % 2, 0.95, 0.6)
    logged = (chance.random((days, n)) < often) & works[WEEK:, None]
    known[~logged] = np.nan
    unread = np.full((days, n, 4), np.nan)
    return FactHistory(
        FIRST, works, known, np.zeros((days, n), bool), unread, np.zeros(n, np.int64)
    )


def _character(
    chance: np.random.Generator, said: Habits, n: int, days: int, differ: float
) -> Floats:
    """(D, n, I) inputs of a character: a random mood per week, and chance per day."""
    mood = chance.gamma(differ**-2, differ**2, (days // WEEK + 1, n))[np.arange(days) // WEEK]
    known = np.full((days, n, len(LAYOUT.inputs)), np.nan)
    for name in (each for each in said if each not in REPLY_CAUSES):
        known[..., LAYOUT.inputs.index(name)] = _random_amounts(chance, name, said[name], mood)
    for won, tried in REPLY_CAUSES.items():
        share = said[won] / said[tried] if said[tried] else 0.0
        trials = known[..., LAYOUT.inputs.index(tried)].astype(int)
        known[..., LAYOUT.inputs.index(won)] = chance.binomial(trials, share)
    return known


def _random_amounts(chance: np.random.Generator, name: str, usual: float, mood: Floats) -> Floats:
    if name == "response_hours":
        return np.asarray(usual * np.exp(chance.normal(0, 0.5, mood.shape)))
    if name in LEVELS:
        return np.full(mood.shape, usual)
    return np.asarray(chance.poisson(usual * mood), float)


def simulate_demo(reps: int, *, days: int, seed: int) -> FactHistory:
    """The demo's reps: slow changes, quiet weeks, holidays, growing networks."""
    world = make_world(last=date(2026, 11, 24), reps=reps, days=days, seed=seed)
    columns = [list(INPUTS).index(name) for name in LAYOUT.inputs]
    blocks = list(world.blocks())
    known = np.concatenate([block.known for block in blocks], axis=1)
    read = np.full((*known.shape[:2], len(PILLARS)), np.nan)
    marks = np.concatenate([block.read for block in blocks], axis=1)
    if len(blocks) != 1:
        raise ValueError(f"{reps} reps for {days} days are more than one block.")
    read[marks] = np.column_stack([blocks[0].official[pillar] for pillar in PILLARS])
    first, off = world.first.toordinal(), known[..., list(INPUTS).index("off")] == 1
    start = np.zeros(known.shape[1], np.int64)
    return FactHistory(first, _workdays(first, days), known[..., columns], off, read, start)
