"""Single sign-on: the providers set up in the environment, and the settings they need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from environs import EnvError

MULTI_TENANT_NAMES = {"common", "organizations", "consumers"}  # Microsoft's multi-tenant names
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
# (scheme, whether the host is this machine). Providers are trusted because of TLS
# (docs/security.md); plain HTTP is accepted only on this machine.
TRUSTED_ORIGINS = {("https", True), ("https", False), ("http", True)}
ProviderValues = Mapping[str, str]


@dataclass(frozen=True)
class Providers:
    """Apps to install, their allauth settings, and origins that forms may redirect to."""

    apps: tuple[str, ...]
    settings: dict[str, Any]
    origins: tuple[str, ...]


def sign_in_providers(
    *, oidc: ProviderValues, google: ProviderValues, microsoft: ProviderValues
) -> Providers:
    """Returns the configured providers; raises EnvError with a sentence if one is incomplete."""
    configured: dict[str, tuple[dict[str, Any], str]] = {}
    if _is_configured("OIDC", oidc, optional={"name"}):
        configured["openid_connect"] = _oidc(oidc)
    if _is_configured("GOOGLE", google):
        app = _app(google) | {"name": "Google"}
        configured["google"] = (
            {"APPS": [app], "OAUTH_PKCE_ENABLED": True},
            "https://accounts.google.com",
        )
    if _is_configured("MICROSOFT", microsoft):
        configured["microsoft"] = _microsoft(microsoft)
    return Providers(
        tuple(f"allauth.socialaccount.providers.{name}" for name in configured),
        {name: settings for name, (settings, _) in configured.items()},
        tuple(origin for _, origin in configured.values()),
    )


def _is_configured(
    prefix: str, values: ProviderValues, optional: frozenset[str] | set[str] = frozenset()
) -> bool:
    missing = sorted(name for name, value in values.items() if not value and name not in optional)
    if len(missing) == len(values.keys() - optional):
        return False
    if missing:
        names = ", ".join(f"{prefix}_{_VARIABLE_SUFFIXES[name]}" for name in missing)
        raise EnvError(f"Sign-in by {prefix} needs {names} as well.")
    return True


_VARIABLE_SUFFIXES = {
    "issuer": "ISSUER",
    "tenant": "TENANT",
    "client_id": "CLIENT_ID",
    "secret": "CLIENT_SECRET",
}


def _app(values: ProviderValues) -> dict[str, Any]:
    return {"client_id": values["client_id"], "secret": values["secret"]}


def _oidc(values: ProviderValues) -> tuple[dict[str, Any], str]:
    parts = urlsplit(values["issuer"])
    if not parts.hostname or (parts.scheme, parts.hostname in LOCAL_HOSTS) not in TRUSTED_ORIGINS:
        raise EnvError("OIDC_ISSUER is an address such as https://id.example.com.")
    app = _app(values) | {
        "provider_id": "oidc",
        "name": values["name"] or "single sign-on",
        "settings": {"server_url": values["issuer"]},
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}, f"{parts.scheme}://{parts.netloc}"


def _microsoft(values: ProviderValues) -> tuple[dict[str, Any], str]:
    """Settings of one tenant; its admins control addresses, so these count as verified."""
    if values["tenant"].lower() in MULTI_TENANT_NAMES:
        raise EnvError(
            "MICROSOFT_TENANT names one tenant: from any other, addresses are not verified."
        )
    app = _app(values) | {
        "name": "Microsoft",
        "settings": {"tenant": values["tenant"], "verified_email": True},
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}, "https://login.microsoftonline.com"
