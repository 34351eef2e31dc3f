"""Session lifetime: idle and absolute limits, and what ends a session."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from zeal import zeal_ignore

from teams.access.middleware import ORGANIZATION_SESSION_KEY
from teams.accounts.sessions import end_sessions, sessions_of
from tests.world import PASSWORD, Person, World

START = datetime(2026, 3, 4, 8, tzinfo=UTC)


def sign_in(world: World, person: Person, client: Client | None = None, **more: str) -> Client:
    browser = client or Client()
    form = {"login": world.users[person].email, "password": PASSWORD, **more}
    assert browser.post("/accounts/login/", form).status_code == 302
    return browser


def status(browser: Client) -> int:
    return browser.get("/accounts/").status_code


def test_a_session_ends_after_three_idle_hours(world: World) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in(world, "rep")
        clock.shift(timedelta(hours=2, minutes=59))
        assert status(browser) == 200
        clock.shift(timedelta(hours=2, minutes=59))
        assert status(browser) == 200
        clock.shift(timedelta(hours=3))
        assert status(browser) == 302


def test_a_session_ends_after_twelve_hours_however_busy(world: World) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in(world, "rep")
        answers = []
        for _ in range(6):
            clock.shift(timedelta(hours=2))
            answers.append(status(browser))
        assert answers == [200] * 5 + [302]


def test_a_remembered_session_lasts_thirty_days(world: World) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in(world, "rep", remember="on")
        clock.shift(timedelta(days=20))
        assert status(browser) == 200
        clock.shift(timedelta(days=10))
        assert status(browser) == 302


def test_the_session_key_changes_at_sign_in(world: World) -> None:
    browser = Client()
    session = browser.session
    session["before"] = 1
    session.save()
    before = browser.session.session_key
    sign_in(world, "rep", browser)
    assert browser.session.session_key != before


def test_signing_in_as_another_user_clears_the_session(world: World) -> None:
    browser = sign_in(world, "admin")
    session = browser.session
    session[ORGANIZATION_SESSION_KEY] = world.organization.pk
    session.save()
    browser.force_login(world.users["outsider"])
    assert ORGANIZATION_SESSION_KEY not in browser.session


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    here, there = sign_in(world, "rep"), sign_in(world, "rep")
    new = "quite another password"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert status(here) == 200
    assert status(there) == 302


def test_closing_an_account_ends_its_sessions_at_once(world: World) -> None:
    browser = sign_in(world, "rep")
    world.users["rep"].is_active = False
    world.users["rep"].save()
    assert status(browser) == 302


def test_ending_a_users_sessions_ends_tokens_too(world: World) -> None:
    browser = sign_in(world, "rep")
    answer = browser.post("/api/v1/tokens/", {}, content_type="application/json").json()
    headers = {"Authorization": f"Token {answer['token']}"}
    assert Client(headers=headers).get("/api/v1/reps/").status_code == 200
    end_sessions(world.users["rep"])
    assert Client(headers=headers).get("/api/v1/reps/").status_code == 401
    assert status(browser) == 302


@zeal_ignore([{"model": "teams.User"}])  # at sign-in, allauth loads each session's user
def test_the_list_shows_current_sessions_and_no_expired_ones(
    world: World, django_assert_max_num_queries: Any
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(3):
            sign_in(world, "rep", remember="on")
        idle = sign_in(world, "rep")
        clock.shift(timedelta(hours=3))
        here = sign_in(world, "rep")
        with django_assert_max_num_queries(15):
            page = here.get("/accounts/sessions/").content.decode()
        assert (page.count("Since 4 Mar"), page.count("this browser")) == (4, 1)
        assert status(idle) == 302


def test_sessions_from_before_a_password_change_are_not_listed(world: World) -> None:
    sign_in(world, "rep")
    world.users["rep"].set_password("quite another password")
    world.users["rep"].save()
    assert sessions_of(world.users["rep"]) == []


@zeal_ignore([{"model": "teams.User"}])  # as above
def test_a_user_can_end_one_session_or_all_others(world: World) -> None:
    here, second, third = (sign_in(world, "rep") for _ in range(3))
    last = UserSession.objects.get(session_key=third.session.session_key)
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("End it") == 2
    assert here.post(f"/accounts/sessions/{last.pk}/end/").status_code == 302
    assert [status(each) for each in (here, second, third)] == [200, 200, 302]
    here.post("/accounts/sessions/")
    assert [status(each) for each in (here, second)] == [200, 302]


def test_a_user_can_not_end_another_users_session(world: World) -> None:
    rep, other = sign_in(world, "rep"), sign_in(world, "rep_other")
    theirs = UserSession.objects.get(user=world.users["rep_other"])
    assert rep.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404
    assert rep.post("/accounts/sessions/999999/end/").status_code == 404
    assert status(other) == 200
