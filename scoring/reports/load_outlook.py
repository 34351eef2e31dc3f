"""Forecasts and next best actions of a report's reps from its last close."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import GAIN_HORIZON_DAYS, interleave_pillars, proposals
from scoring.core.forecast import PLATEAU_DAYS
from scoring.guide.forecast import outcome
from scoring.guide.next_actions import SHOWN, how_much, label
from scoring.guide.playbook import Playbook, playbook
from scoring.guide.projection import Projection, load_projection
from scoring.reports.content import ForecastTotal, NextAction
from teams.base.batches import batched
from teams.models import Goal, Organization, Rep
from teams.planning.action_choices import Choices, choices_of

AT_ONCE = 100  # reps in memory
NAMED = 3  # next actions listed


@dataclass(frozen=True)
class RepOutlook:
    """One rep's forecast sentence, totals in 30, 60 and 90 days, and next actions."""

    sentence: str
    outlooks: tuple[ForecastTotal, ...] = ()
    actions: tuple[NextAction, ...] = ()


NOTHING = RepOutlook("There is nothing to go by yet.")


def load_looks(
    organization: Organization, reps: Sequence[Rep], last: date
) -> dict[int, RepOutlook]:
    """Looks by rep id, from the close of the last day; a few queries per hundred reps."""
    people = {rep.pk: rep for rep in reps}
    book = playbook(organization)
    goals = Goal.objects.filter(rep__in=reps, what=Goal.What.TOTAL)
    aims = {goal.rep_id: goal for goal in goals}
    said = choices_of(list(people), last + timedelta(days=1))
    return {
        rep: _look(people[rep], stands, aims.get(rep), book, said[rep])
        for rep, stands in _stands(organization, sorted(people), last)
    }


def _stands(
    organization: Organization, reps: Sequence[int], last: date
) -> Iterator[tuple[int, Projection | None]]:
    """Each rep's standpoint; None before the first fact."""
    for some in batched(reps, AT_ONCE):
        ids = np.array(some)
        stands = load_projection(organization, ids, through=last, horizon=PLATEAU_DAYS)
        for row, rep in enumerate(some):
            begun = stands.standpoint.state.begun[row]
            yield rep, stands.one(row) if begun else None


def _look(
    rep: Rep, stands: Projection | None, goal: Goal | None, book: Playbook, said: Choices
) -> RepOutlook:
    if stands is None:
        return NOTHING
    found = outcome(rep, stands, goal)
    actions = _actions(stands, book, said)
    if isinstance(found, str):
        return RepOutlook(found, actions=actions)
    outlooks = tuple(
        ForecastTotal(each.days, each.day, each.total, each.low, each.high) for each in found.named
    )
    return RepOutlook(" ".join(filter(None, (found.sentence, found.aim))), outlooks, actions)


def _actions(stands: Projection, book: Playbook, said: Choices) -> tuple[NextAction, ...]:
    week = max(stands.week, 1)
    at = stands.standpoint.only(np.array([0]), np.array([GAIN_HORIZON_DAYS - 1]))
    left_out = frozenset({*said.later, *said.not_for_me})
    found = proposals(at, week=week, minutes=book.minutes, left_out=left_out)
    best = interleave_pillars([each for each in found if each.gain >= SHOWN])[:NAMED]
    return tuple(
        NextAction(label(each.action.name), how_much(each.more, week), each.minutes, each.gain)
        for each in best
    )
