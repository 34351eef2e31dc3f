"""Types of requests, with what the middleware adds: the viewer, the user, and htmx headers.

Views name the type they need. Only annotations use these classes; Django makes the objects.
"""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from teams.access.viewer import Viewer
from teams.models import User


class SiteRequest(HttpRequest):
    """A request past the middleware; `viewer` is None without sign-in or without a role."""

    viewer: Viewer | None
    htmx: HtmxDetails
    denied: bool  # set once Denied was raised


class SignedInRequest(SiteRequest):
    """A request in a view guarded by `login_required`."""

    user: User


class ViewerRequest(SignedInRequest):
    """A request in a view guarded by `viewer_required` or `admin_required`."""

    viewer: Viewer
