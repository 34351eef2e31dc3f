"""Sign-in through an OpenID Connect provider: only existing users with a verified address."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import reload
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches

import ssi_project.urls
import teams.accounts.urls
from ssi_project.providers import sign_in_providers
from teams.models import User
from tests.world import PASSWORD, World

NO_PROVIDER = {"client_id": "", "secret": ""}
NOT_INVITED_TEXT = "People are invited to Seventy"
FAILED_TEXT = "The other site did not say who you are"


class Provider(ThreadingHTTPServer):
    """An OpenID Connect provider that returns the configured claims for every user."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ProviderHandler)
        self.key = rsa.generate_private_key(65537, 2048)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.person: dict[str, Any] = {"sub": "1", "email": "", "email_verified": True}
        self.token: dict[str, Any] = {}  # claims that override the ID token
        self.asked: list[str] = []

    def id_token(self) -> str:
        now = int(time.time())
        said = {"iss": self.url, "aud": "seventy", "iat": now, "exp": now + 60}
        return jwt.encode({**said, **self.person, **self.token}, self.key, "RS256", {"kid": "1"})

    def jwks(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def configuration(self) -> dict[str, Any]:
        ends = ("authorization", "token", "userinfo")
        found = {f"{end}_endpoint": f"{self.url}/{end}" for end in ends}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **found}


class ProviderHandler(BaseHTTPRequestHandler):
    """The provider's HTTP endpoints."""

    server: Provider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        self.server.asked.append(asked.path)
        if asked.path == "/authorization":
            query = parse_qs(asked.query)
            back = urlencode({"code": "a code", "state": query["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri'][0]}?{back}")
            self.end_headers()
            return
        found = {"/jwks": self.server.jwks(), "/userinfo": self.server.person}
        self._say(found.get(asked.path) or self.server.configuration())

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say({"access_token": "a token", "id_token": self.server.id_token()})

    def _say(self, words: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(words).encode())

    def log_message(self, *_: object) -> None:
        """Logs nothing."""


def _reload_routes() -> None:
    """Reloads the URL configuration, which depends on the configured providers at import."""
    reload(teams.accounts.urls)
    reload(ssi_project.urls)
    clear_url_caches()


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Provider]:
    """A provider configured as through the environment.

    Except for its entry in INSTALLED_APPS, which holds only the provider class: apps are loaded
    once.
    """
    server = Provider()
    Thread(target=server.serve_forever, daemon=True).start()
    found = sign_in_providers(
        oidc={"name": "Okay", "issuer": server.url, "client_id": "seventy", "secret": "secret"},
        google=NO_PROVIDER,
        microsoft={"tenant": "", **NO_PROVIDER},
    )
    settings.SOCIALACCOUNT_PROVIDERS = before = found.settings
    registry.register(OpenIDConnectProvider)
    _reload_routes()
    yield server
    before.clear()
    _reload_routes()
    del registry.provider_map[OpenIDConnectProvider.id]
    server.shutdown()
    server.server_close()


def sign_in_by_provider(provider: Provider, browser: Client, **person: Any) -> HttpResponse:
    """Follows the sign-in flow to the provider and back, and returns the final response."""
    provider.person |= person
    away = browser.post("/accounts/oidc/oidc/login/?process=login")
    assert away.headers["Location"].startswith(f"{provider.url}/authorization?")
    there = requests.get(away.headers["Location"], allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    answer: HttpResponse = browser.get(f"{back.path}?{back.query}", follow=True)  # type: ignore[assignment]
    return answer


def is_signed_in(browser: Client) -> bool:
    return browser.get("/accounts/").status_code == 200


def assert_refused(answer: HttpResponse, sentence: str) -> bool:
    return sentence in answer.content.decode() and not SocialAccount.objects.exists()


def test_the_providers_button_is_on_the_sign_in_page(world: World, provider: Provider) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert "Sign in with Okay" in page
    assert 'action="/accounts/oidc/oidc/login/?process=login"' in page


def test_a_user_with_a_verified_address_signs_in_and_keeps_the_password(
    world: World, provider: Provider
) -> None:
    for _ in range(2):  # the second time through the linked account
        browser = Client()
        sign_in_by_provider(provider, browser, email=world.users["rep"].email)
        assert is_signed_in(browser)
    [tied] = SocialAccount.objects.all()
    assert (tied.user, tied.uid) == (world.users["rep"], "1")
    assert User.objects.get(pk=tied.user_id).check_password(PASSWORD)


def test_an_unknown_address_is_refused_and_no_user_is_created(
    world: World, provider: Provider
) -> None:
    browser, people = Client(), User.objects.count()
    assert assert_refused(
        sign_in_by_provider(provider, browser, email="new@x.example"), NOT_INVITED_TEXT
    )
    assert not is_signed_in(browser)
    assert User.objects.count() == people


@pytest.mark.parametrize("verified", [False, None, "false"])
def test_an_address_the_provider_has_not_verified_is_refused(
    world: World, provider: Provider, verified: bool | str | None
) -> None:
    browser = Client()
    email = world.users["rep"].email
    assert assert_refused(
        sign_in_by_provider(provider, browser, email=email, email_verified=verified),
        NOT_INVITED_TEXT,
    )
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    "said", [{"aud": "another"}, {"iss": "https://id.example.com"}, {"exp": 1}], ids=str
)
def test_an_id_token_with_wrong_audience_issuer_or_expiry_is_refused(
    world: World, provider: Provider, said: dict[str, Any]
) -> None:
    provider.token = said
    browser = Client()
    assert assert_refused(
        sign_in_by_provider(provider, browser, email=world.users["rep"].email), FAILED_TEXT
    )
    assert not is_signed_in(browser)


def test_a_closed_account_can_not_sign_in_through_a_provider(
    world: World, provider: Provider
) -> None:
    world.users["rep"].is_active = False
    world.users["rep"].save()
    browser = Client()
    sign_in_by_provider(provider, browser, email=world.users["rep"].email)
    assert not is_signed_in(browser)


def test_an_unsolicited_callback_is_refused(world: World, provider: Provider) -> None:
    provider.person["email"] = world.users["rep"].email
    browser = Client()
    answer = browser.get("/accounts/oidc/oidc/login/callback/", {"code": "a", "state": "b"})
    assert assert_refused(answer, FAILED_TEXT)  # type: ignore[arg-type]
    assert provider.asked == []
