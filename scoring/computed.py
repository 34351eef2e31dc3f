"""What is not stored but computed when asked, from facts as they are now; stores nothing."""

from datetime import date, timedelta

import numpy as np

from scoring.core.history import Scores, replay, walk
from scoring.core.layout import Ints, layout_of
from scoring.core.passage import Passage, passage
from scoring.core.state import State, unpack
from scoring.core.versions import CURRENT
from scoring.planning import load_origins, load_plan
from scoring.states import no_states
from scoring.store import Block, load_history
from teams.models import Organization, Rep

AT_ONCE = 100  # days further apart are replayed each from its own month


def live(rep: Rep, through: date) -> list[Scores]:
    """The rep's scores from the first day not stored as it is now, through a day.

    The last of them is today's provisional score while facts are still coming in.
    """
    layout = layout_of(CURRENT)
    changed = rep.changed_from.toordinal() if rep.changed_from else np.nan
    me = np.array([[rep.pk, changed, rep.changes, rep.changed_by]])
    plan = load_plan(layout, me, through.toordinal(), no_states(layout))
    if not len(plan):
        return []
    block = Block(rep.organization, plan.reps, plan.base, through.toordinal())
    found = replay(layout, unpack(layout, plan.states), load_history(layout, block))
    return [each for each in found if each.ordinal >= plan.start[0]]


def is_explained(rep: Rep, *days: date) -> bool:
    """Whether `states_on` is right about the rep on these days: the facts that lead there are kept.

    The state at the close before the first day whose facts are kept is kept itself.
    """
    first = rep.facts_from
    kept = first is None or all(day >= first - timedelta(days=1) for day in days)
    return kept and rep.erased_on is None


def states_on(organization: Organization, reps: Ints, *days: date) -> list[State]:
    """The states of these reps (by rising id) after each of the days, in order."""
    layout, first, last = layout_of(CURRENT), days[0].toordinal(), days[-1].toordinal()
    if last - first > AT_ONCE:
        return [states_on(organization, reps, day)[0] for day in days]
    base, states = load_origins(layout, reps, np.full(len(reps), first + 1), no_states(layout))
    state, wanted = unpack(layout, states), {day.toordinal() for day in days}
    found = {first: state.copy()}  # unless anybody moves on that day
    if (base <= last).any():
        history = load_history(layout, Block(organization, reps, base, last))
        for ordinal, _, _ in walk(layout, state, history):
            if ordinal in wanted:
                found[ordinal] = state.copy()
    return [found.get(day.toordinal(), state) for day in days]


def passage_on(organization: Organization, reps: Ints, *days: date) -> Passage:
    """How these reps (by rising id) came from the first of the days to the last, in order.

    Every day in between is walked: a reading that seeds may be on any of them.
    """
    layout, first, last = layout_of(CURRENT), days[0].toordinal(), days[-1].toordinal()
    base, states = load_origins(layout, reps, np.full(len(reps), first + 1), no_states(layout))
    state, through = unpack(layout, states), Block(organization, reps, base, last)
    legs = [(layout, state, load_history(layout, through))] if (base <= last).any() else []
    return passage(state, legs, {day.toordinal() for day in days})
