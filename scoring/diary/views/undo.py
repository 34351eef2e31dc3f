"""Message after a save, and its undo: a signed form that carries the previous values.

Nothing is stored on the server. The save can be undone within a day; values that were changed again
since then are left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from scoring.scores.today import score_words
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.facts.manual_entry import ManualChange
from teams.facts.retention import NotKeptError
from teams.facts.undo import ClaimChange, steps, undo_save
from teams.facts.weekly_card import Card, undo_card
from teams.models import Rep, User

UNDO_WINDOW: Final = timedelta(days=1)
# URL names in forms signed before these pages were renamed.
RENAMED_PAGES: Final = {"fortnight": "last_two_weeks", "leave": "days_off"}
SESSION_KEY: Final = "saved"  # session key, from the save until the page it redirects to
TOO_LATE_MESSAGE = "Nothing was undone: it is too long ago, or was changed since."


def signed_undo(rep: Rep, changes: Sequence[ManualChange], back: str) -> str:
    """Signed undo of changed days, for the form; empty where nothing has changed."""
    claim_changes = steps(changes)
    return (
        _signed(rep, {"back": back, "steps": _changes_as_json(claim_changes)})
        if claim_changes
        else ""
    )


def signed_card_undo(
    rep: Rep, day: date, was: Card, now: Card, changes: Sequence[ManualChange]
) -> str:
    """Signed undo of a weekly card; empty where nothing has changed."""
    claims = steps(changes)
    if was == now and not claims:
        return ""
    cards = {"day": day.isoformat(), "was": _card_as_json(was), "now": _card_as_json(now)}
    return _signed(rep, {"back": "weekly_card", "steps": _changes_as_json(claims), "card": cards})


def store_message(request: HttpRequest, message: str, undo: str = "") -> None:
    """Keeps the message and its undo in the session for the next page."""
    request.session[SESSION_KEY] = [message, undo]


def pop_message(request: HttpRequest) -> tuple[str, str]:
    """Pops the message of the last save and its undo; both empty if there is none."""
    message, undo = (
        request.session.pop(SESSION_KEY, ("", "")) if SESSION_KEY in request.session else ("", "")
    )
    return message, undo


@viewer_required
@require_POST
def undo(request: ViewerRequest) -> HttpResponse:
    """Undoes a save, then redirects to the page it was made on."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    try:
        payload = signing.loads(request.POST.get("undo", ""), salt=_salt(rep), max_age=UNDO_WINDOW)
        done = _undo_changes(rep, payload, viewer.user)
    except (signing.BadSignature, NotKeptError):
        payload, done = {}, False
    store_message(request, f"Undone. {score_words(rep, rep.today())}" if done else TOO_LATE_MESSAGE)
    return _redirect_back(payload)


def _undo_changes(rep: Rep, payload: Mapping[str, Any], by: User) -> bool:
    claims = [ClaimChange(date.fromisoformat(day), was, now) for day, was, now in payload["steps"]]
    if "card" not in payload:
        return bool(undo_save(rep=rep, steps=claims, by=by))
    card = payload["card"]
    was, now = _card_from_json(card["was"]), _card_from_json(card["now"])
    day = date.fromisoformat(card["day"])
    return undo_card(rep=rep, day=day, was=was, now=now, steps=claims, by=by)


def _redirect_back(payload: Mapping[str, Any]) -> HttpResponse:
    if "card" in payload:
        return redirect("weekly_card_day", date.fromisoformat(payload["card"]["day"]))
    if payload.get("back") == "log_day":
        return redirect("log_day", date.fromisoformat(payload["steps"][0][0]))
    back = payload.get("back", "log")
    return redirect(RENAMED_PAGES.get(back, back))


def _salt(rep: Rep) -> str:
    return f"undo of rep {rep.pk}"


def _signed(rep: Rep, payload: Mapping[str, Any]) -> str:
    return signing.dumps(payload, salt=_salt(rep), compress=True)


def _changes_as_json(changes: Sequence[ClaimChange]) -> list[Any]:
    return [[change.day.isoformat(), change.was, change.now] for change in changes]


def _card_as_json(card: Card) -> dict[str, Any]:
    items = None if card.checklist is None else sorted(card.checklist)
    return asdict(card) | {"checklist": items}


def _card_from_json(values: Mapping[str, Any]) -> Card:
    items = values["checklist"]
    return Card(**{**values, "checklist": None if items is None else frozenset(items)})
