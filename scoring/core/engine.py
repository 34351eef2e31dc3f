"""Daily update of the model's state: logged inputs move it, unlogged ones are held or decay.

Specification: docs/model.md. Decay factor per day: λ = 2^(-1/half_life), 2^(-1/30) by default.
Every function takes n reps at once and returns new arrays. Within a day, inputs are applied first,
then the reading (the score that LinkedIn shows), if there is one.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.points import model_pillars, points
from scoring.core.state import RECENT_WORKING_DAYS, State


@dataclass(frozen=True)
class DayInputs:
    """Inputs, leave and readings of n reps for one local day."""

    ordinal: int  # proleptic Gregorian ordinal, as date.toordinal()
    workday: bool  # whether its weekday is a working day
    known: Floats  # (n, I) inputs, NaN where unknown
    off: Bools  # (n,) marked as leave
    reading: Floats  # (n, 4) pillars from LinkedIn, points 0-25; NaN for no reading

    def take(self, rows: Ints) -> "DayInputs":
        """Returns the day for a subset of the reps, by row."""
        return replace(self, known=self.known[rows], off=self.off[rows], reading=self.reading[rows])

    def has_facts(self) -> Bools:
        """(n,) whether a rep has any known input or a reading, with which scoring can begin."""
        return has_known_value(self.known) | has_known_value(self.reading)


def has_known_value(values: Floats) -> Bools:
    """(n,) rows with any known value."""
    rows: Bools = np.logical_or.reduce(~np.isnan(values), axis=1)
    return rows


def decay(half_life: float) -> float:
    """Decay factor per day for a half-life in days: 2^(-1/half_life)."""
    return float(2 ** (-1 / half_life))


def advance_day(layout: Layout, state: State, day: DayInputs) -> State:
    """Returns the state after one day, for reps who have begun.

    Order: inputs, decay of LinkedIn's correction, then the reading.
    """
    is_known = ~np.isnan(day.known)
    any_known, has_reading = has_known_value(day.known), has_known_value(day.reading)
    working = day.workday & ~day.off
    idle = ~working & ~day.off
    flows_known, dosed = doses(layout, day.known, is_known)
    fade = _fade(layout, state, idle)
    tracked = state.tracked | _signals_known_today(layout, is_known, flows_known)
    trials, successes = _trials(layout, state, day.known, is_known)
    answers, log_hours = _answers(layout, state, day.known)
    moved = replace(
        state,
        begun=np.ones(len(state), bool),
        rates=_rates(layout, state, flows_known, dosed, fade[:, :-1]),
        levels=np.where(
            is_known[:, layout.level_inputs], day.known[:, layout.level_inputs], state.levels
        ),
        trials=trials,
        successes=successes,
        answers=answers,
        log_hours=log_hours,
        corrections=_corrections(layout, state, any_known, fade[:, -1]),
        tracked=tracked,
        known_days=state.known_days + any_known,
        known_working_days=state.known_working_days + (any_known & working),
        recent_known=_recent(state, any_known, working),
        silent_days=np.where(any_known | has_reading, 0, state.silent_days + working),
        week_known=_append_day(state.week_known, np.column_stack([flows_known, any_known])),
        week_working=_append_day(state.week_working, working),
    )
    return _apply_readings(layout, moved, day, has_reading) if has_reading.any() else moved


def doses(layout: Layout, known: Floats, is_known: Bools) -> tuple[Bools, Floats]:
    """(n, F) whether each flow is known, and (n, F) the amount counted that day, after the cap.

    The last flow is `active`: known if any own action is, 1 if any own action is above 0.
    """
    flow_known = is_known[:, layout.flow_inputs]
    counted = np.minimum(np.where(flow_known, known[:, layout.flow_inputs], 0.0), layout.caps)
    own = layout.own_inputs
    own_known = is_known[:, own].any(axis=1)
    acted = (np.nan_to_num(known[:, own]) > 0).any(axis=1)
    return np.column_stack([flow_known, own_known]), np.column_stack([counted, acted])


def _fade(layout: Layout, state: State, idle: Bools) -> Floats:
    """(n, F + 1) factor left by an unlogged day: λ^f on an idle day (a weekend), 1 on any other."""
    fade: Floats = decay(layout.version.half_life) ** (_known_share_of_week(state) * idle[:, None])
    return fade


def _known_share_of_week(state: State) -> Floats:
    """(n, F + 1) f: share of the last 7 days' working days on which each flow was known.

    0 if none of them was a working day. The last column is about the day as a whole (any input
    known).
    """
    working = state.week_working.sum(axis=1)
    both = (state.week_known & state.week_working[:, :, None]).sum(axis=1)
    share: Floats = both / np.maximum(working, 1)[:, None]
    return share


def _rates(layout: Layout, state: State, flows_known: Bools, dosed: Floats, fade: Floats) -> Floats:
    """(n, F) weekly rates: a ← λ·a + (1 - λ)·7·dose where known, else held or decayed.

    A flow that was never known decays with `untracked_half_life`, every calendar day.
    """
    keep = decay(layout.version.half_life)
    tracked = state.tracked[:, layout.flow_at]
    factor_if_unknown = np.where(tracked, fade, decay(layout.version.untracked_half_life))
    updated = keep * state.rates + (1 - keep) * 7 * dosed
    return np.where(flows_known, updated, factor_if_unknown * state.rates)


def _trials(layout: Layout, state: State, known: Floats, is_known: Bools) -> tuple[Floats, Floats]:
    """N ← λN + trials and K ← min(N, λK + successes), on days when either is known."""
    keep = decay(layout.version.half_life)
    is_updated = is_known[:, layout.trials] | is_known[:, layout.successes]
    trials = keep * state.trials + np.nan_to_num(known[:, layout.trials])
    successes = keep * state.successes + np.nan_to_num(known[:, layout.successes])
    return (
        np.where(is_updated, trials, state.trials),
        np.where(is_updated, np.minimum(trials, successes), state.successes),
    )


def _answers(layout: Layout, state: State, known: Floats) -> tuple[Floats, Floats]:
    """W ← λW + 1 and S ← λS + ln(1 + hours), on days when the response time is known."""
    keep = decay(layout.version.half_life)
    hours = known[:, layout.latency_input]
    is_updated = ~np.isnan(hours)
    log_hours = keep * state.log_hours + np.log1p(np.nan_to_num(hours))
    return (
        np.where(is_updated, keep * state.answers + 1, state.answers),
        np.where(is_updated, log_hours, state.log_hours),
    )


def _corrections(layout: Layout, state: State, any_known: Bools, fade: Floats) -> Floats:
    """(n, 4) corrections times λ on a known day, else times the unlogged day's factor."""
    keep = decay(layout.version.half_life)
    return state.corrections * np.where(any_known, keep, fade)[:, None]


def _signals_known_today(layout: Layout, is_known: Bools, flows_known: Bools) -> Bools:
    """(n, S) signals with a known input today. A rate counts by its trials or its successes."""
    tracks = np.zeros((len(is_known), len(layout.names)), bool)
    tracks[:, layout.flow_at] = flows_known
    tracks[:, layout.level_at] = is_known[:, layout.level_inputs]
    tracks[:, layout.rate_at] = is_known[:, layout.trials] | is_known[:, layout.successes]
    tracks[:, layout.latency_at] = is_known[:, layout.latency_input]
    return tracks


def _recent(state: State, any_known: Bools, working: Bools) -> Ints:
    """Bit mask of the last 20 working days, today lowest; unchanged on other days."""
    shifted = ((state.recent_known << 1) | any_known) & ((1 << RECENT_WORKING_DAYS) - 1)
    return np.where(working, shifted, state.recent_known)


def _append_day(week: Bools, today: Bools) -> Bools:
    """Drops the oldest day of the week and appends today."""
    return np.concatenate([week[:, 1:], today[:, None]], axis=1)


def _apply_readings(layout: Layout, state: State, day: DayInputs, has_reading: Bools) -> State:
    """Applies readings: seeds flows, then sets each pillar's correction to official - model."""
    rows = np.flatnonzero(has_reading)
    part, official = state.take(rows), day.reading[rows]
    part = replace(part, rates=_seed_rates(layout, part, official))
    pillars = model_pillars(layout, points(layout, part))
    part = replace(
        part,
        corrections=official - pillars,
        last_reading=np.full(len(rows), day.ordinal, np.int64),
    )
    state.put(rows, part)
    return state


def _seed_rates(layout: Layout, state: State, official: Floats) -> Floats:
    """(n, F) rates after seeding: flows without a log are set so that the pillar meets the reading.

    A rep's first reading seeds every flow while few days are known; a later one only untracked
    flows. With u = clamp((official - points of the other signals) / weight of the seeded, 0, 0.95)
    as the strength of each seeded flow in the pillar: rate = -target · log10(1 - u).
    """
    version = layout.version
    first = (state.last_reading == 0) & (state.known_days < version.seed_known_days)
    seeds = np.zeros_like(state.tracked)
    seeds[:, layout.flow_at] = first[:, None] | ~state.tracked[:, layout.flow_at]
    others = model_pillars(layout, np.where(seeds, 0.0, points(layout, state)))
    weight = model_pillars(layout, seeds * layout.weights)
    gap = (official - others) / np.where(weight > 0, weight, 1.0)
    strength = np.clip(gap, 0, version.seed_most) @ layout.pillar_of[layout.flow_at].T
    return np.where(seeds[:, layout.flow_at], -layout.targets * np.log10(1 - strength), state.rates)
