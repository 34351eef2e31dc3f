"""Base classes of the REST API: authentication, organisation scope, parsing and pagination."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django_scopes import scope
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    ParseError,
    PermissionDenied,
)
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from teams.access.denials import mark_denied
from teams.access.viewer import Viewer, viewer_of
from teams.accounts.two_step import TWO_STEP_REQUIRED_MESSAGE, lacks_two_step
from teams.api.throttle import AMinute
from teams.models import ApiToken


class Pages(LimitOffsetPagination):
    """Pagination by `limit` and `offset`, at most 1000 items a page."""

    default_limit = 100
    max_limit = 1000


class TooLarge(APIException):
    """Request body too large (413)."""

    status_code = 413
    default_detail = "The request is larger than 5 MB. Send it in parts."
    default_code = "too_large"


class Json(JSONParser):
    """JSON parser that rejects input nested too deeply for Python with 400."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise ParseError("The JSON nests too deeply.") from None


class Token(TokenAuthentication):  # type: ignore[misc]
    """Authentication by `Authorization: Token …`; undecodable tokens are invalid tokens."""

    def authenticate(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except UnicodeError:
            raise AuthenticationFailed("Invalid token.") from None


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """The token scheme in OpenAPI."""

    target_class = "teams.api.base.Token"


class ScopedView(APIView):
    """Base view that opens the scope of the viewer's organisation, by session or token."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (Token, SessionAuthentication)
    parser_classes = (Json,)
    throttle_classes = (AMinute,)
    viewer: Viewer
    asked: Any  # Django's own request, which the middlewares see

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.asked = request
        with ExitStack() as self.scopes:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge  # before the body is read; the framework would read any length
        super().initial(request, *args, **kwargs)
        viewer = self._viewer(request)
        if viewer is None:
            raise PermissionDenied("You have no role in any organisation.")
        if lacks_two_step(viewer):
            raise PermissionDenied(TWO_STEP_REQUIRED_MESSAGE)
        self.viewer = self.asked.viewer = viewer
        if getattr(request.auth, "read_only", False) and request.method not in SAFE_METHODS:
            raise PermissionDenied("This token only reads.")
        self.scopes.enter_context(scope(organization=viewer.organization))

    def handle_exception(self, exc: Exception) -> Response:
        mark_denied(self.asked, exc)
        return super().handle_exception(exc)

    def _viewer(self, request: Request) -> Viewer | None:
        """Returns the viewer: a token is valid for one organisation, a session for the active.

        The active organisation of a session is the one switched to.
        """
        token = request.auth
        if not isinstance(token, ApiToken):
            return getattr(request, "viewer", None)
        return viewer_of(request.user, token.organization_id)


class PeriodSerializer(serializers.Serializer[Any]):
    """The days to list, both included; without limits, all days."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


def parse_period(request: Request) -> tuple[date, date]:
    """Returns the first and last day requested."""
    query = PeriodSerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    days = query.validated_data
    return days.get("since", date.min), days.get("until", date.max)
