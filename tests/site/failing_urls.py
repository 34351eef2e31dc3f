"""URL configuration with pages that fail, for tests of the error pages."""

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
