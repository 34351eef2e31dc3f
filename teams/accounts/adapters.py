"""Allauth adapters: people join by invitation only, with single sign-on as well."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import SignupClosedException
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest

from teams.models import User


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self sign-up, and does not reveal that an account is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Returns the user, or None for a closed account even with the right password."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Adds to mails how many hours their link is valid."""
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        super().send_mail(template_prefix, email, {**context, "hours": hours})


class KnownOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on for existing users with a verified address; never creates accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuses to connect a provider's account to the user who happens to be signed in."""
        if not _is_sign_in(sociallogin):
            raise SignupClosedException

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Connects a provider's account to the user with the same verified address; returns None.

        Verified means True, not a string such as "false". Allauth would remove the password of the
        user it finds, since it cannot know that addresses here were verified by invitation mail. So
        it gets no user back, and the connection is made here.
        """
        addresses = sociallogin.email_addresses
        sociallogin.email_addresses = [each for each in addresses if each.verified is True]
        match: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if match is not None and _is_sign_in(sociallogin):
            sociallogin.connect(self.request, match[0])
        return None

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Returns the providers from the settings only, without querying the database."""
        configured = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in configured.values() for app in apps]


def _is_sign_in(sociallogin: SocialLogin) -> bool:
    return bool(sociallogin.state.get("process", AuthProcess.LOGIN) == AuthProcess.LOGIN)
