"""Sign-in reveals nothing to strangers; the audit log records it without passwords."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from environs import EnvError

from ssi_project.providers import sign_in_providers
from teams.models import Action, AuditEntry
from tests.teams.accounts.test_sessions import sign_in
from tests.world import World

NO_PROVIDER = {"client_id": "", "secret": ""}
OIDC = {"name": "", "issuer": "https://id.example.com/x", "client_id": "a", "secret": "b"}


def get_page(address: str, page: str = "login") -> tuple[int, str]:
    field = "login" if page == "login" else "email"
    path = "/accounts/login/" if page == "login" else "/accounts/password/reset/"
    found = Client().post(path, {field: address, "password": "wrong, wrong, wrong"}, follow=True)
    lines = found.content.decode().replace(address, "ADDRESS").splitlines()
    return found.status_code, "".join(x for x in lines if "csrfmiddlewaretoken" not in x)


@pytest.mark.parametrize("page", ["login", "reset"])
def test_known_unknown_and_closed_accounts_look_alike(world: World, page: str) -> None:
    world.users["rep_other"].is_active = False
    world.users["rep_other"].save()
    known, closed = world.users["rep"].email, world.users["rep_other"].email
    assert get_page(known, page) == get_page(closed, page) == get_page("nobody@x.example", page)


def test_a_password_is_hashed_for_an_unknown_address_too(
    world: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    class Counting(PBKDF2PasswordHasher):
        def encode(self, password: str, *args: object, **options: object) -> str:
            hashed.append(password)
            return super().encode(password, "salt", 1)

    monkeypatch.setattr("django.contrib.auth.hashers.get_hasher", lambda *_: Counting())
    get_page("nobody@x.example")
    assert hashed == ["wrong, wrong, wrong"]


def test_sign_ins_failures_and_sign_outs_are_in_the_audit_log(world: World) -> None:
    get_page(world.users["rep"].email)
    get_page("nobody@x.example")
    sign_in(world, "rep").post("/accounts/logout/")
    with world.scope():
        found = [e.action for e in AuditEntry.objects.order_by("pk")]
        assert "wrong" not in str(list(AuditEntry.objects.values_list("details")))
    assert found == [Action.SIGN_IN_FAILED, Action.SIGNED_IN, Action.SIGNED_OUT]


def test_no_provider_is_offered_unless_configured() -> None:
    found = sign_in_providers(
        oidc={"name": "", "issuer": "", **NO_PROVIDER},
        google=NO_PROVIDER,
        microsoft={"tenant": "", **NO_PROVIDER},
    )
    assert (found.apps, found.settings, found.origins) == ((), {}, ())


def test_a_provider_adds_only_its_own_origin() -> None:
    found = sign_in_providers(
        oidc=OIDC, google=NO_PROVIDER, microsoft={"tenant": "", **NO_PROVIDER}
    )
    assert found.apps == ("allauth.socialaccount.providers.openid_connect",)
    assert found.origins == ("https://id.example.com",)


@pytest.mark.parametrize(
    "issuer", ["http://id.example.com", "id.example.com", "ftp://x", "https://"]
)
def test_a_provider_must_use_https(issuer: str) -> None:
    with pytest.raises(EnvError, match="OIDC_ISSUER"):
        sign_in_providers(
            oidc={**OIDC, "issuer": issuer},
            google=NO_PROVIDER,
            microsoft={"tenant": "", **NO_PROVIDER},
        )


@pytest.mark.parametrize("tenant", ["common", "organizations", ""])
def test_microsoft_needs_one_tenant(tenant: str) -> None:
    app = {"tenant": tenant, "client_id": "a", "secret": "b"}
    with pytest.raises(EnvError, match="MICROSOFT_TENANT"):
        sign_in_providers(oidc={"issuer": "", **NO_PROVIDER}, google=NO_PROVIDER, microsoft=app)
