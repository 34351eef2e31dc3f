"""What programs ask that watch over this one: does it answer, is it ready, does the work get done.

They come by any address, without TLS and without a cookie, every few seconds. So they are answered
before anybody asks for the host's name, the scheme or a session, and told nothing about anybody.
"""

from collections.abc import Callable
from functools import cache

from django.db import Error as DatabaseFault
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.health import health, metrics
from scoring.wording import counted, span

TEXT = "text/plain; charset=utf-8"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

View = Callable[[HttpRequest], HttpResponse]


def _said(sentence: str, *, well: bool = True) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", content_type=TEXT, status=200 if well else 503)


def alive() -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _said("Here.")


def ready() -> HttpResponse:
    """The database answers and is as new as this code."""
    missing = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        return _said(f"The database lacks {counted(len(missing), 'migration')}.", well=False)
    return _said("Ready.")


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those that this code needs; its files don't change while it runs."""
    return frozenset(MigrationLoader(None).graph.nodes)


def jobs() -> HttpResponse:
    """Somebody asks what is due, and no day has been waiting for too long."""
    found = health()
    if found.complaints:
        return _said("\n".join(found.complaints), well=False)
    waiting = f"the oldest day has been waiting for {span(found.waiting)}" if found.waiting else ""
    return _said(f"The daily work gets done; {waiting or 'no day is waiting'}.")


def gauges() -> HttpResponse:
    """The same in figures, for Prometheus."""
    return HttpResponse(metrics(health()), content_type=PROMETHEUS)


def _view(probe: Callable[[], HttpResponse]) -> View:
    """The probe as a view; where it finds no database, the answer is that there is none."""

    def view(_: HttpRequest) -> HttpResponse:
        try:
            return probe()
        except DatabaseFault:
            return _said("The database does not answer, or was never migrated.", well=False)

    guarded: View = never_cache(require_safe(view))
    return guarded


PROBES: dict[str, View] = {
    "healthz": _view(alive),
    "readyz": _view(ready),
    "healthz/jobs": _view(jobs),
    "metrics": _view(gauges),
}
urlpatterns = [path(route, view) for route, view in PROBES.items()]


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answers probes itself; everything behind it may ask for a host, a session and a viewer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info.removeprefix("/"))
        return probe(request) if probe else get_response(request)

    return middleware
