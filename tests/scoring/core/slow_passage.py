"""Passage between two closes walked day by day: slow and obvious, to compare with."""

from collections.abc import Collection

import numpy as np

from scoring.core import engine
from scoring.core.engine import DayInputs, has_known_value
from scoring.core.layout import Floats, Layout
from scoring.core.passage import Passage, Waypoint, _seeding
from scoring.core.history import FactHistory
from scoring.core.replay import replay_steps
from scoring.core.state import State
from scoring.core.version_timeline import VersionTimeline, split_by_version


def slow_passage(
    timeline: VersionTimeline, state: State, history: FactHistory, wanted: Collection[int]
) -> Passage:
    """`passage`, with every day stepped and recorded."""
    left, held = np.zeros_like(state.rates), np.zeros(len(state), np.int64)
    start = Waypoint(state.copy(), left.copy(), held.copy())
    found, seedings = {}, []
    for layout, current, part in split_by_version(timeline, state.copy(), history):
        for each in replay_steps(layout, current, part):
            left[each.rows] -= half_lives(layout, each.before, each.after, each.day)
            silent = ~has_known_value(each.day.known) & ~has_known_value(each.day.reading)
            held[each.rows] += silent & (each.day.workday | each.day.off)
            if has_known_value(each.day.reading).any():
                seedings.append(_seeding(layout, each, left[each.rows]))
            if each.day.ordinal in wanted:
                found[each.day.ordinal] = Waypoint(current.copy(), left.copy(), held.copy())
    return Passage({day: found.get(day, start) for day in wanted}, tuple(seedings))


def half_lives(layout: Layout, before: State, after: State, day: DayInputs) -> Floats:
    """(n, F) half-lives that a day took off each flow's rate, not counting what it added.

    1/half_life for a flow known that day, f/half_life on an unlogged idle day, else 0; 1/untracked
    half-life for a flow that was never known before.
    """
    version, heard = layout.version, after.week_known[:, -1, :-1]
    idle = ~(day.workday | day.off)
    share = engine._known_share_of_week(before)[:, :-1] * idle[:, None] if idle.any() else 0.0
    tracked = before.tracked[:, layout.flow_at]
    silent = np.where(tracked, share / version.half_life, 1 / version.untracked_half_life)
    return np.where(heard, 1 / version.half_life, silent)
