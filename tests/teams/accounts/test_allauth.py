"""Sign-in as configured for allauth: reset mails, rate limits behind a proxy, closed accounts."""

import pytest
from allauth.core.internal.ratelimit import Rate, parse_rates
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from teams.models import Action, AuditEntry
from tests.world import PASSWORD, World

WRONG_LOGIN = {"login": "nobody@x.example", "password": "wrong, wrong, wrong"}
TOO_MANY_ATTEMPTS = "Too many failed login attempts"


def fail_to_sign_in(times: int, forwarded_for: str = "") -> str:
    """The last response after `times` failed sign-ins of one visitor, each with another address."""
    headers = {"X-Forwarded-For": forwarded_for} if forwarded_for else {}
    answer = ""
    for number in range(times):
        form = {**WRONG_LOGIN, "login": f"nobody.{number}@x.example"}
        answer = Client(headers=headers).post("/accounts/login/", form).content.decode()
    return answer


def reset_mail(address: str) -> mail.EmailMessage:
    Client().post("/accounts/password/reset/", {"email": address})
    [sent] = mail.outbox
    return sent


def test_the_reset_mail_is_short_and_links_to_the_form(world: World) -> None:
    sent = reset_mail(world.users["rep"].email)
    assert sent.subject == "Seventy: Choose a new password"
    assert "http://testserver/accounts/password/reset/key/" in sent.body
    assert "within 72 hours" in sent.body
    assert "example.com" not in sent.body


def test_an_unknown_address_gets_a_mail_without_an_offer_to_sign_up(world: World) -> None:
    sent = reset_mail("nobody@x.example")
    assert sent.subject == "Seventy: Nobody here has this address"
    assert "nobody@x.example" in sent.body
    assert "sign up" not in sent.body
    assert "http" not in sent.body


def test_a_closed_account_looks_like_a_wrong_password(world: World) -> None:
    user = world.users["rep_other"]
    user.is_active = False
    user.save()
    right, wrong = (
        Client().post("/accounts/login/", {"login": user.email, "password": password})
        for password in (PASSWORD, "wrong, wrong, wrong")
    )
    assert right.status_code == wrong.status_code == 200
    said = [answer.context["form"].errors for answer in (right, wrong)]
    assert said[0] == said[1]
    with world.scope():
        noted = AuditEntry.objects.filter(action=Action.SIGN_IN_FAILED, user=user)
        assert noted.count() == 2


def test_behind_a_proxy_each_visitor_has_a_separate_limit(
    db: None, settings: pytest.FixtureRequest
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    assert TOO_MANY_ATTEMPTS in fail_to_sign_in(11, "192.0.2.1")
    assert TOO_MANY_ATTEMPTS not in fail_to_sign_in(1, "192.0.2.2")
    assert TOO_MANY_ATTEMPTS in fail_to_sign_in(
        1, "192.0.2.9, 192.0.2.1"
    )  # the visitor's own header is ignored


def test_without_a_proxy_forwarded_addresses_are_ignored(db: None) -> None:
    assert TOO_MANY_ATTEMPTS in fail_to_sign_in(11, "192.0.2.1")
    assert TOO_MANY_ATTEMPTS in fail_to_sign_in(1, "192.0.2.2")
    assert TOO_MANY_ATTEMPTS in fail_to_sign_in(1)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("login", [Rate(30, 60, "ip")]),
        ("login_failed", [Rate(10, 60, "ip"), Rate(5, 300, "key")]),
        ("reset_password", [Rate(20, 60, "ip"), Rate(5, 60, "key")]),
        ("reset_password_from_key", [Rate(20, 60, "ip")]),
        ("reauthenticate", [Rate(10, 60, "user")]),
        ("change_password", [Rate(5, 60, "user")]),
    ],
)
def test_rate_limits_are_parsed_as_intended(name: str, meant: list[Rate]) -> None:
    assert parse_rates(django_settings.ACCOUNT_RATE_LIMITS[name]) == meant


def test_exceeding_the_limit_shows_our_page(db: None) -> None:
    answers = [Client().post("/accounts/login/", WRONG_LOGIN) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "Too many tries · Seventy" in answers[-1].content.decode()
