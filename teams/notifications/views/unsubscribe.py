"""Unsubscribe page of reminder mails; works without sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teams.notifications.reminder_mail import rep_stopping
from teams.notifications.reminder_settings import stop_by


# Mail programs post without a cookie (one-click unsubscribe, RFC 8058): the token is the secret.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for confirmation, and stops reminders on POST; never reveals whose token it is."""
    is_stopped = request.method == "POST" and stop_by(token)
    if not is_stopped and rep_stopping(token) is None:
        return render(request, "reminders/gone.html", status=404)
    return render(request, "reminders/stop.html", {"is_stopped": is_stopped})
