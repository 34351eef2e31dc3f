"""Weekly card page: one minute of input a week; only the rep can open it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.diary import weekly_card
from scoring.diary.views.undo import pop_message, signed_card_undo, store_message
from scoring.scores.today import score_words
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.base.formatting import day_words
from teams.facts.retention import not_kept_message
from teams.facts.weekly_card import Card, Cards, read_card, save_card
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Rep


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def weekly_card_form(request: ViewerRequest, day: date | None = None) -> HttpResponse:
    """The weekly card of a day, today by default."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    today = rep.today()
    day = day or today
    if not LINKEDIN_LAUNCH <= day <= today:
        raise Http404
    not_kept = {} if rep.keeps(day) else {"day": f"{not_kept_message(day, rep.facts_from or day)}."}
    posted = request.method == "POST"
    errors = not_kept or (_save(request, viewer, rep, day) if posted else {})
    if posted and not errors:
        return redirect("weekly_card_day", day)
    saved, undo = ("", "") if errors else pop_message(request)
    page = weekly_card.weekly_card_page(
        rep, day, today=today, typed=request.POST if posted else None
    )
    context = {"week": page, "errors": errors, "saved": saved, "undo": undo}
    status = 422 if posted else 200
    return render(request, "scoring/diary/weekly_card.html", context, status=status)


def _save(request: HttpRequest, viewer: Viewer, rep: Rep, day: date) -> dict[str, str]:
    """Saves the card and stores the message with its undo; returns errors by field."""
    card, levels, errors = weekly_card.parse_card(request.POST)
    if errors:
        return errors
    cards = Cards.of(rep)
    if card == Card() and levels == dict.fromkeys(levels) and not cards.at(day):
        return {"card": "There is nothing on it yet: one number is enough."}
    was = read_card(rep, day, cards)
    changes = save_card(rep=rep, day=day, card=card, levels=levels, by=viewer.user)
    now = read_card(rep, day, Cards.of(rep))
    sentence = f"Card of {day_words(day)} saved. {score_words(rep, rep.today())}"
    store_message(request, sentence, signed_card_undo(rep, day, was, now, changes))
    return {}
