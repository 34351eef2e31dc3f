"""Switching between the user's organisations."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from teams.access.getters import Denied, for_viewers
from teams.access.middleware import CHOSEN
from teams.access.viewer import Viewer
from teams.web.query_params import back_to


@for_viewers
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switches the session to another of the viewer's organisations.

    Redirects to the form's `next` URL on this site, else to the organisation's home page.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if pk not in {each.pk for each in viewer.organizations}:
        raise Denied
    request.session[CHOSEN] = pk
    # The organisation's own home page, even for users who start at the list of clients.
    return back_to(request, f"{reverse('home')}?inside")
