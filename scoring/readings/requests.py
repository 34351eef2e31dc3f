"""Notice to a rep whose LinkedIn score was requested."""

from teams.base.formatting import day_words
from teams.facts.reading_requests import open_request
from teams.models import Rep


def reading_request_notice(rep: Rep) -> str:
    """Who requested it and when; empty once there is a newer one."""
    request = open_request(rep)
    if request is None:
        return ""
    day = day_words(request.day, rep.today().year)
    return f"{request.by} asked for your LinkedIn score on {day}."
