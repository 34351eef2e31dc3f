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
    found: dict[str, tuple[dict[str, Any], str]] = {}
    if _is_configured("OIDC", oidc, optional={"name"}):
        found["openid_connect"] = _oidc(oidc)
    if _is_configured("GOOGLE", google):
        app = _app(google) | {"name": "Google"}
        found["google"] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}, "https://accounts.google.com"
    if _is_configured("MICROSOFT", microsoft):
        found["microsoft"] = _microsoft(microsoft)
    return Providers(
        tuple(f"allauth.socialaccount.providers.{name}" for name in found),
        {name: settings for name, (settings, _) in found.items()},
        tuple(origin for _, origin in found.values()),
    )


def _is_configured(
    prefix: str, given: ProviderValues, optional: frozenset[str] | set[str] = frozenset()
) -> bool:
    missing = sorted(name for name, value in given.items() if not value and name not in optional)
    if len(missing) == len(given.keys() - optional):
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


def _app(given: ProviderValues) -> dict[str, Any]:
    return {"client_id": given["client_id"], "secret": given["secret"]}


def _oidc(given: ProviderValues) -> tuple[dict[str, Any], str]:
    parts = urlsplit(given["issuer"])
    if not parts.hostname or (parts.scheme, parts.hostname in LOCAL_HOSTS) not in TRUSTED_ORIGINS:
        raise EnvError("OIDC_ISSUER is an address such as https://id.example.com.")
    app = _app(given) | {
        "provider_id": "oidc",
        "name": given["name"] or "single sign-on",
        "settings": {"server_url": given["issuer"]},
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}, f"{parts.scheme}://{parts.netloc}"


def _microsoft(given: ProviderValues) -> tuple[dict[str, Any], str]:
    """Settings of one tenant; its admins control addresses, so these count as verified."""
    if given["tenant"].lower() in MULTI_TENANT_NAMES:
        raise EnvError(
            "MICROSOFT_TENANT names one tenant: from any other, addresses are not verified."
        )
    app = _app(given) | {
        "name": "Microsoft",
        "settings": {"tenant": given["tenant"], "verified_email": True},
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}, "https://login.microsoftonline.com"
