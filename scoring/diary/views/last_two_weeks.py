"""Backfill page: the last 14 days of a rep's log in one grid."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.diary import last_two_weeks
from scoring.diary.views.undo import pop_message, signed_undo, store_message
from scoring.scores.today import score_words
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.base.formatting import count_words
from teams.facts.manual_entry import log_days


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def last_two_weeks_page(request: ViewerRequest) -> HttpResponse:
    """Shows and saves fourteen days at once; if one value is invalid, nothing is saved."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    today = rep.today()
    errors: list[str] = []
    if request.method == "POST":
        changes, errors = last_two_weeks.parse_grid(
            request.POST, last_two_weeks.editable_days(rep, today)
        )
        if not errors:
            logged = log_days(rep=rep, days=changes, by=viewer.user)
            undo = signed_undo(rep, logged, "last_two_weeks")
            days = count_words(sum(bool(each.now) for each in logged), "day")
            saved = f"Saved: {days} changed. {score_words(rep, today)}"
            store_message(request, saved if undo else "Nothing has changed.", undo)
            return redirect("last_two_weeks")
    saved, undo = ("", "") if errors else pop_message(request)
    grid = last_two_weeks.grid(rep, today, request.POST if errors else None)
    context = {"grid": grid, "errors": errors, "saved": saved, "undo": undo}
    return render(
        request, "scoring/diary/last_two_weeks.html", context, status=422 if errors else 200
    )
