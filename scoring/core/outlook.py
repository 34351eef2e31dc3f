"""The same engine run forward, in closed form: where habits lead, and what one more would add.

From day to day a rate is multiplied by what a day leaves of it (1, λ, λ^f) and a dose is added, so
after t days, with E(t) the half-lives gone by,

    a(t) = 2^-E(t)·a(0) + Σ_j 7·(1 - λ)·dose(j)·2^-(E(t) - E(j))

and likewise for trials, successes, answers and LinkedIn's part. All days to come are computed at
once; that it is what the engine does day by day is tested. A rate is affine in its dose: `gains` is
what one more dose each working day adds, and that is all that planning needs. Levels grow as they
did, for as long as was looked back on them; then they hold.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from scoring.core.engine import decay
from scoring.core.habits import Habits
from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.state import WEEK, State
from scoring.core.strength import modelled, points, shown

GROWS_ON = 84  # days: nobody's past twelve weeks say more than the next twelve


@dataclass(frozen=True)
class Ahead:
    """The H days to come, from the day after the state on."""

    workdays: Bools  # (H,) whether each weekday is a working one
    off: Bools  # (n, H) leave that was said ahead

    @property
    def working(self) -> Bools:
        """(n, H)."""
        return self.workdays & ~self.off

    @property
    def idle(self) -> Bools:
        """(n, H) neither working nor off."""
        return ~self.workdays & ~self.off

    def until(self, days: int) -> "Ahead":
        """The first of them."""
        return Ahead(self.workdays[:days], self.off[:, :days])

    def each(self, on_working: Floats, on_other: Floats) -> Floats:
        """(n, H, k) of each day, of (n, k) on such a day; nothing on a day off."""
        there = self.working[..., None] * on_working[:, None]
        values: Floats = there + self.idle[..., None] * on_other[:, None]
        return values


@dataclass(frozen=True)
class Outlook:
    """What n reps carry at the close of T days to come; what points follow from.

    Every array begins (n, T, or with one for either: it then holds for all.
    """

    rates: Floats  # (n, T, F)
    levels: Floats  # (n, T, L)
    trials: Floats  # (n, T, R)
    successes: Floats  # (n, T, R)
    answers: Floats  # (n, T)
    log_hours: Floats  # (n, T)
    corrections: Floats  # (n, T, 4)
    gains: Floats  # (n, T, F) what one more dose each working day adds to a rate
    days: Floats  # (n, T) working days until then

    def at(self, days: Ints) -> "Outlook":
        """Some of the days, by index."""
        return replace(self, **{f.name: getattr(self, f.name)[:, days] for f in fields(self)})

    def of(self, rows: Bools | Ints) -> "Outlook":
        """Some of the reps, by number or by mark."""
        some = {field.name: getattr(self, field.name) for field in fields(self)}
        return Outlook(**{name: each[rows] for name, each in some.items()})

    def pillars(self, layout: Layout) -> Floats:
        """(n, T, 4) as shown."""
        return shown(modelled(layout, points(layout, self)), self.corrections)

    def totals(self, layout: Layout) -> Floats:
        """(n, T) unrounded."""
        totals: Floats = self.pillars(layout).sum(axis=-1)
        return totals


def look_ahead(layout: Layout, state: State, habits: Habits, ahead: Ahead) -> Outlook:
    """Every day of `ahead` for n reps, if they go on as they do."""
    version, working, other = layout.version, habits.working, habits.other
    step = 7 * (1 - decay(version.half_life))

    def run(start: Floats, gone: Floats, added: Floats) -> Floats:
        return _run(version.half_life, start, gone, added)

    known = ahead.each(working.flows_known, other.flows_known)
    said = ahead.each(working.known, other.known)
    fading = faded(state, ahead, np.concatenate([known, said], axis=2))
    logs: Bools = np.any(known > 0, axis=1, keepdims=True)
    tracked = state.tracked[:, layout.flow_at][:, None] | logs
    lost = version.half_life / version.untracked_half_life
    gone = np.where(tracked, known + (1 - known) * fading[..., :-1], lost)
    # Of a flow nobody logs, more would be logged: it fades on every day that is not off.
    gone_of_more = np.where(logs, gone, ~ahead.off[..., None])
    more = np.where(logs, known, 1.0) * ahead.working[..., None]
    tried, timed = (
        ahead.each(working.rates_known, other.rates_known),
        ahead.each(working.hours_known, other.hours_known),
    )
    trials = run(state.trials, tried, tried * ahead.each(working.trials, other.trials))
    won = run(state.successes, tried, tried * ahead.each(working.successes, other.successes))
    hours = timed * ahead.each(working.log_hours, other.log_hours)
    unfaded = said + (1 - said) * fading[..., -1:]
    dosed = step * known * ahead.each(working.doses, other.doses)
    return Outlook(
        rates=run(state.rates, gone, dosed),
        levels=state.levels[:, None] + habits.growth[:, None] * _growing(ahead)[:, None],
        trials=trials,
        # Successes catch up with trials at most once, so to hold them back at the end is enough.
        successes=np.minimum(trials, won),
        answers=run(state.answers[:, None], timed, timed)[..., 0],
        log_hours=run(state.log_hours[:, None], timed, hours)[..., 0],
        corrections=run(state.corrections, unfaded, np.zeros_like(unfaded)),
        gains=run(np.zeros_like(state.rates), gone_of_more, step * more),
        days=ahead.working.cumsum(axis=1).astype(float),
    )


def _growing(ahead: Ahead) -> Floats:
    """(H,) for how many days levels have grown by then."""
    return np.asarray(np.minimum(np.arange(1.0, len(ahead.workdays) + 1), GROWS_ON))


def faded(state: State, ahead: Ahead, known: Floats) -> Floats:
    """(n, H, F + 1) the share f of a day's fading on an idle day without a word; else 0."""
    marks = np.concatenate([state.week_known, known], axis=1)
    working = np.concatenate([state.week_working, ahead.working], axis=1)
    both = _week_before(marks * working[..., None])
    share = both / np.maximum(_week_before(working), 1)[..., None]
    fading: Floats = share * ahead.idle[..., None]
    return fading


def _week_before(marks: Floats | Bools) -> Floats:
    """(n, H, …) the sum over the seven before each day, of (n, 7 + H, …) marks."""
    count = np.cumsum(marks, axis=1, dtype=float)
    before: Floats = count[:, WEEK - 1 : -1].copy()
    before[:, 1:] -= count[:, : -WEEK - 1]
    return before


def _run(half_life: float, start: Floats, gone: Floats, added: Floats) -> Floats:
    """(n, H, …) what is there after each day: of (n, …) at the start, (n, H, …) days gone by."""
    passed = np.cumsum(gone, axis=1) / half_life
    left = np.exp2(-passed)
    run: Floats = left * (start[:, None] + np.cumsum(added * np.exp2(passed), axis=1))
    return run
