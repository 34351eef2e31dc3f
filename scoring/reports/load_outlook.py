"""Forecasts and next best actions of a report's reps from its last close."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.core.layout import Floats
from scoring.guide.advice import Advice, advise
from scoring.guide.forecast import NOTHING_KNOWN, build_forecast
from scoring.guide.forecast_errors import Ranges, forecast_ranges
from scoring.guide.load_course import Outlook, load_outlooks
from scoring.guide.next_actions import extra_amount_words
from scoring.guide.one_offs import load_missing_items
from scoring.guide.pillar_averages import pillar_averages
from scoring.guide.playbook import Playbook, action_label, playbook
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


NO_OUTLOOK = RepOutlook(NOTHING_KNOWN)


@dataclass(frozen=True)
class _Basis:
    """What the outlooks of an organisation's reps have in common, and their answers by rep id."""

    book: Playbook
    ranges: Ranges
    averages: Floats | None
    goals: dict[int, Goal]
    choices: dict[int, Choices]
    missing_items: dict[int, frozenset[str]]


def load_rep_outlooks(
    organization: Organization, reps: Sequence[Rep], last: date
) -> dict[int, RepOutlook]:
    """Outlooks by rep id, from the close of the last day; a few queries per hundred reps."""
    reps_by_id = {rep.pk: rep for rep in reps}
    after = last + timedelta(days=1)
    basis = _Basis(
        book=playbook(organization),
        ranges=forecast_ranges(organization, after),
        averages=pillar_averages(organization, last),
        goals={g.rep_id or 0: g for g in Goal.objects.filter(rep__in=reps, what=Goal.What.TOTAL)},
        choices=choices_of(list(reps_by_id), after),
        missing_items=load_missing_items(list(reps_by_id)),
    )
    return {
        rep: _rep_outlook(reps_by_id[rep], outlook, basis)
        for rep, outlook in _load_each(organization, sorted(reps_by_id), last)
    }


def _load_each(
    organization: Organization, reps: Sequence[int], last: date
) -> Iterator[tuple[int, Outlook | None]]:
    """Pairs of rep id and outlook; None before the first fact."""
    for batch in batched(reps, BATCH_SIZE):
        outlook = load_outlooks(organization, np.array(batch), through=last)
        for row, rep in enumerate(batch):
            yield rep, outlook.only(np.array([row])) if outlook.begun[row] else None


def _rep_outlook(rep: Rep, outlook: Outlook | None, basis: _Basis) -> RepOutlook:
    if outlook is None:
        return NO_OUTLOOK
    forecast = build_forecast(rep, outlook, basis.goals.get(rep.pk), basis.ranges)
    advice = advise(
        outlook,
        missing_items=basis.missing_items.get(rep.pk),
        averages=basis.averages,
        tips=basis.book,
        choices=basis.choices[rep.pk],
    )
    actions = _actions(advice, outlook.working_days)
    if isinstance(forecast, str):
        return RepOutlook(forecast, actions=actions)
    outlooks = tuple(
        ForecastTotal(each.days, each.day, each.total, each.low, each.high)
        for each in forecast.named
    )
    words = (forecast.sentence, forecast.further, forecast.aim)
    return RepOutlook(" ".join(filter(None, words)), outlooks, actions)


def _actions(advice: Advice, week: int) -> tuple[NextAction, ...]:
    """The first actions: one-offs with a known gain, then weekly ones."""
    once = [
        NextAction(each.label, "once", each.minutes, each.gain)
        for each in advice.once
        if each.gain is not None
    ]
    weekly = [
        NextAction(
            action_label(each.action.name),
            extra_amount_words(each.more, week),
            each.minutes,
            each.gain,
        )
        for each in advice.weekly
    ]
    return (*once[:1], *weekly, *once[1:])[:MAX_ACTIONS]
