"""Middleware that keeps pages out of browser caches."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse


def leave_no_traces(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `Cache-Control: no-store`, and clears browser storage on sign-out.

    Protects people on shared computers. Static files are answered earlier and have their own
    caching rules.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
