"""Suggested next actions of a rep: visible to those who may open the page, answered by the rep."""

from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from scoring.core.actions import ACTIONS_BY_NAME
from scoring.diary.views.undo import TOO_LATE_MESSAGE, UNDO_WINDOW, pop_message, store_message
from scoring.guide.next_actions import (
    POSTPONED_FOR,
    TimeBudget,
    answer_label,
    next_actions_page,
    time_budget_words,
    usual_weekly_amount,
)
from scoring.guide.one_offs import one_off_label
from teams.access.getters import daily_log_rep_or_404, rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.visits import record_visit
from teams.models import Choice, Rep, User
from teams.planning.action_choices import ActionAnswer, answer_action, monday_of

MAX_EXTRA_UNITS: Final = 500  # a week; more is a typing error
SALT: Final = "answer of rep {}"
ANSWER_MESSAGES: Final = {
    Choice.Answer.ACCEPTED: "{} is in this week’s plan.",
    Choice.Answer.DONE: "{}: done.",
    Choice.Answer.LATER: "{} comes back in a week.",
    Choice.Answer.NOT_FOR_ME: "{} is not proposed any more.",
}


class MinutesForm(forms.Form):
    """Minutes available per working day or per week."""

    minutes = forms.IntegerField(
        min_value=1,
        max_value=2400,
        label="Minutes I have",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "Minutes are a whole number from 1 to 2,400.",
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    per = forms.ChoiceField(
        label="Each", choices=[("day", "working day"), ("week", "week")], required=False
    )

    @property
    def budget(self) -> TimeBudget:
        """The minutes entered; the default when the form is invalid."""
        if not self.is_valid():
            return TimeBudget()
        values = self.cleaned_data
        return TimeBudget(values["minutes"], values["per"] or "day")


@viewer_required
@require_safe
def next_actions(request: ViewerRequest, pk: int) -> HttpResponse:
    """Suggestions that fit the minutes available, and this week's plan."""
    viewer = request.viewer
    rep = rep_or_404(viewer, pk)
    record_visit(viewer, rep)
    own = viewer.is_self(rep)
    start = {"minutes": TimeBudget.number, "per": TimeBudget.per}
    form = MinutesForm({**start, **request.GET.dict()}, label_suffix="")
    page = next_actions_page(rep, minutes=form.budget, today=rep.today(), own=own)
    saved, undo = pop_message(request) if own else ("", "")
    context = {
        "rep": rep,
        "own": own,
        "form": form,
        "page": page,
        "minutes_words": time_budget_words(form.budget),
        "outcome": {"saved": saved, "undo": undo},
    }
    return render(
        request, "scoring/guide/next_actions.html", context, status=422 if form.errors else 200
    )


@viewer_required
@require_POST
def next_action_answer(request: ViewerRequest, pk: int) -> HttpResponse:
    """Saves an answer to a suggestion (accepted, done, later, not for me), or undoes one.

    `again` clears the answer, so that the action is suggested again.
    """
    viewer = request.viewer
    rep = daily_log_rep_or_404(viewer, pk)
    if "undo" in request.POST:
        _undo(request, rep, viewer.user)
    else:
        _save_answer(request, rep, viewer.user)
    return redirect(f"{reverse('next_actions', args=[rep.pk])}{_minutes(request)}")


def _minutes(request: HttpRequest) -> str:
    form = MinutesForm(request.GET)
    return f"?minutes={form.budget.number}&per={form.budget.per}" if form.is_valid() else ""


def _save_answer(request: HttpRequest, rep: Rep, by: User) -> None:
    action, answer = request.POST.get("action", ""), request.POST.get("answer", "")
    if not _is_proposed(action) or answer not in ("again", *Choice.Answer.values):
        messages.error(request, "Nothing was changed: that is not proposed here.")
        return
    today = rep.today()
    week = monday_of(today)
    answered = (
        None if answer == "again" else _parse_answer(request, rep, action, Choice.Answer(answer))
    )
    was = answer_action(rep=rep, action=action, week=week, answered=answered, by=by)
    message = ANSWER_MESSAGES[answered.answer] if answered else "{} is proposed again."
    store_message(request, message.format(answer_label(action)), _sign_undo(rep, action, week, was))


def _is_proposed(action: str) -> bool:
    return action in ACTIONS_BY_NAME or bool(one_off_label(action))


def _parse_answer(request: HttpRequest, rep: Rep, action: str, kind: Choice.Answer) -> ActionAnswer:
    today = rep.today()
    if kind == Choice.Answer.LATER:
        return ActionAnswer(kind, until=today + POSTPONED_FOR)
    if kind == Choice.Answer.NOT_FOR_ME:
        return ActionAnswer(kind)
    text = request.POST.get("more", "")
    more = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
    usual = usual_weekly_amount(rep, action, today=today)
    return ActionAnswer(kind, min(max(more, 1), MAX_EXTRA_UNITS), round(usual or 0, 2))


def _undo(request: HttpRequest, rep: Rep, by: User) -> None:
    try:
        payload = signing.loads(request.POST["undo"], salt=SALT.format(rep.pk), max_age=UNDO_WINDOW)
    except signing.BadSignature:
        messages.error(request, TOO_LATE_MESSAGE)
        return
    week, was = date.fromisoformat(payload["week"]), _answer_from_json(payload["was"])
    answer_action(rep=rep, action=payload["action"], week=week, answered=was, by=by)
    store_message(request, "Undone.")


def _sign_undo(rep: Rep, action: str, week: date, was: ActionAnswer | None) -> str:
    values = asdict(was) | {"until": was.until and was.until.isoformat()} if was else None
    payload = {"action": action, "week": week.isoformat(), "was": values}
    return signing.dumps(payload, salt=SALT.format(rep.pk), compress=True)


def _answer_from_json(values: dict[str, Any] | None) -> ActionAnswer | None:
    if values is None:
        return None
    until = date.fromisoformat(values["until"]) if values["until"] else None
    return ActionAnswer(Choice.Answer(values["answer"]), values["more"], values["usual"], until)
