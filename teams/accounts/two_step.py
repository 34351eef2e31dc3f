"""Mandatory two-step sign-in for admins, after a grace period.

The grace period begins when an admin is first seen without it; `User.two_step_by` is its end. Until
then no query is needed, and for other users never.
"""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from teams.access.requests import SiteRequest
from teams.access.viewer import Viewer
from teams.models import User

TWO_STEP_REQUIRED_MESSAGE = "Admins sign in by two steps: set it up to go on."
# Account pages, theme, and the API, which has its own error message (teams.api.base).
EXEMPT_PATHS = ("/accounts/", "/theme/", "/api/")
STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_two_step(user: User) -> bool:
    """Whether the user has an authenticator app or passkey."""
    return bool(is_mfa_enabled(user, STEPS))


def lacks_two_step(viewer: Viewer) -> bool:
    """Whether an admin must set up two-step sign-in first; starts the grace period if needed."""
    user = viewer.user
    if not viewer.is_admin:
        return False
    if user.two_step_by is not None and timezone.now() < user.two_step_by:
        return False
    if has_two_step(user):
        return False
    if user.two_step_by is not None:
        return True
    user.two_step_by = timezone.now() + settings.TWO_STEP_GRACE
    user.save(update_fields=["two_step_by"])
    return False


def two_step_first(
    get_response: Callable[[SiteRequest], HttpResponse],
) -> Callable[[SiteRequest], HttpResponse]:
    """Middleware that redirects admins to two-step setup after the grace period."""

    def middleware(request: SiteRequest) -> HttpResponse:
        viewer = request.viewer
        if viewer and not request.path.startswith(EXEMPT_PATHS) and lacks_two_step(viewer):
            messages.warning(request, TWO_STEP_REQUIRED_MESSAGE)
            return redirect("mfa_index")
        return get_response(request)

    return middleware
