"""Every request of a signed-in user runs in the scope of one organisation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from teams.access import viewer_of


def organization_scope(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.viewer` and opens the scope; without an organisation nothing can be read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        viewer = viewer_of(request.user)
        request.viewer = viewer  # type: ignore[attr-defined]
        if viewer is None:
            return get_response(request)
        with scope(organization=viewer.organization):
            return get_response(request)

    return middleware
