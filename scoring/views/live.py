"""Polling for live leaderboards: has any day been scored since the page was rendered."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from scoring.models import Run
from teams.access.getters import for_viewers

# A run's finished_at lies slightly before the commit that makes it visible, so a page may have
# missed runs from just before it was rendered.
UNSURE = timedelta(seconds=30)
CHANGED = "changed"  # the htmx event the page listens for


def seen_by_now() -> str:
    """Unix time in seconds, as text, up to which a page rendered now surely includes every run."""
    return f"{(timezone.now() - UNSURE).timestamp():.0f}"


@for_viewers
@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """Empty 204 response; triggers a refresh of the rows if a run finished after `seen`."""
    seen = _moment(request.GET.get("seen", ""))
    answer = HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    if seen and Run.objects.finished_since(seen).exists():
        answer["HX-Trigger"] = CHANGED
    return answer


def _moment(text: str) -> datetime | None:
    known = text.isascii() and text.isdecimal() and len(text) < 12
    return datetime.fromtimestamp(int(text), UTC) if known else None
