"""LinkedIn scores of a rep: paste or type, check, save; list and withdraw earlier ones."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.readings import history
from scoring.readings.forms import ManualReadingForm, PasteForm, ReadingForm
from scoring.readings.requests import reading_request_notice
from scoring.scores.today import score_words
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.base.formatting import day_words, one_decimal
from teams.facts.readings import READING_FIELDS, Reading, save_readings, withdraw_reading
from teams.facts.retention import NotKeptError
from teams.importers.ssi_page import SsiPage
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import OfficialReading, Rep
from teams.web.query_params import choice_param, option_links

ENTRY_FORMS: dict[str, tuple[str, type[ReadingForm]]] = {
    "paste": ("Paste it", PasteForm),
    "type": ("Type it", ManualReadingForm),
}
PERIODS = {"365": "Year", "90": "90 days", "all": "All"}
WITHDRAWN_KEY = "withdrawn"  # session key of the reading that can be restored
RESTORE_WINDOW = timedelta(hours=1)


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: ViewerRequest) -> HttpResponse:
    """Paste or type a LinkedIn score, preview it, save it; nothing is stored before the preview."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    today = rep.today()
    method = choice_param(request.GET, "way", tuple(ENTRY_FORMS))
    form = ENTRY_FORMS[method][1](
        request.POST or None, rep=rep, today=today, initial={"day": today}
    )
    page = form.page if form.is_valid() and "edit" not in request.POST else None
    if page and "save" in request.POST:
        _save(request, rep, form.cleaned_data["day"], page, form.how)
        return redirect("rep", rep.pk)
    context = {
        "form": form,
        "method": method,
        "methods": option_links(
            request.path, {}, "way", [(key, ENTRY_FORMS[key][0]) for key in ENTRY_FORMS], method
        ),
        "today": today,
        "request_notice": reading_request_notice(rep),
        **_preview_context(rep, form, page),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "scoring/readings/reading.html", context, status=status)


def _preview_context(rep: Rep, form: ReadingForm, page: SsiPage | None) -> dict[str, Any]:
    """Template context: the parsed score and the one stored for that day, else the latest one."""
    readings: Any = OfficialReading.objects.of(rep)
    if page is None:
        return {"page": None, "latest": readings.last()}
    return {"page": page, "replaced": readings.filter(day=form.cleaned_data["day"]).first()}


def _save(
    request: ViewerRequest, rep: Rep, day: date, page: SsiPage, how: OfficialReading.How
) -> None:
    viewer = request.viewer
    values = {name: getattr(page, name) for name in READING_FIELDS}
    changed = save_readings(
        organization=viewer.organization,
        readings=[Reading(rep_id=rep.pk, day=day, **values)],
        how=how,
        by=viewer.user,
    )
    rep.refresh_from_db(fields=["changed_from", "changes"])
    message = "Reading saved." if changed else "This reading was there already."
    messages.success(request, f"{message} {score_words(rep, rep.today())}")


@viewer_required
@require_safe
def reading_history(request: ViewerRequest) -> HttpResponse:
    """The rep's LinkedIn scores, newest first, each next to the estimate just before it."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    today = rep.today()
    period = choice_param(request.GET, "period", tuple(PERIODS))
    first = LINKEDIN_LAUNCH if period == "all" else today - timedelta(days=int(period))
    loaded = history.load_reading_history(rep, first=first, today=today, viewer=viewer.user)
    latest = loaded.entries[0].reading.day if loaded else _latest_day(rep)
    context = {
        "history": loaded,
        "latest": latest,
        "nudge": history.nudge(latest, today) if latest else "",
        "periods": option_links(request.path, {}, "period", list(PERIODS.items()), period),
        "today": today,
        "undo": request.session.pop(WITHDRAWN_KEY, None),
    }
    return render(request, "scoring/readings/history.html", context)


def _latest_day(rep: Rep) -> date | None:
    latest = OfficialReading.objects.of(rep).last()
    return latest.day if latest else None


@viewer_required
@require_POST
def withdraw(request: ViewerRequest, day: date) -> HttpResponse:
    """Withdraws one of the rep's LinkedIn scores; the next page offers to restore it."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    withdrawn = get_object_or_404(OfficialReading.objects.of(rep), day=day)
    values = {name: getattr(withdrawn, name) for name in READING_FIELDS}
    try:
        withdraw_reading(withdrawn, by=viewer.user)
    except NotKeptError as error:
        messages.error(request, str(error))
    else:
        payload = {"day": day.isoformat(), "how": withdrawn.how, "said": values}
        request.session[WITHDRAWN_KEY] = {
            "said": signing.dumps(payload, salt=_salt(rep)),
            "words": f"{one_decimal(withdrawn.total)} of {day_words(day)} withdrawn; "
            "the audit log keeps it.",
        }
    return redirect("reading_history")


@viewer_required
@require_POST
def restore(request: ViewerRequest) -> HttpResponse:
    """Restores the reading just withdrawn, as it was entered."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    try:
        payload = signing.loads(
            request.POST.get("said", ""), salt=_salt(rep), max_age=RESTORE_WINDOW
        )
        _restore_reading(viewer, rep, payload)
    except (signing.BadSignature, NotKeptError):
        messages.error(request, "It can’t be put back any more; enter it again.")
    return redirect("reading_history")


def _restore_reading(viewer: Viewer, rep: Rep, payload: dict[str, Any]) -> None:
    day = date.fromisoformat(payload["day"])
    save_readings(
        organization=viewer.organization,
        readings=[Reading(rep_id=rep.pk, day=day, **payload["said"])],
        how=OfficialReading.How(payload["how"]),
        by=viewer.user,
    )


def _salt(rep: Rep) -> str:
    return f"a reading of rep {rep.pk}"
