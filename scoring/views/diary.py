"""Logging a day: the rep's own, and nobody else's."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring import diary
from teams.access import Viewer, for_viewers, own_rep_or_404
from teams.entries import log_day
from teams.importers.table import OPENED
from teams.models import DailyLog, Rep
from teams.retention import not_kept
from teams.sources import Value


@for_viewers
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, day: date | None = None) -> HttpResponse:
    """A day's inputs; saving answers with the new score."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    rep = own_rep_or_404(viewer)
    today = rep.today()
    day = day or today
    if not OPENED <= day <= today:
        raise Http404
    errors = {} if rep.keeps(day) else {"day": f"{not_kept(day, rep.facts_from or day)}."}
    saved = ""
    if request.method == "POST" and not errors:
        values, errors = _read(request, rep, day)
        if not errors:
            log_day(rep=rep, day=day, values=values, by=viewer.user)
            clock = rep.now().strftime("%H:%M")
            saved = f"Saved {clock}. {diary.score_words(rep, today)}"
            if not request.htmx:  # type: ignore[attr-defined]
                messages.success(request, saved)
                return redirect("log_day", day)
    page = diary.day_page(rep, day, today=today)
    context = {"log": page, "errors": list(errors.values()), "saved": saved}
    status = 422 if errors and request.method == "POST" else 200
    return render(request, "scoring/log.html", context, status=status)


def _read(request: HttpRequest, rep: Rep, day: date) -> tuple[dict[str, Value], dict[str, str]]:
    """What is to be said of the day: a button's word for all of it, or what the fields say."""
    whole_day = request.POST.get("all")
    values, errors = diary.read(request.POST)
    if whole_day == "off":
        is_off = DailyLog.objects.of(rep).filter(day=day, off=True).exists()
        return values | {"off": None if is_off else True}, errors
    if whole_day == "nothing":
        unknown = [name for name in diary.ASKED if values.get(name) is None]
        return values | dict.fromkeys(unknown, 0), errors
    return values, errors
