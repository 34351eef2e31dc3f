"""How long a session lasts: so long without a click, and so long at all (settings say how long).

When it began and was last used stands in it. The last use is noted every few minutes, not on every
request: so a session may end that much before its time, never after.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

BEGAN, USED = "began", "used"
REMEMBERED = "_session_expiry"  # Django's name: in how many seconds; 0 is when the browser closes
NOTED_EVERY = timedelta(minutes=5)


def begin(request: HttpRequest, **_: Any) -> None:
    """Django's signal that somebody has signed in: the session's time starts."""
    request.session[BEGAN] = request.session[USED] = timezone.now().timestamp()


def session_limits(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Ends a session that is over, before anything is answered by it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            now = timezone.now()
            if is_over(session, now):
                session.flush()
                request.user = AnonymousUser()
            elif now - _at(session, USED) > NOTED_EVERY:
                session[USED] = now.timestamp()
        return get_response(request)

    return middleware


def is_over(session: SessionBase | dict[str, Any], now: datetime) -> bool:
    """Whether it was idle or lasted for too long; one that does not say since when is over.

    Of a session or of what stands in it.
    """
    if BEGAN not in session or USED not in session:
        return True
    remembered = bool(session.get(REMEMBERED))
    idle = settings.SESSION_REMEMBERED if remembered else settings.SESSION_IDLE
    longest = settings.SESSION_REMEMBERED if remembered else settings.SESSION_LONGEST
    return bool(now - _at(session, USED) >= idle or now - _at(session, BEGAN) >= longest)


def _at(session: SessionBase | dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(session[name], tz=timezone.get_default_timezone())
