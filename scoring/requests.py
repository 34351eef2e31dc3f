"""What a rep reads who was asked for LinkedIn's number."""

from scoring.wording import day_words
from teams.models import Rep
from teams.requests import open_request


def asked_words(rep: Rep) -> str:
    """Who asked for it and when, until there is a newer one; else nothing."""
    found = open_request(rep)
    if found is None:
        return ""
    return f"{found.by} asked for your LinkedIn number on {day_words(found.day, rep.today().year)}."
