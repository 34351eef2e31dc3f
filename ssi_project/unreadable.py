"""The page for bad requests (400 and 413)."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

OVERSIZE_MESSAGES: dict[type[Exception], str] = {
    RequestDataTooBig: "It is larger than 5 MB. Send it in parts.",
    TooManyFieldsSent: "It has more than 1,000 fields. Send it in parts.",
}
NO_FILES_MESSAGE = "No page takes in files. Paste the text instead."
UNREADABLE_MESSAGE = "Your browser sent something that can’t be read. Go back and try again."


def bad_request(_: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers 413 for oversized requests, else 400; the page never repeats what was sent."""
    oversize_message = OVERSIZE_MESSAGES.get(type(exception))
    message = NO_FILES_MESSAGE if isinstance(exception, TooManyFilesSent) else UNREADABLE_MESSAGE
    body = render_to_string("400.html", {"sentence": oversize_message or message})
    return HttpResponse(body, status=413 if oversize_message else 400)
