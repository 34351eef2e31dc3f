"""API tokens: expiry, read-only tokens, shown once, withdrawn one by one, rate limit."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from teams.models import ApiToken
from tests.world import World


def create_token_client(browser: Client, **asked: object) -> Client:
    answer = browser.post("/api/v1/tokens/", asked, content_type="application/json")
    assert answer.status_code == 201
    return Client(headers={"Authorization": f"Token {answer.json()['token']}"})


def test_a_token_expires(world: World) -> None:
    script = create_token_client(world.signed_in("rep"), days=2)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert script.get("/api/v1/reps/").status_code == 401


def test_a_read_only_token_can_not_write(world: World) -> None:
    script = create_token_client(world.signed_in("rep"), read_only=True)
    assert script.get("/api/v1/reps/").status_code == 200
    answer = script.post("/api/v1/days/", [], content_type="application/json")
    assert (answer.status_code, answer.json()) == (403, {"detail": "This token only reads."})


def test_no_token_is_valid_for_more_than_a_year(world: World) -> None:
    browser = world.signed_in("rep")
    for days in (0, 366, "soon"):
        asked = {"days": days}
        answer = browser.post("/api/v1/tokens/", asked, content_type="application/json")
        assert answer.status_code == 400


def test_the_page_makes_a_token_shows_it_once_and_withdraws_it(world: World) -> None:
    browser = world.signed_in("rep")
    form = {"name": "nightly", "days": 30, "read_only": "on"}
    page = browser.post("/accounts/tokens/", form)
    token = page.context["made"]
    script = Client(headers={"Authorization": f"Token {token}"})
    assert script.get("/api/v1/reps/").status_code == 200
    assert token not in browser.get("/accounts/tokens/").content.decode()
    key = ApiToken.objects.get(name="nightly").digest
    assert world.signed_in("manager").post(f"/accounts/tokens/{key}/withdraw/").status_code == 404
    assert browser.post(f"/accounts/tokens/{key}/withdraw/").status_code == 302
    assert script.get("/api/v1/reps/").status_code == 401


def test_an_invalid_token_form_creates_nothing(world: World) -> None:
    answer = world.signed_in("rep").post("/accounts/tokens/", {"name": "", "days": 999})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_too_many_requests_get_429_and_retry_after(world: World, settings: object) -> None:
    settings.API_REQUESTS_A_MINUTE = 2  # type: ignore[attr-defined]
    with time_machine.travel("2026-03-04T12:00:05Z", tick=False):
        script = create_token_client(world.signed_in("rep"))
        answers = [script.get("/api/v1/reps/") for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert answers[1].headers["Retry-After"] == "55"
