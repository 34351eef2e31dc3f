"""Health checks and metrics for monitoring: liveness, readiness, state of the daily job.

Probes call every few seconds, from any host, without TLS or cookies. They are therefore answered
before host, HTTPS and session checks, and reveal nothing about people.
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

from scoring.jobs.health import load_health, render_metrics
from teams.base.formatting import count_words, duration_words

TEXT_TYPE = "text/plain; charset=utf-8"
PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

View = Callable[[HttpRequest], HttpResponse]


def _probe_response(sentence: str, *, is_healthy: bool = True) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", content_type=TEXT_TYPE, status=200 if is_healthy else 503)


def check_liveness() -> HttpResponse:
    """Liveness: the process answers; checks nothing else."""
    return _probe_response("Here.")


def check_readiness() -> HttpResponse:
    """Readiness: the database answers and has all migrations of this code."""
    missing = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        return _probe_response(
            f"The database lacks {count_words(len(missing), 'migration')}.", is_healthy=False
        )
    return _probe_response("Ready.")


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Returns the migrations this code needs; cached, as its files don't change while it runs."""
    return frozenset(MigrationLoader(None).graph.nodes)


def check_jobs() -> HttpResponse:
    """Health of the daily job: the scheduler is running and no day has been due for too long."""
    health = load_health()
    if health.complaints:
        return _probe_response("\n".join(health.complaints), is_healthy=False)
    pending = (
        f"the oldest day has been waiting for {duration_words(health.waiting)}"
        if health.waiting
        else ""
    )
    return _probe_response(f"The daily work gets done; {pending or 'no day is waiting'}.")


def gauges() -> HttpResponse:
    """Health figures in Prometheus text format."""
    return HttpResponse(render_metrics(load_health()), content_type=PROMETHEUS_TYPE)


def _probe_view(probe: Callable[[], HttpResponse]) -> View:
    """Wraps a probe as a view that answers 503 when the database is unavailable."""

    def view(_: HttpRequest) -> HttpResponse:
        try:
            return probe()
        except DatabaseFault:
            return _probe_response(
                "The database does not answer, or was never migrated.", is_healthy=False
            )

    decorated: View = never_cache(require_safe(view))
    return decorated


PROBES: dict[str, View] = {
    "healthz": _probe_view(check_liveness),
    "readyz": _probe_view(check_readiness),
    "healthz/jobs": _probe_view(check_jobs),
    "metrics": _probe_view(gauges),
}
urlpatterns = [path(route, view) for route, view in PROBES.items()]


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers probes before any host, session or permission check."""

    def middleware(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info.removeprefix("/"))
        return probe(request) if probe else get_response(request)

    return middleware
