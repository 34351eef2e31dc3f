"""Security headers of every response: Content-Security-Policy, caching, cookies, HSTS."""

import json
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from tests.commands import ROOT, program_environment
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import PASSWORD, Person, World

TODAY = 59  # Wednesday 4 March 2026
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES: list[tuple[Person | None, str, int]] = [
    (None, "/accounts/login/", 200),
    (None, "/accounts/password/reset/", 200),
    (None, "/accounts/password/reset/done/", 200),
    (None, "/accounts/signup/", 200),
    (None, "/nothing/here/", 404),
    ("rep", "/", 302),
    ("rep", "/log/", 200),
    ("rep", "/reading/", 200),
    ("rep", "/reps/{rep}/", 200),
    ("rep", "/progress/", 404),
    ("manager", "/teams/{north}/", 200),
    ("manager", "/teams/{north}/csv/", 200),
    ("manager", "/reps/{rep}/?view=pillars", 200),
    ("admin", "/teams/", 200),
    ("admin", "/progress/", 200),
    ("admin", "/progress/?team=0", 422),
    ("admin", "/jobs/", 200),
    ("admin", "/jobs/progress/", 200),
    ("admin", "/jobs/retry/", 405),
    ("admin", "/settings/audit/", 200),
    ("admin", "/settings/audit/?first=never", 422),
    ("admin", "/settings/audit/csv/", 200),
    ("admin", "/accounts/logout/", 200),
    ("admin", "/api/v1/reps/", 200),
    (None, "/api/v1/reps/", 401),
    (None, "/api/schema/", 200),
    (None, "/healthz", 200),
    (None, "/readyz", 200),
    (None, "/healthz/jobs", 503),
    (None, "/metrics", 200),
    (None, "/static/css/base.css", 200),
    (None, "/static/js/charts.js", 200),
]
PROBES = {"/healthz", "/readyz", "/healthz/jobs", "/metrics"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def answers(world: World) -> dict[tuple[Person | None, str], HttpResponse]:
    """Each person's response at each address, with data to show everywhere."""
    with world.scope():
        save_inputs(world.rep, {day(57): {"posts": 1}})
        for number, points in ((28, 12), (58, 10)):
            save_reading(world.rep, day(number), *[points] * 4)
            save_reading(world.rep_other, day(number), *[22 - points] * 4)
        close_through(world.organization, TODAY - 1)
    places = {"north": world.north.pk, "rep": world.rep.pk}
    clients = {who: world.signed_in(who) if who else Client() for who, *_ in PAGES}
    found: dict[tuple[Person | None, str], HttpResponse] = {}
    for who, path, _ in PAGES:
        answer = clients[who].get(path.format(**places))
        if answer.streaming:  # a file is closed once read to the end
            list(answer)
        found[who, path] = answer  # type: ignore[assignment]
    return found


class InlineCollector(HTMLParser):
    """Collects inline scripts, styles and event handlers of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"<{tag}>")
        self.found += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name == "style"
            or name.startswith(("on", "hx-on"))
            or (value or "").lstrip().lower().startswith(("javascript:", "js:"))
            or (name in ("src", "action") and (value or "").startswith(("http", "//")))
        ]


def test_every_response_has_the_security_headers(
    answers: dict[tuple[Person | None, str], HttpResponse],
) -> None:
    assert {key: answer.status_code for key, answer in answers.items()} == {
        (who, path): status for who, path, status in PAGES
    }
    for key, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert {part.strip() for part in policy.split(";")} == POLICY, key
        assert len(policy.split(";")) == len(POLICY), key
        if not key[1].startswith("/static/"):  # a file's policy only says who may frame it
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, key
        assert answer.headers["X-Content-Type-Options"] == "nosniff", key


@pytest.mark.urls("tests.site.failing_urls")
@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/suspicious/", 400, "can’t be read"),
        ("/forbidden/", 403, "not yours to do"),
        ("/nothing/", 404, "There is nothing here"),
        ("/jobs/retry/", 405, ""),
        ("/broken/", 500, "That was our fault"),
    ],
)
def test_error_pages_have_the_security_headers_and_reveal_no_secret(
    world: World, path: str, status: int, sentence: str
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.users["admin"])
    answer = client.get(path)
    said = answer.content.decode()
    assert (answer.status_code, sentence in said, "secret" in said) == (status, True, False)
    policy = answer.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert InlineCollector(said).found == []


def test_a_csrf_failure_shows_our_error_page(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):  # before and after signing in
        answer = client.post("/theme/", {"theme": "dark"})
        assert answer.status_code == 403
        assert "That form was out of date" in answer.content.decode()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert InlineCollector(answer.content.decode()).found == []
        client.force_login(world.users["rep"])


def test_no_page_has_an_inline_script_or_style(
    answers: dict[tuple[Person | None, str], HttpResponse],
) -> None:
    pages = {
        key: InlineCollector(answer.content.decode()).found
        for key, answer in answers.items()
        if answer.headers["Content-Type"].startswith("text/html")
    }
    assert len(pages) > 14
    assert pages == {key: [] for key in pages}


def test_the_inline_parser_finds_scripts_styles_and_handlers() -> None:
    page = '<p style="x" onclick="y"><script>1</script><style></style><a href="javascript:1">'
    assert len(InlineCollector(page).found) == 5
    assert (
        InlineCollector('<script type="application/json">{}</script><script src="/x.js">').found
        == []
    )


def test_user_input_is_escaped_on_every_page(world: World) -> None:
    payload = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    with world.scope():
        world.rep.name = world.north.name = payload
        world.rep.save()
        world.north.save()
        save_reading(world.rep, day(58), 10, 10, 10, 10)
        close_through(world.organization, TODAY - 1)
    for path in ("/teams/", f"/teams/{world.north.pk}/?q={payload}", f"/reps/{world.rep.pk}/",
                 "/progress/", f"/progress/?team={payload}"):  # fmt: skip
        page = world.signed_in("admin").get(path).content.decode()
        assert InlineCollector(page).found == [], path
        assert "alert(1)" not in page or "&lt;script&gt;alert(1)" in page or "u003C" in page


def test_shared_caches_never_serve_a_personal_page_to_others(
    answers: dict[tuple[Person | None, str], HttpResponse],
) -> None:
    for key, answer in answers.items():
        if key[0]:
            assert "Cookie" in answer.headers.get("Vary", ""), key


def test_browsers_store_no_page_and_signing_out_clears_them(
    world: World, answers: dict[tuple[Person | None, str], HttpResponse]
) -> None:
    for key, answer in answers.items():
        if not key[1].startswith("/static/") and key[1] not in PROBES:
            assert "no-store" in answer.headers["Cache-Control"], key
    gone = world.signed_in("rep").post("/accounts/logout/")
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_cookies_are_few_and_not_readable_by_scripts(world: World) -> None:
    client = Client()
    client.post(
        "/accounts/login/", {"login": world.users["rep"].email, "password": PASSWORD}, follow=True
    )
    client.post("/theme/", {"theme": "dark"})
    client.post("/log/", {"posts": "1"})
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax", cookie.key
    # Another one, such as for messages, would lack the __Host- prefix that these get over TLS.
    assert set(client.cookies) == {"sessionid", "csrftoken", "theme"}


TLS_PROGRAM = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "localhost"})
page = client.get("/accounts/login/", secure=True)
client.post("/theme/", {"theme": "dark"}, secure=True)
print(json.dumps({
    "hsts": page.headers.get("Strict-Transport-Security"),
    "plain": client.get("/accounts/login/").headers.get("Location"),
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
                settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "cookies": {c.key: [bool(c["secure"]), c["path"], c["domain"]]
                for c in client.cookies.values()},
}))
"""


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Settings and headers of the product when configured to run behind TLS."""
    given = {"HTTPS": "1", "DJANGO_SETTINGS_MODULE": "ssi_project.settings"}
    found: dict[str, object] = json.loads(
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", TLS_PROGRAM],
            env=program_environment(Path(tmp_path_factory.mktemp("tls")), **given),
            cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
        ).stdout
    )  # fmt: skip
    return found


def test_over_tls_hsts_is_sent(over_tls: dict[str, object]) -> None:
    assert over_tls["hsts"] == "max-age=63072000; includeSubDomains; preload"
    assert over_tls["plain"] == "https://localhost/accounts/login/"


def test_over_tls_the_session_cookie_is_bound_to_the_host(over_tls: dict[str, object]) -> None:
    assert over_tls["session"] == ["__Host-session", True, None, "/"]


def test_over_tls_every_cookie_is_bound_to_the_host(over_tls: dict[str, object]) -> None:
    cookies = over_tls["cookies"]
    assert isinstance(cookies, dict) and len(cookies) == 2
    assert {name: marks for name, marks in cookies.items() if marks != [True, "/", ""]} == {}
    assert [name for name in cookies if not name.startswith("__Host-")] == []


def test_over_plain_http_there_is_neither_hsts_nor_the_prefix(world: World) -> None:
    answer = Client().get("/accounts/login/")
    assert "Strict-Transport-Security" not in answer.headers
    assert not any(name.startswith("__Host-") for name in answer.cookies)
