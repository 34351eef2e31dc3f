"""Account pages: overview with links, and sign-in sessions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access.getters import Denied, viewer_required
from teams.access.middleware import ORGANIZATION_SESSION_KEY
from teams.access.requests import SignedInRequest, ViewerRequest
from teams.accounts.sessions import end_other_sessions, end_session, sessions_of
from teams.accounts.two_step import has_two_step
from teams.web.query_params import redirect_back


@login_required
@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """Account overview."""
    return render(request, "account/account.html", {"has_two_step": has_two_step(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedInRequest) -> HttpResponse:
    """Lists the user's sessions; POST ends all others."""
    current_key = request.session.session_key or ""
    if request.method == "POST":
        end_other_sessions(user=request.user, key=current_key)
        return redirect("usersessions_list")
    context = {"sessions": sessions_of(request.user), "here": current_key}
    return render(request, "usersessions/usersession_list.html", context)


@login_required
@require_POST
def account_end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ends one of the user's sessions."""
    end_session(user=request.user, pk=pk)
    return redirect("usersessions_list")


@viewer_required
@require_POST
def switch_organization(request: ViewerRequest, pk: int) -> HttpResponse:
    """Switches the session to another of the viewer's organisations.

    Redirects to the form's `next` URL on this site, else to the organisation's home page.
    """
    viewer = request.viewer
    if pk not in {each.pk for each in viewer.organizations}:
        raise Denied
    request.session[ORGANIZATION_SESSION_KEY] = pk
    # The organisation's own home page, even for users who start at the list of clients.
    return redirect_back(request, f"{reverse('home')}?inside")
