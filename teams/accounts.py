"""How people come in: by invitation, never by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
