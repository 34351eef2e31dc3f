"""Creating, listing and withdrawing API tokens."""

from datetime import timedelta

from django.db import transaction

from teams.access.getters import first_or_denied
from teams.access.viewer import Viewer
from teams.models import Action, ApiToken, AuditEntry

TOKEN_DAYS, MOST_TOKEN_DAYS = 90, 365


@transaction.atomic
def create_token(
    *, viewer: Viewer, name: str = "", read_only: bool = False, days: int = TOKEN_DAYS
) -> tuple[ApiToken, str]:
    """Creates a token for the viewer's organisation; returns it with its unstored text."""
    token, text = ApiToken.objects.create(
        user=viewer.user,
        organization=viewer.organization,
        name=name,
        read_only=read_only,
        expiry=timedelta(days=days),
    )
    _audit_token(viewer, Action.TOKEN_MADE, name=name, read_only=read_only, days=days)
    return token, text


def tokens_of(viewer: Viewer) -> list[ApiToken]:
    """Returns the viewer's tokens, newest first."""
    return list(ApiToken.objects.of(viewer.user, viewer.organization).order_by("-created"))


@transaction.atomic
def withdraw_token(*, viewer: Viewer, key: str) -> None:
    """Deletes the viewer's token with this digest; raises Denied if there is none."""
    tokens = ApiToken.objects.of(viewer.user, viewer.organization)
    token = first_or_denied(tokens.filter(digest=key))
    token.delete()
    _audit_token(viewer, Action.TOKEN_WITHDRAWN, name=token.name)


@transaction.atomic
def withdraw_tokens(*, viewer: Viewer) -> None:
    """Deletes all of the viewer's tokens in the organisation."""
    for token in tokens_of(viewer):
        withdraw_token(viewer=viewer, key=token.digest)


def _audit_token(viewer: Viewer, action: Action, **details: object) -> None:
    AuditEntry.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        user=viewer.user,
        action=action,
        details=details,
    )
