"""Passwords and codes: which are accepted, how often they may be tried, how long they last."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils import timezone

from teams.accounts.password_validators import PRODUCT_WORDS, NotOfThisPlace
from teams.models import AuditEntry
from tests.commands import ROOT
from tests.teams.accounts.test_sessions import sign_in, status
from tests.teams.accounts.test_two_step import code, set_up_app
from tests.world import PASSWORD, World

START = datetime(2026, 3, 4, 8, tzinfo=UTC)
LONG_PASSWORD = "  Ünïcode, blanks and 絵文字 " + "x" * 100 + "  "
PAGES = ("login", "password/change", "reauthenticate")


def sign_in_status(world: World, password: str, **headers: str) -> int:
    form = {"login": world.users["rep"].email, "password": password}
    return Client().post("/accounts/login/", form, headers=headers or None).status_code


@pytest.mark.parametrize("page", PAGES)
def test_password_fields_are_masked_and_work_with_password_managers(
    world: World, page: str
) -> None:
    browser = Client() if page == "login" else sign_in(world, "rep")
    text = browser.get(f"/accounts/{page}/").content.decode()
    fields = re.findall(r'<input[^>]*name="[a-z]*password[12]?"[^>]*>', text)
    assert fields
    for field in fields:
        assert 'type="password"' in field and "onpaste" not in field
        assert 'autocomplete="off"' not in field and "maxlength" not in field


def test_a_long_unicode_password_is_used_exactly_as_typed(world: World) -> None:
    form = {"oldpassword": PASSWORD, "password1": LONG_PASSWORD, "password2": LONG_PASSWORD}
    assert sign_in(world, "rep").post("/accounts/password/change/", form).status_code == 302
    assert sign_in_status(world, LONG_PASSWORD) == 302
    for other in (
        LONG_PASSWORD.strip(),
        LONG_PASSWORD.lower(),
        LONG_PASSWORD[:72],
        LONG_PASSWORD[:-1],
    ):
        assert sign_in_status(world, other) == 200


def test_a_new_password_needs_the_old_one(world: World) -> None:
    form = {"oldpassword": "not that one", "password1": LONG_PASSWORD, "password2": LONG_PASSWORD}
    assert sign_in(world, "rep").post("/accounts/password/change/", form).status_code == 200
    assert sign_in_status(world, PASSWORD) == 302


@pytest.mark.parametrize("word", ["password123", "1234567890", "rep@northwind", "short"])
def test_a_common_password_is_refused(world: World, word: str) -> None:
    form = {"oldpassword": PASSWORD, "password1": word, "password2": word}
    answer = sign_in(world, "rep").post("/accounts/password/change/", form)
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()


@pytest.mark.parametrize(
    "word",
    ["Seventy-2026!", "LinkedInSales1", "northwind2026", "North Northwind", "adminAdmin12"],
)
def test_a_password_made_only_of_product_and_organisation_words_is_refused(
    world: World, word: str
) -> None:
    with pytest.raises(ValidationError, match="belong to this place"):
        NotOfThisPlace().validate(word, world.users["manager"])


@pytest.mark.parametrize("word", ["seventy geese in winter", "NorthernLights", "representative 9"])
def test_product_and_organisation_words_are_allowed_among_others(world: World, word: str) -> None:
    NotOfThisPlace().validate(word, world.users["manager"])


def test_changing_the_password_runs_the_validators(world: World) -> None:
    form = {"oldpassword": PASSWORD, "password1": "Seventy-2026!", "password2": "Seventy-2026!"}
    answer = sign_in(world, "rep").post("/accounts/password/change/", form)
    assert "belong to this place" in answer.content.decode()


def test_the_refused_words_are_documented() -> None:
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    assert f"    {' '.join(PRODUCT_WORDS)}\n" in text


def test_an_account_is_locked_for_five_minutes_after_five_failures(world: World) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            sign_in_status(world, "wrong")
        assert sign_in_status(world, PASSWORD) != 302
        clock.shift(timedelta(minutes=5, seconds=1))
        assert sign_in_status(world, PASSWORD) == 302


def test_the_visitors_address_is_the_one_the_trusted_proxy_saw(world: World) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        sign_in_status(world, "wrong", **{"X-Forwarded-For": "203.0.113.7, 198.51.100.9"})
    sign_in_status(world, "wrong", **{"X-Forwarded-For": "203.0.113.7"})
    with world.scope():
        origins = [entry.origin for entry in AuditEntry.objects.order_by("pk")]
    assert origins == ["198.51.100.9", "127.0.0.1"]


def test_after_signing_out_the_session_cookie_is_invalid(world: World) -> None:
    browser = sign_in(world, "rep")
    kept = browser.cookies["sessionid"].value
    browser.post("/accounts/logout/")
    again = Client()
    again.cookies["sessionid"] = kept
    assert status(again) == 302


def test_password_mails_use_our_text_and_offer_no_sign_up(world: World) -> None:
    for address in (world.users["rep"].email, "nobody@x.example"):
        Client().post("/accounts/password/reset/", {"email": address})
    known, unknown = (str(letter.body) for letter in mail.outbox)
    assert "/reset/key/" in known and "http" not in unknown
    for text in (known, unknown):
        assert "Seventy" in text or "password" in text
        assert "sign up" not in text and "testserver!" not in text


def test_a_password_reset_does_not_sign_in_or_skip_the_second_step(world: World) -> None:
    set_up_app(sign_in(world, "admin"))
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": world.users["admin"].email})
    link = next(word for word in str(mail.outbox[-1].body).split() if "/reset/key/" in word)
    form = browser.get(link.removeprefix("http://testserver"), follow=True)
    browser.post(
        form.redirect_chain[-1][0], {"password1": LONG_PASSWORD, "password2": LONG_PASSWORD}
    )
    assert status(browser) == 302
    who = {"login": world.users["admin"].email, "password": LONG_PASSWORD}
    answer = browser.post("/accounts/login/", who)
    assert answer.headers["Location"].startswith("/accounts/two-step/authenticate/")
    assert status(browser) == 302


def test_an_authenticator_code_works_once(world: World) -> None:
    secret = set_up_app(sign_in(world, "admin"))
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        first, second = sign_in(world, "admin"), sign_in(world, "admin")
        for browser in (first, second):
            browser.post("/accounts/two-step/authenticate/", {"code": code(secret)})
        assert (status(first), status(second)) == (200, 302)


@pytest.mark.parametrize("path", ["two-step/app/activate/", "passkeys/add/"])
def test_changing_sign_in_methods_requires_recent_authentication(world: World, path: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in(world, "rep")
        clock.shift(timedelta(minutes=16))
        answer = browser.get(f"/accounts/{path}")
        assert answer.status_code == 302 and "/reauthenticate/" in answer.headers["Location"]
