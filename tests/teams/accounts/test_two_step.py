"""Two-step sign-in: required for admins after a grace period."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

from teams.accounts.two_step import TWO_STEP_REQUIRED_MESSAGE
from teams.models import Action, AuditEntry
from tests.teams.accounts.test_sessions import sign_in
from tests.world import PASSWORD, Person, World


@pytest.fixture(autouse=True)
def _early_in_a_half_minute() -> Iterator[None]:
    """Starts early in a 30-second window, so that a code stays valid during the test."""
    with time_machine.travel("2026-03-04T12:00:01Z", tick=False):
        yield


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def confirm_password(browser: Client) -> Client:
    """The browser after its user has re-entered the password."""
    answer = browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    return browser


def set_up_app(browser: Client) -> str:
    """Sets up an authenticator app through the pages; returns its secret."""
    page = confirm_password(browser).get("/accounts/two-step/app/activate/")
    secret: str = page.context["form"].secret
    form = {"code": code(secret)}
    assert browser.post("/accounts/two-step/app/activate/", form).status_code == 302
    return secret


def end_grace_period(world: World, person: Person = "admin") -> None:
    user = world.users[person]
    user.two_step_by = timezone.now() - timedelta(seconds=1)
    user.save()


def test_an_admin_may_work_during_the_grace_period(world: World) -> None:
    browser = world.signed_in("admin")
    assert browser.get("/jobs/").status_code == 200
    world.users["admin"].refresh_from_db()
    assert world.users["admin"].two_step_by is not None


def test_after_the_grace_period_every_page_leads_to_the_set_up(world: World) -> None:
    end_grace_period(world)
    browser = world.signed_in("admin")
    answer = browser.get("/jobs/", follow=True)
    assert answer.redirect_chain == [("/accounts/two-step/", 302)]
    assert TWO_STEP_REQUIRED_MESSAGE in answer.content.decode()
    assert browser.post("/theme/", {"theme": "dark"}).headers["Location"] == "/"
    assert browser.get("/accounts/sessions/").status_code == 200


def test_after_the_grace_period_the_api_explains_the_refusal(world: World) -> None:
    browser = world.signed_in("admin")
    token = browser.post("/api/v1/tokens/", {}, content_type="application/json").json()["token"]
    script = Client(headers={"Authorization": f"Token {token}"})
    assert script.get("/api/v1/reps/").status_code == 200
    end_grace_period(world)
    for asks in (browser, script):
        answer = asks.get("/api/v1/reps/")
        assert (answer.status_code, answer.json()) == (403, {"detail": TWO_STEP_REQUIRED_MESSAGE})


def test_two_step_is_not_required_for_reps(world: World) -> None:
    end_grace_period(world, "rep")
    assert world.signed_in("rep").get("/log/").status_code == 200


def test_an_admin_who_has_set_up_two_step_may_work(world: World) -> None:
    end_grace_period(world)
    browser = sign_in(world, "admin")
    set_up_app(browser)
    assert browser.get("/jobs/").status_code == 200


def test_sign_in_requires_a_valid_code(world: World) -> None:
    secret = set_up_app(sign_in(world, "admin"))
    browser = sign_in(world, "admin")
    assert browser.get("/jobs/").status_code == 302
    wrong = browser.post("/accounts/two-step/authenticate/", {"code": "000000x"})
    assert wrong.status_code == 200
    later = timezone.now() + timedelta(minutes=2)  # codes work once
    with time_machine.travel(later, tick=False):
        browser.post("/accounts/two-step/authenticate/", {"code": code(secret)})
        assert browser.get("/jobs/").status_code == 200


def test_a_recovery_code_signs_in_once(world: World) -> None:
    set_up_app(sign_in(world, "admin"))
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap()
    one = codes.get_unused_codes()[0]
    first, second = sign_in(world, "admin"), sign_in(world, "admin")
    for browser in (first, second):
        browser.post("/accounts/two-step/authenticate/", {"code": one})
    assert first.get("/jobs/").status_code == 200
    assert second.get("/jobs/").status_code == 302


def test_setting_up_two_step_is_in_the_audit_log(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # the signal is sent on commit
        set_up_app(sign_in(world, "admin"))
    with world.scope():
        assert Action.TWO_STEP_CHANGED in {entry.action for entry in AuditEntry.objects.all()}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "two-step/",
        "two-step/app/activate/",
        "passkeys/",
        "passkeys/add/",
        "sessions/",
        "tokens/",
        "password/change/",
    ],
)
def test_account_pages_use_our_templates(world: World, path: str) -> None:
    page = confirm_password(sign_in(world, "rep")).get(f"/accounts/{path}").content.decode()
    assert "Seventy</title>" in page
    assert "Menu:" not in page


def test_the_app_secret_is_shown_as_qr_code_and_text(world: World) -> None:
    page = confirm_password(sign_in(world, "rep")).get("/accounts/two-step/app/activate/")
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert page.context["form"].secret in page.content.decode()


def test_recovery_code_pages_use_our_templates(world: World) -> None:
    browser = sign_in(world, "rep")
    set_up_app(browser)
    for path in ("", "generate/"):
        assert "Seventy</title>" in browser.get(f"/accounts/two-step/codes/{path}").content.decode()
    assert browser.get("/accounts/two-step/codes/download/").status_code == 200
    assert browser.post("/accounts/two-step/app/deactivate/").status_code == 302
