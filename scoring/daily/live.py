"""Scores and states computed on request from current facts; stores nothing."""

from datetime import date, timedelta

import numpy as np

from scoring.core.layout import COMMON_LAYOUT, Ints, layout_of
from scoring.core.passage import Passage, passage
from scoring.core.replay import Scores, replay_states
from scoring.core.state import State, carry_over, unpack
from scoring.core.version_timeline import VersionTimeline, replay_timeline, split_by_version
from scoring.daily.active_version import cached_timeline
from scoring.daily.load import Block, load_history
from scoring.daily.plan import load_pass_plan, load_start_states
from scoring.daily.states import empty_states, load_kept_states_between, month_ends_before
from teams.models import Organization, Rep

MONTH = 31  # days; a state is kept at each month's end
MAX_SPAN_DAYS = 100  # days; dates further apart are each replayed from their own month's start


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
    scores = replay_timeline(timeline, unpack(COMMON_LAYOUT, plan.states), history)
    return [each for each in scores if each.ordinal >= plan.start[0]]


def can_explain(rep: Rep, *days: date) -> bool:
    """Whether `states_on` is right for the rep on these days: all facts that lead there are kept.

    The state at the close before the first day with facts is kept as well, so that day counts too.
    """
    first = rep.facts_from
    is_kept = first is None or all(day >= first - timedelta(days=1) for day in days)
    return is_kept and rep.erased_on is None


def states_on(organization: Organization, reps: Ints, *days: date) -> list[State]:
    """States of the reps (rising ids) after each of the days, in order.

    Each has the signals in the order of the version in force on that day.
    """
    return _states_on(cached_timeline(organization), organization, reps, *days)


def _states_on(
    timeline: VersionTimeline, organization: Organization, reps: Ints, *days: date
) -> list[State]:
    first, last = days[0].toordinal(), days[-1].toordinal()
    if last - first > MAX_SPAN_DAYS:
        return [_states_on(timeline, organization, reps, day)[0] for day in days]
    base, states = load_start_states(
        COMMON_LAYOUT, reps, np.full(len(reps), first + 1), empty_states(COMMON_LAYOUT)
    )
    state, wanted = unpack(COMMON_LAYOUT, states), {day.toordinal() for day in days}
    # Replaced below if any rep has to be replayed through that day.
    by_day = {first: carry_over(state, COMMON_LAYOUT, layout_of(timeline.on(first))).copy()}
    if (base <= last).any():
        history = load_history(COMMON_LAYOUT, Block(organization, reps, base, last))
        for layout, current, part in split_by_version(timeline, state, history):
            for ordinal, _, _ in replay_states(layout, current, part):
                if ordinal in wanted:
                    by_day[ordinal] = current.copy()
    return [by_day.get(day.toordinal(), by_day[first]) for day in days]


def passage_on(organization: Organization, reps: Ints, *days: date) -> Passage:
    """Passage of the reps (rising ids) from the first of the days to the last, via the others.

    States kept in between shorten a long replay, if every rep has one.
    """
    first, last = days[0].toordinal(), days[-1].toordinal()
    (before,) = month_ends_before(np.array([first + 1])).tolist()
    until = last if last - first > MONTH else before
    kept = load_kept_states_between(reps, before, until, COMMON_LAYOUT)
    start = np.full(len(reps), first + 1)
    base, states = load_start_states(
        COMMON_LAYOUT, reps, start, empty_states(COMMON_LAYOUT), kept.pop(before, {})
    )
    history = load_history(COMMON_LAYOUT, Block(organization, reps, base, last))
    rep_ids = reps.tolist()
    complete = {
        day: unpack(COMMON_LAYOUT, np.array([by_rep[rep] for rep in rep_ids]))
        for day, by_rep in kept.items()
        if first < day and by_rep.keys() >= set(rep_ids)
    }
    wanted = {day.toordinal() for day in days}
    return passage(
        cached_timeline(organization), unpack(COMMON_LAYOUT, states), history, wanted, complete
    )
