"""Going from one of one's organisations to another."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from teams.access import Denied, for_viewers
from teams.middleware import CHOSEN
from teams.viewer import Viewer
from teams.views.addresses import back_to


@for_viewers
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on this session is in that organisation, if a role is held there.

    It goes on at the page of ours that the form names as `next`, else at its home.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if pk not in {each.pk for each in viewer.organizations}:
        raise Denied
    request.session[CHOSEN] = pk
    # Its own home, even for whoever starts the day at the list of clients.
    return back_to(request, f"{reverse('home')}?inside")
