"""Reps' answers to suggested actions; accepted ones form the plan of the week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from teams.models import Choice, Rep, User


@dataclass(frozen=True)
class ActionAnswer:
    """An answer to a suggested action, stored or to be stored."""

    answer: Choice.Answer
    more: int = 0  # units a week on top of the usual
    usual: float = 0.0  # units a week when accepted
    until: date | None = None  # postponed until then


DatedAnswer = tuple[str, date, ActionAnswer]  # action, Monday of its week, answer


def monday_of(day: date) -> date:
    """Returns the Monday of the week."""
    return day - timedelta(days=day.weekday())


@transaction.atomic
def answer_action(
    *, rep: Rep, action: str, week: date, answered: ActionAnswer | None, by: User
) -> ActionAnswer | None:
    """Stores the answer of a week and returns the one it replaces; None deletes it.

    Any answer also deletes "not for me" given in another week.
    """
    rep.lock()
    if rep.erased_on:
        return None
    choices = Choice.objects.of(rep).filter(action=action)
    previous = _answer_of_choice(choices.in_week(week).first())
    choices.exclude(week=week).filter(answer=Choice.Answer.NOT_FOR_ME).delete()
    if answered is None:
        choices.in_week(week).delete()
        return previous
    fields = {
        "answer": answered.answer,
        "more": answered.more,
        "usual": answered.usual,
        "until": answered.until,
        "by": by,
    }
    Choice.objects.update_or_create(
        organization_id=rep.organization_id, rep=rep, week=week, action=action, defaults=fields
    )
    return previous


def _answer_of_choice(choice: Choice | None) -> ActionAnswer | None:
    if choice is None:
        return None
    kind = Choice.Answer(choice.answer)
    return ActionAnswer(kind, choice.more, choice.usual, choice.until)


@dataclass(frozen=True)
class Choices:
    """A rep's answers in force on a day, by action."""

    week: dict[str, ActionAnswer]  # accepted or done this week
    later: dict[str, date]  # postponed until the date
    not_for_me: frozenset[str]

    @property
    def left_out(self) -> frozenset[str]:
        """Actions that must not be suggested."""
        return frozenset({*self.week, *self.later, *self.not_for_me})


def choices_on(rep: Rep, today: date) -> Choices:
    """Returns the rep's answers in force today; one query."""
    return choices_of([rep.pk], today)[rep.pk]


def choices_of(reps: Sequence[int], today: date) -> dict[int, Choices]:
    """Returns the answers in force today of several reps, by rep id; one query."""
    choices = Choice.objects.filter(rep__in=reps).counting_on(monday_of(today), today)
    answers: dict[int, list[DatedAnswer]] = {rep: [] for rep in reps}
    for each in choices:
        answer = _answer_of_choice(each)
        if answer:
            answers[each.rep_id].append((each.action, each.week, answer))
    return {rep: _choices(rows, today) for rep, rows in answers.items()}


def _choices(answers: Sequence[DatedAnswer], today: date) -> Choices:
    this_week = (Choice.Answer.ACCEPTED, Choice.Answer.DONE)
    monday = monday_of(today)
    return Choices(
        week={a: each for a, week, each in answers if week == monday and each.answer in this_week},
        later={a: each.until for a, _, each in answers if each.until and each.until > today},
        not_for_me=frozenset(
            a for a, _, each in answers if each.answer == Choice.Answer.NOT_FOR_ME
        ),
    )
