"""Account pages: overview with links, and sign-in sessions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.models import User
from teams.sessions import end_other_sessions, end_session, sessions_of
from teams.two_step import has_two_step


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Account overview."""
    user: User = request.user  # type: ignore[assignment]
    return render(request, "account/account.html", {"has_two_step": has_two_step(user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Lists the user's sessions; POST ends all others."""
    user: User = request.user  # type: ignore[assignment]
    here = request.session.session_key or ""
    if request.method == "POST":
        end_other_sessions(user=user, key=here)
        return redirect("usersessions_list")
    context = {"sessions": sessions_of(user), "here": here}
    return render(request, "usersessions/usersession_list.html", context)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of the user's sessions."""
    user: User = request.user  # type: ignore[assignment]
    end_session(user=user, pk=pk)
    return redirect("usersessions_list")
