"""What a browser may keep: nothing of a page that was made for somebody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse


def leave_no_traces(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """No answer is stored, whoever shares the computer; signing out empties what scripts kept.

    Files of the product itself are answered before, and kept by their own rules.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
