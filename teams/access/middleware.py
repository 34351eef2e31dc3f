"""Middleware that sets the request's origin and opens the scope of the viewer's organisation."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from teams.access.requests import SiteRequest
from teams.access.viewer import current_viewer
from teams.base.request_origin import use_origin

ORGANIZATION_SESSION_KEY = "organization"  # session key of the organisation switched to


def request_origin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets the client's IP address, also behind proxies, as origin for the audit log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with use_origin(_address(request)):
            return get_response(request)

    return middleware


def _address(request: HttpRequest) -> str:
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:  # no address: a local socket
        return "local"
    return address


def organization_scope(
    get_response: Callable[[SiteRequest], HttpResponse],
) -> Callable[[SiteRequest], HttpResponse]:
    """Sets `request.viewer` and opens its organisation's scope; without one nothing can be read."""

    def middleware(request: SiteRequest) -> HttpResponse:
        viewer = current_viewer(request.user, request.session.get(ORGANIZATION_SESSION_KEY))
        request.viewer = viewer
        if viewer is None:
            return get_response(request)
        with scope(organization=viewer.organization):
            return get_response(request)

    return middleware
