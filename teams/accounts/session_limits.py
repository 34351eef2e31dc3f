"""Session expiry: limits on idle time and total length, from the settings.

Start and last use are stored in the session. The last use is written every few minutes, not on
every request: a session may end that much early, never late.
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
DJANGO_EXPIRY_KEY = (
    "_session_expiry"  # Django's session key: seconds; 0 means until the browser closes
)
USE_WRITE_INTERVAL = timedelta(minutes=5)


def start_session_clock(request: HttpRequest, **_: Any) -> None:
    """Signal handler: starts the session's clock at sign-in."""
    request.session[BEGAN] = request.session[USED] = timezone.now().timestamp()


def session_limits(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that ends an expired session before the request is handled."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            now = timezone.now()
            if is_expired(session, now):
                session.flush()
                request.user = AnonymousUser()
            elif now - _timestamp_of(session, USED) > USE_WRITE_INTERVAL:
                session[USED] = now.timestamp()
        return get_response(request)

    return middleware


def is_expired(session: SessionBase | dict[str, Any], now: datetime) -> bool:
    """Whether a session, or its decoded data, is expired; without timestamps it is."""
    if BEGAN not in session or USED not in session:
        return True
    remembered = bool(session.get(DJANGO_EXPIRY_KEY))
    idle = settings.SESSION_REMEMBERED if remembered else settings.SESSION_IDLE
    max_age = settings.SESSION_REMEMBERED if remembered else settings.SESSION_LONGEST
    return bool(
        now - _timestamp_of(session, USED) >= idle or now - _timestamp_of(session, BEGAN) >= max_age
    )


def _timestamp_of(session: SessionBase | dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(session[name], tz=timezone.get_default_timezone())
