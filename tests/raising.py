"""A site map with a page that fails, for tests of what is said then."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ssi_project import urls

handler400 = urls.handler400


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("secret")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    *urls.urlpatterns,
    path("broken/", broken),
    path("suspicious/", suspicious),
    path("forbidden/", forbidden),
]
