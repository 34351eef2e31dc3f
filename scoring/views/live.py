"""Whether a board that somebody looks at has changed: asked every 20 seconds, answered briefly."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from scoring.models import Run
from teams.access import for_viewers

# What a page has seen may have been written a little later than it says: a run is finished at a
# moment, and seen by others when its transaction ends.
UNSURE = timedelta(seconds=30)
CHANGED = "changed"  # what the page listens for


def seen_by_now() -> str:
    """What a page made now has seen for sure."""
    return f"{(timezone.now() - UNSURE).timestamp():.0f}"


@for_viewers
@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """Nothing to show; tells the page to fetch its rows where any day was scored since."""
    seen = _moment(request.GET.get("seen", ""))
    answer = HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    if seen and Run.objects.finished_since(seen).exists():
        answer["HX-Trigger"] = CHANGED
    return answer


def _moment(text: str) -> datetime | None:
    known = text.isascii() and text.isdecimal() and len(text) < 12
    return datetime.fromtimestamp(int(text), UTC) if known else None
