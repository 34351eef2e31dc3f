"""Middleware that rejects requests before authentication."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
HTTPS_REQUIRED_MESSAGE = (
    "This is answered over https only; a token that came this way is to be withdrawn."
)


def refuse_what_nothing_here_answers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Rejects unsupported methods such as TRACE, and API requests over plain HTTP.

    A browser is redirected to HTTPS. A program that followed a redirect would never notice that its
    token travels in clear text, so the API answers 403 instead.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if settings.HTTPS and request.path.startswith("/api/") and not request.is_secure():
            return JsonResponse({"detail": HTTPS_REQUIRED_MESSAGE}, status=403)
        return get_response(request)

    return middleware
