"""Allauth's sign-in and passkey forms with our labels."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class SignIn(LoginForm):  # type: ignore[misc]
    """Sign-in form; the label says how long "remember me" lasts."""

    remember = forms.BooleanField(required=False, label="Remember me for 30 days")


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """Passkey form; a passkey signs in without the password unless that is switched off."""

    passwordless = forms.BooleanField(
        required=False,
        initial=True,
        label="Signs in without the password",
        help_text="Your device then asks for a finger, your face or a PIN.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"name": "Passkey", **options.get("initial", {})}
        super().__init__(*args, **options)
