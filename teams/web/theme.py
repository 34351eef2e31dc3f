"""The light or dark theme, stored in a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from teams.web.context import THEMES
from teams.web.query_params import redirect_back

YEAR = 365 * 24 * 3600


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Stores light or dark in a cookie; any other value follows the system again."""
    response = redirect_back(request, "home")
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
