"""URLs of sign-in and account pages: only the allauth pages that the product uses."""

from importlib import import_module

from allauth.account import views
from allauth.mfa.base import views as two_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as providers
from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from teams.accounts.views import account, tokens


def _provider_urls(name: str) -> list[URLPattern | URLResolver]:
    """Returns the login and callback URLs of a sign-on provider."""
    package = f"allauth.socialaccount.providers.{name}"
    if name == "openid_connect":
        return [path("", include(f"{package}.urls"))]
    patterns: list[URLPattern | URLResolver] = default_urlpatterns(
        import_module(f"{package}.provider").provider_classes[0]
    )
    return patterns


urlpatterns: list[URLPattern | URLResolver] = [
    path("", account.account, name="account"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # Explains that people join by invitation; allauth's sign-in page needs this URL name.
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    # Allauth sends users without a password here from "change password".
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("two-step/", two_step.index, name="mfa_index"),
    path("two-step/authenticate/", two_step.authenticate, name="mfa_authenticate"),
    path("two-step/reauthenticate/", two_step.reauthenticate, name="mfa_reauthenticate"),
    path("two-step/app/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("two-step/app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("two-step/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "two-step/codes/generate/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "two-step/codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "passkeys/reauthenticate/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions/", account.sessions, name="usersessions_list"),
    path("sessions/<int:pk>/end/", account.account_end_session, name="account_end_session"),
    path("tokens/", tokens.account_tokens, name="account_tokens"),
    path(
        "tokens/<slug:key>/withdraw/", tokens.account_withdraw_token, name="account_withdraw_token"
    ),
]

if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [
        path(
            "provider/cancelled/", providers.login_cancelled, name="socialaccount_login_cancelled"
        ),
        path("provider/error/", providers.login_error, name="socialaccount_login_error"),
    ]
    for provider in settings.SOCIALACCOUNT_PROVIDERS:
        urlpatterns += _provider_urls(provider)
