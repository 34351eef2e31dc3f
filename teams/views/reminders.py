"""The link in a reminder that stops the next ones: without signing in, for it came by mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teams.reminder_mail import rep_stopping
from teams.reminders import stop_by


# A mail program sends the form by itself (RFC 8058), without a cookie: the token is the secret.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks, and stops when the form is sent; whose token it is stands nowhere."""
    is_stopped = request.method == "POST" and stop_by(token)
    if not is_stopped and rep_stopping(token) is None:
        return render(request, "reminders/gone.html", status=404)
    return render(request, "reminders/stop.html", {"is_stopped": is_stopped})
