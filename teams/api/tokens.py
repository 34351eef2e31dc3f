"""API endpoints that create and withdraw API tokens."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from teams.accounts.tokens import MOST_TOKEN_DAYS, TOKEN_DAYS, create_token, withdraw_tokens
from teams.api.base import ScopedView


class NewTokenSerializer(serializers.Serializer[Any]):
    """Options of a new token; all are optional."""

    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    read_only = serializers.BooleanField(required=False, default=False)  # type: ignore[assignment]
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_TOKEN_DAYS, required=False, default=TOKEN_DAYS
    )


class TokenSerializer(serializers.Serializer[Any]):
    """A new token; shown only once, as only its digest is stored."""

    token = serializers.CharField(read_only=True)
    expires = serializers.DateTimeField(read_only=True)


class Tokens(ScopedView):
    """API tokens for scripts, created and withdrawn by users signed in on the website."""

    authentication_classes = (SessionAuthentication,)

    @extend_schema(request=NewTokenSerializer, responses={201: TokenSerializer})
    def post(self, request: Request) -> Response:
        """Creates a token with your permissions, or read-only."""
        form = NewTokenSerializer(data=request.data or {})
        form.is_valid(raise_exception=True)
        token, text = create_token(viewer=self.viewer, **form.validated_data)
        return Response({"token": text, "expires": token.expiry}, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Withdraws all your tokens."""
        withdraw_tokens(viewer=self.viewer)
        return Response(status=status.HTTP_204_NO_CONTENT)
