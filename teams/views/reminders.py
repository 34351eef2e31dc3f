"""The link in a mail that stops the next ones: it works without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teams.notifications.unsubscribe import subscription


# A mail program sends the form by itself (RFC 8058), without a cookie: the token is the secret.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, place: str, token: str) -> HttpResponse:
    """Asks first, and stops the mails when the form is sent; does not say whose they are."""
    found = subscription(place, token)
    if found is None:
        return render(request, "notifications/unsubscribe_gone.html", {"place": place}, status=404)
    is_stopped = request.method == "POST"
    if is_stopped:
        found.stop()
    context = {"mails": found.mails, "is_stopped": is_stopped}
    return render(request, "notifications/unsubscribe.html", context)
