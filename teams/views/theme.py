"""The colours somebody chose, for the browser they chose them in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from teams.context import THEMES

YEAR = 365 * 24 * 3600


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps light or dark in a cookie; anything else follows the system again."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    response = redirect(target if safe else "home")
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(
            settings.THEME_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            samesite="Lax",
            secure=settings.HTTPS,
            httponly=True,
        )
    else:
        response.delete_cookie(settings.THEME_COOKIE_NAME)
    return response
