"""Next best actions: what fits a rep's minutes, and what it gains if kept up.

It starts from the last close. Gains are points of the total in 30 days, compared with present
habits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from scoring.core.actions import (
    ACTIONS_BY_NAME,
    GAIN_HORIZON_DAYS,
    Proposal,
    extra_actions_per_day,
    interleave_pillars,
    proposals,
    proposals_within_minutes,
)
from scoring.core.forecast import display_threshold, next_milestone
from scoring.core.what_if import Standpoint
from scoring.guide.playbook import Playbook, playbook
from scoring.guide.projection import Projection, load_projection
from scoring.guide.weekly_totals import week_sums
from teams.base.formatting import count_words, day_words, one_decimal, whole
from teams.base.inputs import INPUTS
from teams.models import Choice, Rep
from teams.planning.action_choices import ActionAnswer, Choices, choices_on, monday_of

MAX_SUGGESTIONS = 5
MIN_GAIN_POINTS = 0.05  # points: a smaller gain is shown as +0.0
POSTPONED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class TimeBudget:
    """The minutes a rep has, each working day or each week."""

    number: int = 3
    per: str = "day"

    def weekly(self, week: int) -> int:
        """Minutes in a week with so many working days."""
        return self.number * (week if self.per == "day" else 1)


@dataclass(frozen=True)
class Suggestion:
    """A proposed action, worded for the page."""

    action: str
    label: str
    pillar: str
    more: int  # a week
    how_much: str
    minutes: int  # a week
    gain: float
    tip: str

    @property
    def condition(self) -> str:
        """When the gain comes, and on what condition."""
        return f"in {GAIN_HORIZON_DAYS} days, if kept up"


@dataclass(frozen=True)
class WeekPlanAction:
    """An action of the week's plan; `actual` is done so far, None if unknown or not shown."""

    action: str
    label: str
    more: int
    target: float
    actual: int | None
    done: bool
    tip: str

    @property
    def words(self) -> str:
        """Progress in words: `8 of 21`, or `not known yet, of 21`."""
        done = "not known yet" if self.actual is None else str(self.actual)
        separator = ", of" if self.actual is None else " of"
        return f"{done}{separator} {whole(self.target)}"

    @property
    def progress(self) -> int:
        """Units done, at most the target, for a bar of that length."""
        return min(self.actual or 0, whole(self.target))


@dataclass(frozen=True)
class NextActionsPage:
    """Everything the page shows; `total` is that of the last close."""

    total: float
    weekly: int
    planned: int
    suggestions: tuple[Suggestion, ...]
    others: tuple[Suggestion, ...]
    together: float
    week: tuple[WeekPlanAction, ...]
    later: tuple[tuple[str, str, str], ...]  # action, label, until
    not_for_me: tuple[tuple[str, str], ...]

    @property
    def milestone_sentence(self) -> str:
        """The next milestone, and what the suggestions contribute to it."""
        return milestone_words(self.total, self.together if self.suggestions else None)


def milestone_words(total: float, gain: float | None) -> str:
    """`2.4 to 60; this gives 0.8 in 30 days, if kept up.`, or a sentence on staying above 70."""
    mark = next_milestone(total)
    gain_words = f"this gives {one_decimal(gain or 0)} in {GAIN_HORIZON_DAYS} days, if kept up"
    if mark is None:
        return f"70 is reached: it is about staying there{f'; {gain_words}' if gain else ''}."
    left = f"{one_decimal(max(display_threshold(mark) - total, 0.1))} to {mark}"
    return f"{left}{f'; {gain_words}' if gain else ''}."


def next_actions_page(
    rep: Rep, *, minutes: TimeBudget, today: date, own: bool
) -> NextActionsPage | None:
    """The page of next best actions; None before the first fact.

    How much was done this week is left out unless the viewer is the rep (`own`).
    """
    projection = load_projection_at_close(rep, today=today, horizon=GAIN_HORIZON_DAYS)
    if projection is None:
        return None
    tips, choices = playbook(rep.organization), choices_on(rep, today)
    standpoint, week = final_standpoint(projection), max(projection.week, 1)
    planned = _planned(choices, tips)
    minutes_left = max(minutes.weekly(week) - planned, 0)
    gains = proposals(
        standpoint,
        working_days=week,
        minutes=tips.minutes,
        left_out=choices.left_out,
        available_minutes=minutes_left,
    )
    worthwhile = interleave_pillars([each for each in gains if each.gain >= MIN_GAIN_POINTS])
    chosen = proposals_within_minutes(worthwhile, minutes_left)[:MAX_SUGGESTIONS]
    return NextActionsPage(
        total=float(projection.scores.totals[0]),
        weekly=minutes.weekly(week),
        planned=planned,
        suggestions=tuple(_suggestion(each, tips, week) for each in chosen),
        others=tuple(_suggestion(each, tips, week) for each in worthwhile if each not in chosen),
        together=_combined_gain(standpoint, chosen, week),
        week=tuple(
            _week_plan(rep, choices, tips, today)
            if own
            else _week_plan_without_progress(choices, tips)
        ),
        later=tuple((a, action_label(a), day_words(until)) for a, until in choices.later.items()),
        not_for_me=tuple((a, action_label(a)) for a in sorted(choices.not_for_me)),
    )


def load_projection_at_close(rep: Rep, *, today: date, horizon: int) -> Projection | None:
    """The rep's standpoint at the close of the day before; None before the first fact."""
    through = today - timedelta(days=1)
    projection = load_projection(
        rep.organization, np.array([rep.pk]), through=through, horizon=horizon
    )
    return projection if projection.standpoint.state.begun[0] else None


def final_standpoint(projection: Projection) -> Standpoint:
    """The standpoint with only the last of the days ahead."""
    last = projection.standpoint.outlook.days.shape[1] - 1
    outlook = projection.standpoint.outlook.at(np.array([last]))
    return replace(projection.standpoint, outlook=outlook)


def action_label(action: str) -> str:
    """An action's display name."""
    return INPUTS[action].label


def usual_weekly_amount(rep: Rep, action: str, *, today: date) -> float | None:
    """Usual amount a week of an action; None without facts or if there is no such action."""
    projection = load_projection_at_close(rep, today=today, horizon=1)
    if (
        projection is None
        or action not in projection.standpoint.own
        or action not in ACTIONS_BY_NAME
    ):
        return None
    weekly = projection.standpoint.weekly_own(projection.week)
    return float(weekly[0, projection.standpoint.own.index(action)])


def extra_amount_words(more: int, week: int) -> str:
    """An extra amount in words: `one more a working day`, `one more a week`, `3 more a week`."""
    if more == week:
        return "one more a working day"
    return "one more a week" if more == 1 else f"{more} more a week"


def _suggestion(proposal: Proposal, tips: Playbook, week: int) -> Suggestion:
    name = proposal.action.name
    return Suggestion(
        action=name,
        label=action_label(name),
        pillar=proposal.action.pillar,
        more=proposal.more,
        how_much=extra_amount_words(proposal.more, week),
        minutes=proposal.minutes,
        gain=proposal.gain,
        tip=tips.tip(name),
    )


def _combined_gain(standpoint: Standpoint, chosen: Sequence[Proposal], week: int) -> float:
    """Points gained if all of the proposals are done."""
    names = [each.action.name for each in chosen]
    units = np.array([[0] * len(names), [each.more for each in chosen]])
    totals = standpoint.with_more(extra_actions_per_day(standpoint, units, names, week)).totals(
        standpoint.layout
    )
    return float(totals[1, -1] - totals[0, -1])


def _planned(choices: Choices, tips: Playbook) -> int:
    """Minutes of this week taken up by accepted actions."""
    accepted = {
        a: each for a, each in choices.week.items() if each.answer == Choice.Answer.ACCEPTED
    }
    return sum(each.more * tips.minutes.get(action, 0) for action, each in accepted.items())


def _week_plan(rep: Rep, choices: Choices, tips: Playbook, today: date) -> list[WeekPlanAction]:
    if not choices.week:
        return []
    sums = week_sums(rep, monday_of(today), today, list(choices.week))[monday_of(today)]
    return [
        _week_plan_action(action, each, tips, sums[action]) for action, each in choices.week.items()
    ]


def _week_plan_without_progress(choices: Choices, tips: Playbook) -> list[WeekPlanAction]:
    return [_week_plan_action(action, each, tips, None) for action, each in choices.week.items()]


def _week_plan_action(
    action: str, answer: ActionAnswer, tips: Playbook, actual: int | None
) -> WeekPlanAction:
    return WeekPlanAction(
        action=action,
        label=action_label(action),
        more=answer.more,
        target=answer.usual + answer.more,
        actual=actual,
        done=answer.answer == Choice.Answer.DONE,
        tip=tips.tip(action) if action in ACTIONS_BY_NAME else "",
    )


def time_budget_words(minutes: TimeBudget) -> str:
    """The minutes in words: `3 minutes a working day`, `120 minutes a week`."""
    per = "working day" if minutes.per == "day" else "week"
    return f"{count_words(minutes.number, 'minute')} a {per}"
