"""Common attacks: open redirects, cross-origin requests, header injection, reset links."""

import logging
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ssi_project import settings as ours
from teams.models import DailyLog, Invitation, Role
from teams.people.invitation_mail import build_invitation_mail
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import PASSWORD, World

FOREIGN_URLS = [
    "https://evil.example/",
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "data:text/html,x", "https:evil.example", "http://testserver@evil.example",
    "/\t/evil.example", "\t//evil.example", "ftp://testserver/",
]  # fmt: skip
NEW = "nine long words make it"


# Redirects and origins --------------------------------------------------------------------------


@pytest.mark.parametrize("target", FOREIGN_URLS)
def test_no_redirect_leads_to_another_host(world: World, target: str) -> None:
    who = {"login": world.users["rep"].email, "password": PASSWORD, "next": target}
    for answer in (
        Client().post("/accounts/login/", who),
        Client().post(f"/accounts/login/?next={quote(target)}", who),
        world.signed_in("rep").post("/accounts/logout/", {"next": target}),
        world.signed_in("rep").post("/theme/", {"theme": "dark", "next": target}),
    ):
        assert answer.status_code == 302
        there = answer.headers["Location"]
        assert there.startswith("/") and not there.startswith(("//", "/\\")), there
        assert "evil" not in there.partition("?")[0], there


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil"])
@pytest.mark.parametrize("path", ["/", "/api/v1/reps/", "/api/schema/", "/accounts/login/"])
def test_no_other_origin_is_allowed(world: World, path: str, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    for client in (Client(), world.signed_in("rep")):
        for answer in (client.get(path, headers=asked), client.options(path, headers=asked)):
            given = [name for name in answer.headers if name.startswith("Access-Control")]
            assert given == []


# Responses and file names -----------------------------------------------------------------------


def test_every_text_response_states_its_encoding(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(58), 10, 10, 10, 10)
        close_through(world.organization, 58)
    admin, board = world.signed_in("admin"), f"/teams/{world.north.pk}/"
    paths = (
        "/", "/nothing/", "/teams/", board, f"{board}csv/", "/settings/audit/csv/", "/log/",
        "/accounts/login/", "/api/v1/reps/", "/api/schema/", "/healthz", "/metrics",
        "/static/css/base.css", "/static/js/log.js", "/static/favicon.svg",
    )  # fmt: skip
    for path in paths:
        answer = admin.get(path)
        kind = str(answer.headers["Content-Type"]).lower().replace('"', "")
        plain = kind in {"application/json", "image/svg+xml"}  # UTF-8 by default
        assert plain or "charset=utf-8" in kind, path
        if answer.streaming:
            list(answer)


@pytest.mark.parametrize("path", ["/static/", "/static/css/", "/static/js", "/static/../", "/var/"])
def test_no_folder_is_listed(world: World, path: str) -> None:
    assert world.signed_in("admin").get(path).status_code == 404


def test_file_names_are_safe_whatever_the_team_is_called(world: World) -> None:
    with world.scope():
        world.north.name = 'x"; filename="evil.html\r\nX-Evil: 1'
        world.north.save()
        world.rep.name = '../../../etc/x"\r\n'
        world.rep.save()
    for answer in (
        world.signed_in("admin").get(f"/teams/{world.north.pk}/csv/"),
        world.signed_in("rep").post("/me/data/export/"),
    ):
        name = answer.headers["Content-Disposition"].removeprefix("attachment; filename=")
        assert all(letter.isalnum() or letter in '"-._' for letter in name), name
        if answer.streaming:
            list(answer)


# Parameters -------------------------------------------------------------------------------------


def test_a_form_ignores_query_parameters(world: World) -> None:
    today = world.organization.today()
    world.signed_in("rep").post("/log/?posts=9&comments=9", {"posts": ["3", "4"]})
    with world.scope():
        found = DailyLog.objects.get(rep=world.rep, day=today)
    assert (found.posts, found.comments) == (4, None)


def test_unexpected_fields_are_ignored(world: World) -> None:
    more = {
        "rep": world.rep_other.pk, "rep_id": world.rep_other.pk, "id": 7, "source": "csv",
        "organization": world.contoso.pk, "is_staff": True, "__class__": {"x": 1},
    }  # fmt: skip
    rep, today = world.rep.pk, str(world.organization.today())
    client = world.signed_in("rep")
    answer = client.post(
        f"/api/v1/reps/{rep}/days/", {"day": today, "posts": 2} | more, "application/json"
    )
    assert answer.status_code in (200, 400)
    client.post("/log/", {"posts": "2"} | more)
    with world.scope():
        assert {log.rep_id for log in DailyLog.objects.all()} == {rep}
        assert {log.organization_id for log in DailyLog.objects.all()} == {world.organization.pk}


def test_a_line_break_in_a_name_can_not_inject_a_mail_header(world: World) -> None:
    admin = world.users["admin"]
    admin.name = "Ada\r\nBcc: evil@evil.example"
    world.organization.name = "North\nTo: evil@evil.example"
    invitation = Invitation(
        organization=world.organization,
        email="new@x.example",
        kind=Role.Kind.ADMIN,
        invited_by=admin,
    )
    subject = build_invitation_mail(invitation, "http://testserver/x").subject
    assert "\n" not in subject and "\r" not in subject
    message = mail.EmailMessage(subject, "text", to=["new@x.example"]).message()
    assert message["Bcc"] is None and message["To"] == "new@x.example"


def test_a_path_can_not_inject_a_log_line(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        Client().get("/nothing/%0d%0a2026-01-01 INFO root: everything is fine%1b[31m/")
    said = [record.getMessage() for record in caplog.records]
    assert any("nothing" in line for line in said)
    assert [line for line in said if any(sign in line for sign in "\r\n\x1b")] == []


# Passwords and links ----------------------------------------------------------------------------


def test_passwords_are_hashed_with_pbkdf2_and_many_rounds(settings: Settings) -> None:
    assert not hasattr(ours, "PASSWORD_HASHERS")  # tests use a fast one
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    hasher = get_hasher()
    assert isinstance(hasher, PBKDF2PasswordHasher) and hasher.digest().name == "sha256"
    assert hasher.iterations >= 600_000


def reset_link(world: World) -> str:
    """The path of the password reset link mailed to the rep."""
    Client().post("/accounts/password/reset/", {"email": world.users["rep"].email})
    words = str(mail.outbox[-1].body).split()
    return next(word for word in words if "/reset/key/" in word).removeprefix("http://testserver")


def open_reset_link(path: str) -> HttpResponse:
    """The page that a reset link leads to."""
    return Client().get(path, follow=True)  # type: ignore[return-value]


def has_password_form(answer: HttpResponse) -> bool:
    return 'name="password1"' in answer.content.decode()


def test_a_reset_link_works_once_and_not_when_altered(world: World) -> None:
    path = reset_link(world)
    assert not has_password_form(open_reset_link(path[:-2] + "x/"))
    assert not has_password_form(open_reset_link(path.replace("key/", "key/1")))
    client = Client()
    form = client.get(path, follow=True)
    assert has_password_form(form)  # type: ignore[arg-type]
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    world.users["rep"].refresh_from_db()
    assert world.users["rep"].check_password(NEW)
    assert not has_password_form(open_reset_link(path))


def test_a_reset_link_expires(world: World) -> None:
    path = reset_link(world)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1), tick=False):
        assert not has_password_form(open_reset_link(path))
    assert has_password_form(open_reset_link(path))
