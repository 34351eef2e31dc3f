"""What is refused before anybody asks who it is."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
ONLY_TLS = "This is answered over https only; a token that came this way is to be withdrawn."


def refuse_what_nothing_here_answers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Methods no address has, such as TRACE; and programs that come over plain http.

    A browser is led to https. A program that was would never notice that its token travels in the
    clear, so the API says no.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if settings.HTTPS and request.path.startswith("/api/") and not request.is_secure():
            return JsonResponse({"detail": ONLY_TLS}, status=403)
        return get_response(request)

    return middleware
