"""Unsubscribe page of all mails; works without sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teams.notifications.unsubscribe import find_subscription


# Mail programs post without a cookie (one-click unsubscribe, RFC 8058): the token is the secret.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, place: str, token: str) -> HttpResponse:
    """Asks for confirmation, and stops the mails on POST; never reveals whose token it is."""
    subscription = find_subscription(place, token)
    if subscription is None:
        return render(
            request, "teams/notifications/unsubscribe_gone.html", {"place": place}, status=404
        )
    is_stopped = request.method == "POST"
    if is_stopped:
        subscription.stop()
    context = {"mails": subscription.mails, "is_stopped": is_stopped}
    return render(request, "teams/notifications/unsubscribe.html", context)
