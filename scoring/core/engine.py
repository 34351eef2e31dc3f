"""One day after another: what is known moves, what nobody knows is held or fades.

Specification: docs/model.md. λ = 2^(-1/30). Every function works on n reps at once and returns new
arrays; a day's order is inputs, then an official reading.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.core.layout import Bools, Floats, Ints, Layout
from scoring.core.state import RECENT, State
from scoring.core.strength import modelled, points


@dataclass(frozen=True)
class Day:
    """What is known of one local day, for n reps."""

    ordinal: int  # the day as a proleptic ordinal
    workday: bool  # whether its weekday is a working one
    known: Floats  # (n, I), NaN where unknown
    off: Bools  # (n,) marked off
    reading: Floats  # (n, 4), NaN where there is none

    def take(self, rows: Ints) -> "Day":
        """The day of some of the reps."""
        return replace(self, known=self.known[rows], off=self.off[rows], reading=self.reading[rows])

    def begins(self) -> Bools:
        """(n,) where there is a first word: any scored input or a reading."""
        return given(self.known) | given(self.reading)


def given(values: Floats) -> Bools:
    """(n,) in which rows anything is known."""
    rows: Bools = np.logical_or.reduce(~np.isnan(values), axis=1)
    return rows


def decay(half_life: float) -> float:
    """What is left of one after a day."""
    return float(2 ** (-1 / half_life))


def step(layout: Layout, state: State, day: Day) -> State:
    """The state after a day on which every rep has begun."""
    is_known = ~np.isnan(day.known)
    any_known, has_reading = given(day.known), given(day.reading)
    working = day.workday & ~day.off
    idle = ~working & ~day.off
    flows_known, dosed = doses(layout, day.known, is_known)
    fade = _fade(layout, state, idle)
    tracked = state.tracked | _tracks(layout, is_known, flows_known)
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
        week_known=_shift(state.week_known, np.column_stack([flows_known, any_known])),
        week_working=_shift(state.week_working, working),
    )
    return _read(layout, moved, day, has_reading) if has_reading.any() else moved


def doses(layout: Layout, known: Floats, is_known: Bools) -> tuple[Bools, Floats]:
    """Per flow (n, F): whether it is known, and what the day counts for."""
    flow_known = is_known[:, layout.flow_inputs]
    counted = np.minimum(np.where(flow_known, known[:, layout.flow_inputs], 0.0), layout.caps)
    own = layout.own_inputs
    own_known = is_known[:, own].any(axis=1)
    acted = (np.nan_to_num(known[:, own]) > 0).any(axis=1)
    return np.column_stack([flow_known, own_known]), np.column_stack([counted, acted])


def _fade(layout: Layout, state: State, idle: Bools) -> Floats:
    """(n, F + 1) what a day without a word leaves: λ^f on an idle day, all of it on others."""
    fade: Floats = decay(layout.version.half_life) ** (_share(state) * idle[:, None])
    return fade


def _share(state: State) -> Floats:
    """(n, F + 1) f: the share of the week's working days on which it was known; 0 without any."""
    working = state.week_working.sum(axis=1)
    both = (state.week_known & state.week_working[:, :, None]).sum(axis=1)
    share: Floats = both / np.maximum(working, 1)[:, None]
    return share


def _rates(layout: Layout, state: State, flows_known: Bools, dosed: Floats, fade: Floats) -> Floats:
    keep = decay(layout.version.half_life)
    tracked = state.tracked[:, layout.flow_at]
    silent = np.where(tracked, fade, decay(layout.version.untracked_half_life))
    heard = keep * state.rates + (1 - keep) * 7 * dosed
    return np.where(flows_known, heard, silent * state.rates)


def _trials(layout: Layout, state: State, known: Floats, is_known: Bools) -> tuple[Floats, Floats]:
    """N ← λN + trials, K ← min(N, λK + successes), where either is known."""
    keep = decay(layout.version.half_life)
    moves = is_known[:, layout.trials] | is_known[:, layout.successes]
    trials = keep * state.trials + np.nan_to_num(known[:, layout.trials])
    successes = keep * state.successes + np.nan_to_num(known[:, layout.successes])
    return (
        np.where(moves, trials, state.trials),
        np.where(moves, np.minimum(trials, successes), state.successes),
    )


def _answers(layout: Layout, state: State, known: Floats) -> tuple[Floats, Floats]:
    """W ← λW + 1, S ← λS + ln(1 + h), on days that report a time."""
    keep = decay(layout.version.half_life)
    hours = known[:, layout.latency_input]
    moves = ~np.isnan(hours)
    log_hours = keep * state.log_hours + np.log1p(np.nan_to_num(hours))
    return (
        np.where(moves, keep * state.answers + 1, state.answers),
        np.where(moves, log_hours, state.log_hours),
    )


def _corrections(layout: Layout, state: State, any_known: Bools, fade: Floats) -> Floats:
    keep = decay(layout.version.half_life)
    return state.corrections * np.where(any_known, keep, fade)[:, None]


def _tracks(layout: Layout, is_known: Bools, flows_known: Bools) -> Bools:
    """(n, S) the signals that today's inputs belong to."""
    tracks = np.zeros((len(is_known), len(layout.names)), bool)
    tracks[:, layout.flow_at] = flows_known
    tracks[:, layout.level_at] = is_known[:, layout.level_inputs]
    tracks[:, layout.rate_at] = is_known[:, layout.trials] | is_known[:, layout.successes]
    tracks[:, layout.latency_at] = is_known[:, layout.latency_input]
    return tracks


def _recent(state: State, any_known: Bools, working: Bools) -> Ints:
    shifted = ((state.recent_known << 1) | any_known) & ((1 << RECENT) - 1)
    return np.where(working, shifted, state.recent_known)


def _shift(week: Bools, today: Bools) -> Bools:
    return np.concatenate([week[:, 1:], today[:, None]], axis=1)


def _read(layout: Layout, state: State, day: Day, has_reading: Bools) -> State:
    """LinkedIn's number: seeds flows, then sets what it adds to each pillar."""
    rows = np.flatnonzero(has_reading)
    part, official = state.take(rows), day.reading[rows]
    part = replace(part, rates=_seeded(layout, part, official))
    pillars = modelled(layout, points(layout, part))
    part = replace(
        part,
        corrections=official - pillars,
        last_reading=np.full(len(rows), day.ordinal, np.int64),
    )
    state.put(rows, part)
    return state


def _seeded(layout: Layout, state: State, official: Floats) -> Floats:
    """(n, F) rates: those to seed set so that each pillar meets the reading as far as it can.

    u = clamp((official - points of the other signals) / weight of the seeded, 0, 0.95) is the
    strength each seeded flow of the pillar gets: rate = -target · log10(1 - u).
    """
    version = layout.version
    first = (state.last_reading == 0) & (state.known_days < version.seed_known_days)
    seeds = np.zeros_like(state.tracked)
    seeds[:, layout.flow_at] = first[:, None] | ~state.tracked[:, layout.flow_at]
    others = modelled(layout, np.where(seeds, 0.0, points(layout, state)))
    weight = modelled(layout, seeds * layout.weights)
    gap = (official - others) / np.where(weight > 0, weight, 1.0)
    strength = np.clip(gap, 0, version.seed_most) @ layout.pillar_of[layout.flow_at].T
    return np.where(seeds[:, layout.flow_at], -layout.targets * np.log10(1 - strength), state.rates)
