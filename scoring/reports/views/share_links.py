"""Share links to reports: coaches create, list and withdraw them; anyone with a link opens it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_scopes import scope

from scoring.reports.forms import ReportForm, report_params, subject_value
from scoring.reports.share_links import share_rows, shared_report
from scoring.reports.spec import ReportSpec, SubjectKind
from scoring.reports.views.body import report_body_context
from teams.access.getters import coach_or_404, rep_or_404, share_link_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.models import Rep, ShareLink
from teams.reports.share_links import (
    DAYS,
    MIN_PASSWORD_LENGTH,
    MOST_DAYS,
    TooManyTriesError,
    create_share_link,
    find_open_link,
    is_link_password,
    record_opening,
    share_links_of,
    withdraw_share_link,
)

UNLOCKED_KEY = "shares"  # session key: link id to the time its password was accepted
UNLOCKED_FOR = timedelta(hours=12)
MAX_UNLOCKED = 20


class ShareForm(forms.Form):
    """How long a link is valid, whether it shows names, and its optional password."""

    days = forms.IntegerField(
        min_value=1, max_value=MOST_DAYS, initial=DAYS, label="Opens for so many days"
    )
    names = forms.BooleanField(
        required=False,
        label="With names",
        help_text="Else people are Rep 1, Rep 2 and so on. Who wants none on boards has none here.",
    )
    password = forms.CharField(
        required=False,
        min_length=MIN_PASSWORD_LENGTH,
        max_length=100,
        strip=False,
        label="Password, if it is to have one",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=f"At least {MIN_PASSWORD_LENGTH} characters. "
        "Tell it by another way than the link.",
    )


class PasswordForm(forms.Form):
    """Password of a share link."""

    password = forms.CharField(
        max_length=100,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


@viewer_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share_links(request: ViewerRequest) -> HttpResponse:
    """Lists share links, and creates one for the report in the query string.

    The new link is shown once, in the answer to the form, and cannot be shown again.
    """
    viewer = coach_or_404(request)
    query = _parse_share_query(request.GET, viewer)
    form, new_link = ShareForm(label_suffix=""), ""
    if request.method == "POST":
        form = ShareForm(request.POST, label_suffix="")
        if query and form.is_valid():
            new_link = request.build_absolute_uri(_share(viewer, query, form.cleaned_data))
            form = ShareForm(label_suffix="")
    context = {
        "form": form if query else None,
        "made": new_link,
        "asked": query,
        "address": urlencode(report_params(query.spec), doseq=True) if query else "",
        "lines": share_rows(share_links_of(viewer)),
    }
    status = 422 if request.method == "POST" and not new_link else 200
    return render(request, "scoring/reports/share_links.html", context, status=status)


@viewer_required
@require_POST
def withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraws a share link."""
    viewer = request.viewer
    withdraw_share_link(share_link_or_404(viewer, pk), viewer=viewer)
    return redirect("share_links")


@dataclass(frozen=True)
class ShareQuery:
    """The report in the query string, parsed as on the report page, and its label in the form."""

    spec: ReportSpec
    about: str
    rep: Rep | None  # the subject, if it is a single rep


def _parse_share_query(params: QueryDict, viewer: Viewer) -> ShareQuery | None:
    if not params or not viewer.overseen_reps().exists():
        return None
    form = ReportForm(params, viewer)
    if not form.is_valid():
        return None
    spec = form.spec.for_page()
    if spec.kind == SubjectKind.REP:
        rep = rep_or_404(viewer, spec.pk)
        return ShareQuery(spec, rep.name, rep)
    labels = {value: name for _, choices in form.offered for value, name in choices}
    return ShareQuery(spec, labels[subject_value(spec.kind, spec.pk)], None)


def _share(viewer: Viewer, query: ShareQuery, values: dict[str, Any]) -> str:
    _, key = create_share_link(
        viewer=viewer, asked=query.spec.as_json(), about=query.about, rep=query.rep, **values
    )
    return reverse("shared_report", args=[key])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shared_report_page(request: HttpRequest, key: str) -> HttpResponse:
    """Public page of a shared report, for anyone with the link and its password (if set)."""
    link = find_open_link(key)
    if link is None:
        raise Http404
    with scope(organization=link.organization):
        if link.password and str(link.pk) not in _unlocked(request):
            return _password_page(request, link)
        report = shared_report(link)
        if report is None:
            raise Http404
        if request.method == "GET":
            record_opening(link)
        page = render(
            request, "scoring/reports/shared.html", {"link": link, **report_body_context(report)}
        )
    page["Referrer-Policy"] = "no-referrer"
    return _forbid_indexing(page)


def _password_page(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """Password form; keeps the site's referrer policy, without which it would be refused."""
    form, status = PasswordForm(label_suffix=""), 200
    if request.method == "POST":
        form, status = PasswordForm(request.POST, label_suffix=""), 403
        try:
            if form.is_valid() and is_link_password(link, form.cleaned_data["password"]):
                _unlock(request, link)
                return _forbid_indexing(redirect(request.path))
        except TooManyTriesError:
            return _forbid_indexing(render(request, "429.html", status=429))
    context = {"form": form, "wrong": status == 403}
    return _forbid_indexing(
        render(request, "scoring/reports/shared_locked.html", context, status=status)
    )


def _unlock(request: HttpRequest, link: ShareLink) -> None:
    others = {pk: at for pk, at in _unlocked(request).items() if pk != str(link.pk)}
    latest = dict(list(others.items())[1 - MAX_UNLOCKED :])
    request.session[UNLOCKED_KEY] = latest | {str(link.pk): timezone.now().timestamp()}


def _unlocked(request: HttpRequest) -> dict[str, float]:
    """Share links unlocked in this browser that are still valid: link id to Unix time."""
    since = (timezone.now() - UNLOCKED_FOR).timestamp()
    return {pk: at for pk, at in request.session.get(UNLOCKED_KEY, {}).items() if at > since}


def _forbid_indexing(page: HttpResponse) -> HttpResponse:
    """Keeps search engines from indexing the page."""
    page["X-Robots-Tag"] = "noindex, nofollow"
    return page
