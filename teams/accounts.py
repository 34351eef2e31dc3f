"""How people come in: by invitation, never by themselves, whoever vouches for them."""

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
    """Closes self sign-up, and tells nobody that an account is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The right password of a closed account is as good as a wrong one."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails know for how long their link is good."""
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        super().send_mail(template_prefix, email, {**context, "hours": hours})


class KnownOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A provider signs in whoever is known here by an address it has verified; it makes nobody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuses to tie a provider's account to whoever happens to be signed in."""
        if not _is_sign_in(sociallogin):
            raise SignupClosedException

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Ties a provider's account to whom its address finds, if that is verified.

        Verified is what the provider says is true, not some word such as "false". Whom it finds
        would lose the password if allauth did the tying: it can't know that addresses are people's
        own here, where they were invited by mail. So it is told of nobody.
        """
        said = sociallogin.email_addresses
        sociallogin.email_addresses = [each for each in said if each.verified is True]
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if found is not None and _is_sign_in(sociallogin):
            sociallogin.connect(self.request, found[0])
        return None

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those of the settings alone: the database is not asked."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]


def _is_sign_in(sociallogin: SocialLogin) -> bool:
    return bool(sociallogin.state.get("process", AuthProcess.LOGIN) == AuthProcess.LOGIN)
