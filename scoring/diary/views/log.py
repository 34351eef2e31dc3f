"""Daily log page: a rep records a day; only the rep can open it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.diary import number_fields
from scoring.diary.log import MAIN_INPUTS, day_page
from scoring.diary.views.undo import pop_message, signed_undo, store_message
from scoring.readings.requests import reading_request_notice
from scoring.scores.today import score_words
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.base.sources import Value
from teams.facts.manual_entry import log_days
from teams.facts.retention import not_kept_message
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import DailyLog, Rep


@dataclass(frozen=True)
class _SaveResult:
    """Result of a save: message, signed undo and the saved values, or errors by field."""

    saved: str = ""
    undo: str = ""
    sent: Mapping[str, Value] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: ViewerRequest, day: date | None = None) -> HttpResponse:
    """Form for one day's inputs; saving answers with the new score."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    today = rep.today()
    day = day or today
    if not LINKEDIN_LAUNCH <= day <= today:
        raise Http404
    is_post = request.method == "POST"
    result = _save(request, viewer, rep, day) if is_post else _result_to_show(request, rep, day)
    if is_post and not result.errors and not request.htmx:
        store_message(request, result.saved, result.undo)
        return redirect("log_day", day)
    page = day_page(
        rep,
        day,
        today=today,
        copy_from=_parse_day(request.GET.get("like", "")),
        sent=result.sent,
        typed=request.POST if result.errors else {},
    )
    status = 422 if is_post and result.errors else 200
    context = {
        "log": page,
        "outcome": result,
        "request_notice": "" if is_post else reading_request_notice(rep),
    }
    return render(request, "scoring/diary/log.html", context, status=status)


def _result_to_show(request: HttpRequest, rep: Rep, day: date) -> _SaveResult:
    """Message left by the save that redirected here, or why this day can't be edited."""
    if not rep.keeps(day):
        return _SaveResult(errors={"day": f"{not_kept_message(day, rep.facts_from or day)}."})
    return _SaveResult(*pop_message(request))


def _save(request: HttpRequest, viewer: Viewer, rep: Rep, day: date) -> _SaveResult:
    if not rep.keeps(day):
        return _result_to_show(request, rep, day)
    values, errors = _parse_log(request.POST, rep, day)
    if errors:
        return _SaveResult(errors=errors)
    changes = log_days(rep=rep, days={day: values}, by=viewer.user)
    saved = f"Saved {rep.now():%H:%M}. {score_words(rep, rep.today())}"
    return _SaveResult(saved, signed_undo(rep, changes, "log_day"), values)


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _parse_log(
    form: Mapping[str, str], rep: Rep, day: date
) -> tuple[dict[str, Value], dict[str, str]]:
    """Parses the form; an "all" button marks the whole day off or fills unknown inputs with zero.

    Returns the values and the errors, each by field.
    """
    whole_day = form.get("all")
    values, errors = number_fields.parse_inputs(form)
    if whole_day not in ("off", "nothing"):
        return values, errors
    log = DailyLog.objects.of(rep).filter(day=day).first()
    if whole_day == "off":
        return values | {"off": None if log and log.off else True}, errors
    known = (log.known() if log else {}) | values
    unknown = [name for name in MAIN_INPUTS if known.get(name) is None]
    return values | dict.fromkeys(unknown, 0), errors
