"""Scores and states computed on request from current facts; stores nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from scoring.core.explain import Journey
from scoring.core.layout import COMMON_LAYOUT, Ints, layout_of
from scoring.core.state import State, carry_over, unpack
from scoring.core.trajectory import Scores
from scoring.core.version_timeline import replay_timeline
from scoring.daily.active_version import cached_timeline
from scoring.daily.load import Block, load_history
from scoring.daily.plan import load_pass_plan, load_start_states
from scoring.daily.states import empty_states
from teams.models import Organization, Rep

JOURNEY_REPS = 250  # reps whose days are in memory at once: some 20 MB for two months


def compute_live_scores(rep: Rep, through: date) -> list[Scores]:
    """The rep's scores from the first day whose snapshot is missing or out of date, through a day.

    If that day is today, the last score is provisional.
    """
    changed = rep.changed_from.toordinal() if rep.changed_from else np.nan
    rep_rows = np.array([[rep.pk, changed, rep.changes, rep.changed_by]])
    plan = load_pass_plan(COMMON_LAYOUT, rep_rows, through.toordinal(), empty_states(COMMON_LAYOUT))
    if not len(plan):
        return []
    block = Block(rep.organization, plan.reps, plan.base, through.toordinal())
    timeline, history = cached_timeline(rep.organization), load_history(COMMON_LAYOUT, block)
    return [
        trajectory.scores(at)
        for trajectory in replay_timeline(timeline, unpack(COMMON_LAYOUT, plan.states), history)
        for at in range(len(trajectory))
        if trajectory.first + at >= plan.start[0] and trajectory.begun[at].any()
    ]


def can_explain(rep: Rep, *days: date) -> bool:
    """Whether `states_on` is right for the rep on these days: all facts that lead there are kept.

    The state at the close before the first day with facts is kept as well, so that day counts too.
    """
    first = rep.facts_from
    is_kept = first is None or all(day >= first - timedelta(days=1) for day in days)
    return is_kept and rep.erased_on is None


def states_on(organization: Organization, reps: Ints, day: date) -> State:
    """State of the reps (rising ids) after a day, with the signals of the version in force then."""
    timeline, through = cached_timeline(organization), day.toordinal()
    base, packed = load_start_states(
        COMMON_LAYOUT, reps, np.full(len(reps), through + 1), empty_states(COMMON_LAYOUT)
    )
    state = unpack(COMMON_LAYOUT, packed)
    if (base > through).all():
        return carry_over(state, COMMON_LAYOUT, layout_of(timeline.on(through)))
    history = load_history(COMMON_LAYOUT, Block(organization, reps, base, through))
    for trajectory in replay_timeline(timeline, state, history):
        state = trajectory.state(-1)
    return state


def journey_on(organization: Organization, reps: Ints, first: date, last: date) -> Journey:
    """Journey of the reps (rising ids) from the close of one day to that of another.

    It holds every day in memory: for many reps, see `journeys_on`.
    """
    base, packed = load_start_states(
        COMMON_LAYOUT,
        reps,
        np.full(len(reps), first.toordinal() + 1),
        empty_states(COMMON_LAYOUT),
    )
    history = load_history(COMMON_LAYOUT, Block(organization, reps, base, last.toordinal()))
    timeline = cached_timeline(organization)
    return Journey(tuple(replay_timeline(timeline, unpack(COMMON_LAYOUT, packed), history)))


def journeys_on(
    organization: Organization, reps: Ints, first: date, last: date
) -> Iterator[tuple[Ints, Journey]]:
    """The journeys of many reps (rising ids), some at a time: their ids, and where they went."""
    for at in range(0, len(reps), JOURNEY_REPS):
        part = reps[at : at + JOURNEY_REPS]
        yield part, journey_on(organization, part, first, last)
