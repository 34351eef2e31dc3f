"""Next best actions: what to do once, then what fits a rep's minutes each week.

It starts from the last close, or from today's reading. Gains are points of the total in 30 days,
compared with the present pace; those of a list add up.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from scoring.core.actions import ACTIONS_BY_NAME, GAIN_HORIZON_DAYS, Proposal
from scoring.core.do_more import own_actions, usual_actions
from scoring.core.forecast import Forecast, display_threshold, next_milestone
from scoring.core.signals import GOOD
from scoring.guide.advice import Advice, advise, fit_minutes
from scoring.guide.forecast import no_forecast_reason
from scoring.guide.forecast_words import headline
from scoring.guide.load_course import Outlook, load_outlook
from scoring.guide.one_offs import OneOffAction, load_missing_items, one_off_label
from scoring.guide.pillar_averages import pillar_averages
from scoring.guide.playbook import Playbook, action_label, playbook
from scoring.guide.weekly_totals import week_sums
from teams.base.formatting import count_words, day_words, one_decimal, rounded_parts, whole
from teams.models import Choice, Rep
from teams.planning.action_choices import ActionAnswer, Choices, choices_on, monday_of

ONCE_SHOWN = 2  # one-off actions; the others are behind a button
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
    def title(self) -> str:
        """What to do, in one line."""
        return f"{self.label}, {self.how_much}"

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
    half_range: float  # of today's likely range, 0 on the day of a reading
    weekly: int
    planned: int
    pace: str  # where it goes at the present pace; empty if we can't look ahead
    missing: str  # why we can't look ahead; empty if we can
    once: tuple[OneOffAction, ...]
    suggestions: tuple[Suggestion, ...]
    others: tuple[Suggestion, ...]
    together: float  # points in 30 days from all suggestions
    week: tuple[WeekPlanAction, ...]
    later: tuple[tuple[str, str, str], ...]  # action, label, until
    not_for_me: tuple[tuple[str, str], ...]

    @property
    def once_shown(self) -> tuple[OneOffAction, ...]:
        """The one-off actions that are shown at once."""
        return self.once[:ONCE_SHOWN]

    @property
    def once_later(self) -> tuple[OneOffAction, ...]:
        """The one-off actions behind a button."""
        return self.once[ONCE_SHOWN:]

    @property
    def first(self) -> OneOffAction | Suggestion | None:
        """The first thing to do: a one-off action, else a weekly one."""
        if self.once:
            return self.once[0]
        return self.suggestions[0] if self.suggestions else None

    @property
    def milestone_sentence(self) -> str:
        """The next milestone, and what the suggestions add."""
        return milestone_words(self.total, self.together if self.suggestions else None)


def milestone_words(total: float, gain: float | None) -> str:
    """`2.4 points to 60.`, or a sentence on staying at 70, and what the week's actions add."""
    mark = next_milestone(total)
    adds = ""
    if gain:
        adds = f" Every week’s actions add about {one_decimal(gain)} in {GAIN_HORIZON_DAYS} days."
    if mark is None:
        return f"{GOOD} reached: now it is about staying there.{adds}"
    left = max(display_threshold(mark) - total, 0.1)
    return f"{one_decimal(left)} points to {mark}.{adds}"


def next_actions_page(
    rep: Rep, *, minutes: TimeBudget, today: date, own: bool
) -> NextActionsPage | None:
    """The page of next best actions; None before the first fact.

    How much was done this week is left out unless the viewer is the rep (`own`).
    """
    return next_actions_from(
        rep, load_outlook(rep, today=today), minutes=minutes, today=today, own=own
    )


def next_actions_from(
    rep: Rep, outlook: Outlook | None, *, minutes: TimeBudget, today: date, own: bool
) -> NextActionsPage | None:
    """The page of a rep whose outlook is loaded; None before the first fact."""
    if outlook is None:
        return None
    tips, choices = playbook(rep.organization), choices_on(rep, today)
    advice = advise(
        outlook,
        missing_items=load_missing_items([rep.pk]).get(rep.pk),
        averages=pillar_averages(rep.organization, today - timedelta(days=1)),
        tips=tips,
        choices=choices,
    )
    return _page(outlook, advice, minutes, tips, choices, _week(rep, choices, tips, today, own))


def _page(
    outlook: Outlook,
    advice: Advice,
    minutes: TimeBudget,
    tips: Playbook,
    choices: Choices,
    week: tuple[WeekPlanAction, ...],
) -> NextActionsPage:
    planned, weekly = _planned(choices, tips), minutes.weekly(outlook.working_days)
    missing = no_forecast_reason(outlook)
    chosen = fit_minutes(outlook, advice.weekly, max(weekly - planned, 0))
    named = {each.action.name for each in chosen}
    rest = [each for each in advice.weekly if each.action.name not in named]
    together = sum(each.gain for each in chosen)
    shown = rounded_parts([each.gain for each in chosen], together)
    return NextActionsPage(
        total=outlook.total,
        half_range=outlook.half_range,
        weekly=weekly,
        planned=planned,
        pace="" if missing else headline(Forecast.of(outlook.course, outlook.scores.ordinal)),
        missing=missing,
        once=advice.once,
        suggestions=tuple(
            suggestion(each, tips, outlook.working_days, gain)
            for each, gain in zip(chosen, shown, strict=True)
        ),
        others=tuple(suggestion(each, tips, outlook.working_days, each.gain) for each in rest),
        together=together,
        week=week,
        later=tuple((a, answer_label(a), day_words(until)) for a, until in choices.later.items()),
        not_for_me=tuple((a, answer_label(a)) for a in sorted(choices.not_for_me)),
    )


def answer_label(action: str) -> str:
    """Display name of a weekly or one-off action."""
    return one_off_label(action) or action_label(action)


def usual_weekly_amount(rep: Rep, action: str, *, today: date) -> float | None:
    """Usual amount a week of an action; None without facts or if there is no such action."""
    outlook = load_outlook(rep, today=today)
    if outlook is None or action not in ACTIONS_BY_NAME:
        return None
    own = own_actions(outlook.course.layout)
    return float(usual_actions(outlook.course)[0, own.index(action)]) if action in own else None


def extra_amount_words(more: int, week: int) -> str:
    """An extra amount in words: `one more a working day`, `one more a week`, `3 more a week`."""
    if more == week:
        return "one more a working day"
    return "one more a week" if more == 1 else f"{more} more a week"


def suggestion(proposal: Proposal, tips: Playbook, week: int, gain: float) -> Suggestion:
    """A proposal in words, in a week of so many working days, with the gain to be shown."""
    name = proposal.action.name
    return Suggestion(
        action=name,
        label=action_label(name),
        pillar=proposal.action.pillar,
        more=proposal.more,
        how_much=extra_amount_words(proposal.more, week),
        minutes=proposal.minutes,
        gain=gain,
        tip=tips.tip(name),
    )


def _planned(choices: Choices, tips: Playbook) -> int:
    """Minutes of this week taken up by accepted actions."""
    accepted = {
        a: each for a, each in choices.week.items() if each.answer == Choice.Answer.ACCEPTED
    }
    return sum(each.more * tips.minutes.get(action, 0) for action, each in accepted.items())


def _week(
    rep: Rep, choices: Choices, tips: Playbook, today: date, own: bool
) -> tuple[WeekPlanAction, ...]:
    """The weekly actions that were accepted; what was done of them only for the rep."""
    accepted = {name: each for name, each in choices.week.items() if name in ACTIONS_BY_NAME}
    if not accepted:
        return ()
    monday = monday_of(today)
    done = week_sums(rep, monday, today, list(accepted))[monday] if own else {}
    return tuple(
        _week_plan_action(name, each, tips, done.get(name)) for name, each in accepted.items()
    )


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
        tip=tips.tip(action),
    )


def time_budget_words(minutes: TimeBudget) -> str:
    """The minutes in words: `3 minutes a working day`, `120 minutes a week`."""
    per = "working day" if minutes.per == "day" else "week"
    return f"{count_words(minutes.number, 'minute')} a {per}"
