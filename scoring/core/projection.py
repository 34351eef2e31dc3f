"""Closed-form projection of the state: where habits lead, and what doing more would add.

Each day a rate is multiplied by a decay factor (1, λ or λ^f) and a dose is added. With E(t) the
number of half-lives that pass in the first t days, after t days

    a(t) = 2^-E(t)·a(0) + Σ_j 7·(1 - λ)·dose(j)·2^-(E(t) - E(j))

and likewise for trials, successes, response times and LinkedIn's correction. All days ahead are
computed at once; tests check that this equals stepping the engine day by day. A rate is affine in
its dose: `gains` is what one more dose on each working day adds, which is all that planning needs.
Levels keep growing for as many days as growth was measured over (MAX_GROWTH_DAYS), then stay
constant.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from scoring.core.engine import decay
from scoring.core.habits import Habits
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import model_pillars, points, shown_pillars
from scoring.core.state import WEEK, State

MAX_GROWTH_DAYS = 84  # days that levels keep growing: past twelve weeks predict no more than twelve


@dataclass(frozen=True)
class DaysAhead:
    """Calendar of the H days after the state's day."""

    workdays: Bools  # (H,) whether the weekday is a working day
    off: Bools  # (n, H) leave entered in advance

    @property
    def working(self) -> Bools:
        """(n, H) working days that are not off."""
        return self.workdays & ~self.off

    @property
    def idle(self) -> Bools:
        """(n, H) days that are neither working days nor off."""
        return ~self.workdays & ~self.off

    def until(self, days: int) -> "DaysAhead":
        """The first so many days."""
        return DaysAhead(self.workdays[:days], self.off[:, :days])

    def each(self, on_working: Floats, on_other: Floats) -> Floats:
        """(n, H, k) from (n, k) values of a working day and of an idle day; 0 on days off."""
        values_on_working = self.working[..., None] * on_working[:, None]
        values: Floats = values_on_working + self.idle[..., None] * on_other[:, None]
        return values


@dataclass(frozen=True)
class ProjectedState:
    """Projected state of n reps at T closes ahead: what points are computed from.

    An axis n or T may be 1 where the values hold for all reps or days.
    """

    rates: Floats  # (n, T, F)
    levels: Floats  # (n, T, L)
    trials: Floats  # (n, T, R)
    successes: Floats  # (n, T, R)
    answers: Floats  # (n, T)
    log_hours: Floats  # (n, T)
    corrections: Floats  # (n, T, 4)
    gains: Floats  # (n, T, F) what one more dose on each working day adds to a rate
    days: Floats  # (n, T) working days up to then

    def at(self, days: Ints) -> "ProjectedState":
        """The projection on some of the days, by index."""
        return replace(self, **{f.name: getattr(self, f.name)[:, days] for f in fields(self)})

    def of(self, rows: Bools | Ints) -> "ProjectedState":
        """The projection of some of the reps, by index or mask."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return ProjectedState(**{name: each[rows] for name, each in columns.items()})

    def pillars(self, layout: Layout) -> Floats:
        """(n, T, 4) pillars as shown, points 0-25."""
        return shown_pillars(model_pillars(layout, points(layout, self)), self.corrections)

    def totals(self, layout: Layout) -> Floats:
        """(n, T) unrounded totals, 0 to 100."""
        totals: Floats = self.pillars(layout).sum(axis=-1)
        return totals


def project_state(layout: Layout, state: State, habits: Habits, ahead: DaysAhead) -> ProjectedState:
    """The outlook of n reps on every day of `ahead` if their habits stay as they are."""
    version, working, other = layout.version, habits.working, habits.other
    step = 7 * (1 - decay(version.half_life))

    def run(start: Floats, gone: Floats, added: Floats) -> Floats:
        return _run(version.half_life, start, gone, added)

    known = ahead.each(working.flows_known, other.flows_known)
    any_known = ahead.each(working.known, other.known)
    fading = idle_decay_shares(state, ahead, np.concatenate([known, any_known], axis=2))
    logs: Bools = np.any(known > 0, axis=1, keepdims=True)
    tracked = state.tracked[:, layout.flow_at][:, None] | logs
    lost = version.half_life / version.untracked_half_life
    gone = np.where(tracked, known + (1 - known) * fading[..., :-1], lost)
    # Doing more of an unlogged flow means logging it: it then decays on every day that is not off.
    gone_of_more = np.where(logs, gone, ~ahead.off[..., None])
    more = np.where(logs, known, 1.0) * ahead.working[..., None]
    rates_known = ahead.each(working.rates_known, other.rates_known)
    hours_known = ahead.each(working.hours_known, other.hours_known)
    trials = run(state.trials, rates_known, rates_known * ahead.each(working.trials, other.trials))
    won = run(
        state.successes, rates_known, rates_known * ahead.each(working.successes, other.successes)
    )
    hours = hours_known * ahead.each(working.log_hours, other.log_hours)
    unfaded = any_known + (1 - any_known) * fading[..., -1:]
    dosed = step * known * ahead.each(working.doses, other.doses)
    return ProjectedState(
        rates=run(state.rates, gone, dosed),
        levels=state.levels[:, None] + habits.growth[:, None] * _growing(ahead)[:, None],
        trials=trials,
        # Successes overtake trials at most once, so one cap at the end is enough.
        successes=np.minimum(trials, won),
        answers=run(state.answers[:, None], hours_known, hours_known)[..., 0],
        log_hours=run(state.log_hours[:, None], hours_known, hours)[..., 0],
        corrections=run(state.corrections, unfaded, np.zeros_like(unfaded)),
        gains=run(np.zeros_like(state.rates), gone_of_more, step * more),
        days=ahead.working.cumsum(axis=1).astype(float),
    )


def _growing(ahead: DaysAhead) -> Floats:
    """(H,) number of days that levels have grown by each day."""
    return np.asarray(np.minimum(np.arange(1.0, len(ahead.workdays) + 1), MAX_GROWTH_DAYS))


def idle_decay_shares(state: State, ahead: DaysAhead, known: Floats) -> Floats:
    """(n, H, F + 1) share f of a day's decay on an unlogged idle day; 0 on other days."""
    marks = np.concatenate([state.week_known, known], axis=1)
    working = np.concatenate([state.week_working, ahead.working], axis=1)
    both = _week_before(marks * working[..., None])
    share = both / np.maximum(_week_before(working), 1)[..., None]
    fading: Floats = share * ahead.idle[..., None]
    return fading


def _week_before(marks: Floats | Bools) -> Floats:
    """(n, H, …) sums over the seven days before each day, from (n, 7 + H, …) marks."""
    count = np.cumsum(marks, axis=1, dtype=float)
    before: Floats = count[:, WEEK - 1 : -1].copy()
    before[:, 1:] -= count[:, : -WEEK - 1]
    return before


def _run(half_life: float, start: Floats, gone: Floats, added: Floats) -> Floats:
    """(n, H, …) decayed running sums, from (n, …) initial values and (n, H, …) daily changes.

    `gone` is how many days' decay each day brings (0 to 1), `added` the amount it adds.
    """
    passed = np.cumsum(gone, axis=1) / half_life
    left = np.exp2(-passed)
    run: Floats = left * (start[:, None] + np.cumsum(added * np.exp2(passed), axis=1))
    return run
