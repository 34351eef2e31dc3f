"""What every API view shares: who asks, in which organisation, and how lists are paged."""

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

from teams.denials import note_denied
from teams.models import ApiToken
from teams.throttle import AMinute
from teams.two_step import NEEDED, lacks_two_step
from teams.viewer import Viewer, viewer_of


class Pages(LimitOffsetPagination):
    """`limit` and `offset`; never more than a thousand at once."""

    default_limit = 100
    max_limit = 1000


class TooLarge(APIException):
    """A body that is not read."""

    status_code = 413
    default_detail = "The request is larger than 5 MB. Send it in parts."
    default_code = "too_large"


class Json(JSONParser):
    """JSON; what nests deeper than Python can follow is bad input too."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise ParseError("The JSON nests too deeply.") from None


class Token(TokenAuthentication):  # type: ignore[misc]
    """Sign-in by `Authorization: Token …`; what can't be a token is a wrong one."""

    def authenticate(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except UnicodeError:
            raise AuthenticationFailed("Invalid token.") from None


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """How OpenAPI calls it."""

    target_class = "teams.rest.Token"


class ScopedView(APIView):
    """Opens the scope of the organisation of whoever asks, by session or token."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (Token, SessionAuthentication)
    parser_classes = (Json,)
    throttle_classes = (AMinute,)
    viewer: Viewer
    asked: Any  # Django's request, which the middlewares see

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.asked = request
        with ExitStack() as self.scopes:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge  # before anything reads it; the framework would, however long it is
        super().initial(request, *args, **kwargs)
        viewer = self._viewer(request)
        if viewer is None:
            raise PermissionDenied("You have no role in any organisation.")
        if lacks_two_step(viewer):
            raise PermissionDenied(NEEDED)
        self.viewer = self.asked.viewer = viewer
        if getattr(request.auth, "read_only", False) and request.method not in SAFE_METHODS:
            raise PermissionDenied("This token only reads.")
        self.scopes.enter_context(scope(organization=viewer.organization))

    def handle_exception(self, exc: Exception) -> Response:
        note_denied(self.asked, exc)
        return super().handle_exception(exc)

    def _viewer(self, request: Request) -> Viewer | None:
        """A token is good for its organisation alone; a session for the one switched to."""
        token = request.auth
        if not isinstance(token, ApiToken):
            return getattr(request, "viewer", None)
        return viewer_of(request.user, token.organization_id)


class PeriodSerializer(serializers.Serializer[Any]):
    """The days a list is asked for, both included; without them, all there are."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


def period_of(request: Request) -> tuple[date, date]:
    """First and last day asked for."""
    query = PeriodSerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    days = query.validated_data
    return days.get("since", date.min), days.get("until", date.max)
