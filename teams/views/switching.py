"""Going from one of one's organisations to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from teams.access import Denied, for_viewers
from teams.middleware import CHOSEN
from teams.viewer import Viewer


@for_viewers
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on this session is in that organisation, if a role is held there."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if pk not in {each.pk for each in viewer.organizations}:
        raise Denied
    request.session[CHOSEN] = pk
    # Its own home, even for whoever starts the day at the list of clients.
    return redirect(f"{reverse('home')}?inside")
