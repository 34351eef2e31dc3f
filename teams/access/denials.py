"""Audit log entries for denied requests, up to a limit per user and hour.

A request is denied if it answers 403 to a signed-in user, or if teams.access raised Denied.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from teams.access.getters import Denied
from teams.access.requests import SiteRequest
from teams.access.viewer import Viewer
from teams.models import Action, AuditEntry

MAX_DENIALS_PER_HOUR = (
    20  # of one user in one organisation; one more entry says that there were more
)
MAX_PATH_LENGTH = 200

logger = logging.getLogger(__name__)


class NoteDenials:
    """Middleware that records denials; errors of the audit log never change the response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        viewer: Viewer | None = getattr(request, "viewer", None)
        if viewer and (response.status_code == 403 or getattr(request, "denied", False)):
            try:
                _audit_denial(viewer, request, response.status_code)
            except DatabaseError:
                logger.exception("A denial could not be written to the audit log.")
        return response

    def process_exception(self, request: SiteRequest, exception: Exception) -> None:
        mark_denied(request, exception)


def mark_denied(request: SiteRequest, exception: Exception) -> None:
    """Marks the request as denied if the exception is Denied."""
    if isinstance(exception, Denied):
        request.denied = True


@transaction.atomic
def _audit_denial(viewer: Viewer, request: HttpRequest, status: int) -> None:
    with scope(organization=viewer.organization):
        hour_ago = timezone.now() - timedelta(hours=1)
        before = AuditEntry.objects.denials_of(viewer.user, since=hour_ago).count()
    if before > MAX_DENIALS_PER_HOUR:
        return
    details = {"method": request.method, "path": request.path[:MAX_PATH_LENGTH], "status": status}
    AuditEntry.objects.create(
        organization=viewer.organization,
        by=viewer.user,
        action=Action.DENIED,
        details=details if before < MAX_DENIALS_PER_HOUR else {"more": True},
    )
