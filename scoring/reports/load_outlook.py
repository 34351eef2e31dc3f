"""Forecasts and next best actions of a report's reps from its last close."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import GAIN_HORIZON_DAYS, interleave_pillars, proposals
from scoring.core.forecast import PLATEAU_DAYS
from scoring.guide.forecast import build_forecast
from scoring.guide.next_actions import MIN_GAIN_POINTS, action_label, extra_amount_words
from scoring.guide.playbook import Playbook, playbook
from scoring.guide.projection import Projection, load_projection
from scoring.reports.content import ForecastTotal, NextAction
from teams.base.batches import batched
from teams.models import Goal, Organization, Rep
from teams.planning.action_choices import Choices, choices_of

BATCH_SIZE = 100  # reps in memory
MAX_ACTIONS = 3  # next actions listed


@dataclass(frozen=True)
class RepOutlook:
    """One rep's forecast sentence, totals in 30, 60 and 90 days, and next actions."""

    sentence: str
    outlooks: tuple[ForecastTotal, ...] = ()
    actions: tuple[NextAction, ...] = ()


NO_OUTLOOK = RepOutlook("There is nothing to go by yet.")


def load_outlooks(
    organization: Organization, reps: Sequence[Rep], last: date
) -> dict[int, RepOutlook]:
    """Outlooks by rep id, from the close of the last day; a few queries per hundred reps."""
    reps_by_id = {rep.pk: rep for rep in reps}
    book = playbook(organization)
    goals = Goal.objects.filter(rep__in=reps, what=Goal.What.TOTAL)
    goals_by_rep = {goal.rep_id: goal for goal in goals}
    choices = choices_of(list(reps_by_id), last + timedelta(days=1))
    return {
        rep: _rep_outlook(reps_by_id[rep], projection, goals_by_rep.get(rep), book, choices[rep])
        for rep, projection in _load_projections(organization, sorted(reps_by_id), last)
    }


def _load_projections(
    organization: Organization, reps: Sequence[int], last: date
) -> Iterator[tuple[int, Projection | None]]:
    """Pairs of rep id and projection; None before the first fact."""
    for batch in batched(reps, BATCH_SIZE):
        ids = np.array(batch)
        projection = load_projection(organization, ids, through=last, horizon=PLATEAU_DAYS)
        for row, rep in enumerate(batch):
            has_begun = projection.standpoint.state.begun[row]
            yield rep, projection.one(row) if has_begun else None


def _rep_outlook(
    rep: Rep, projection: Projection | None, goal: Goal | None, book: Playbook, choices: Choices
) -> RepOutlook:
    if projection is None:
        return NO_OUTLOOK
    forecast = build_forecast(rep, projection, goal)
    actions = _actions(projection, book, choices)
    if isinstance(forecast, str):
        return RepOutlook(forecast, actions=actions)
    outlooks = tuple(
        ForecastTotal(each.days, each.day, each.total, each.low, each.high)
        for each in forecast.named
    )
    return RepOutlook(" ".join(filter(None, (forecast.sentence, forecast.aim))), outlooks, actions)


def _actions(projection: Projection, book: Playbook, choices: Choices) -> tuple[NextAction, ...]:
    week = max(projection.week, 1)
    at = projection.standpoint.only(np.array([0]), np.array([GAIN_HORIZON_DAYS - 1]))
    left_out = frozenset({*choices.later, *choices.not_for_me})
    proposed = proposals(at, working_days=week, minutes=book.minutes, left_out=left_out)
    best = interleave_pillars([each for each in proposed if each.gain >= MIN_GAIN_POINTS])[
        :MAX_ACTIONS
    ]
    return tuple(
        NextAction(
            action_label(each.action.name),
            extra_amount_words(each.more, week),
            each.minutes,
            each.gain,
        )
        for each in best
    )
