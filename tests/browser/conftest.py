"""Chromium on the demo organisation; errors on any page's console fail the test."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings
from django_scopes import scope
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from teams.demo.sign_ins import sign_in_lines
from teams.models import Organization, Rep, Team, User

# Playwright's synchronous API runs an event loop, in which Django's ORM refuses to work; the
# tests use the ORM between browser steps, never concurrently.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

TIMEOUT_MILLISECONDS = 15_000  # milliseconds; generous for a busy machine
expect.set_options(timeout=TIMEOUT_MILLISECONDS)

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI}`));
"""

Person = Literal["admin", "coach", "manager", "rep", "reader"]
PEOPLE: tuple[Person, ...] = get_args(Person)  # in the order of the demo's sign-ins
OpenPage = Callable[..., Page]
GetContext = Callable[..., BrowserContext]
SignIn = Callable[[Page, Person], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks all tests in this folder with `browser`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    """Path of the Chromium executable."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium: neither CHROMIUM nor the path names one")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    executable = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass(frozen=True)
class Site:
    """The demo organisation on a live server, with e-mail and password by person."""

    url: str
    organization: Organization
    passwords: dict[Person, tuple[str, str]]

    def user(self, person: Person) -> User:
        """The user of a person."""
        return User.objects.get(email=self.passwords[person][0])

    def rep(self, person: Person) -> Rep:
        """The rep of a person."""
        with scope(organization=self.organization):
            rep: Rep = Rep.objects.get(user=self.user(person))
        return rep

    def team(self) -> Team:
        """The manager's team."""
        with scope(organization=self.organization):
            team: Team = Team.objects.get(role__user=self.user("manager"))
        return team


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of the demo; workers of pytest-xdist share the usual one."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def db(
    browser: Browser,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    demo_folder: Path,
) -> Iterator[list[str]]:
    """The demo, new for every module, instead of a new database per test.

    Tests of a module see each other's changes. Returns the sign-in lines.
    """
    with django_db_blocker.unblock(), override_settings(DATA_DIR=demo_folder):
        _load_demo(demo_folder / "demo.sqlite3")
        yield sign_in_lines()
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()


def _load_demo(copy: Path) -> None:
    """Loads and scores the demo, once a process on SQLite, where later modules copy it."""
    if copy.exists():
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as source:
            source.backup(connection.connection)
        return
    call_command("load_demo", stdout=StringIO())
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)


@pytest.fixture(scope="module")
def site(db: list[str]) -> Iterator[Site]:
    """The demo on a live server."""
    said = [line.split() for line in db]
    passwords = {who: (email, word) for who, (_, email, word) in zip(PEOPLE, said, strict=True)}
    server = LiveServer("localhost")
    yield Site(server.url, Organization.objects.get(slug="demo"), passwords)
    server.stop()


@pytest.fixture
def complaints() -> list[str]:
    """Console errors of all pages; a test that expects one removes it."""
    return []


@pytest.fixture
def open_page(browser: Browser, site: Site, complaints: list[str]) -> Iterator[OpenPage]:
    """Function that opens a page in a new browser context, with that context's options.

    Paths are relative to the site. JavaScript errors and CSP violations fail the test.
    """

    with ExitStack() as stack:

        def fresh(**options: Any) -> Page:
            context = stack.enter_context(new_context(browser, site, options))
            return new_page(context, complaints)

        yield fresh
    assert complaints == []


def new_context(browser: Browser, site: Site, options: dict[str, Any]) -> BrowserContext:
    """A browser context on the site that reports CSP violations as console errors."""
    context: BrowserContext = browser.new_context(base_url=site.url, **options)
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    context.add_init_script(REPORT_VIOLATIONS)
    return context


def new_page(context: BrowserContext, complaints: list[str]) -> Page:
    """A page of the context whose errors are added to the complaints."""

    def note(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(f"{said.text} ({said.location['url']})")

    page = context.new_page()
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
    return page


@pytest.fixture(scope="module")
def contexts(browser: Browser, site: Site) -> Iterator[GetContext]:
    """Function that returns a signed-in context, one per person and options in a module.

    For tests that only look at pages: later pages find scripts and styles in the cache.
    """
    found: dict[str, BrowserContext] = {}
    with ExitStack() as stack:

        def get(person: Person | None, **options: Any) -> BrowserContext:
            key = f"{person} {sorted(options.items())}"
            if key not in found:
                found[key] = stack.enter_context(new_context(browser, site, options))
                if person:
                    add_session(found[key], site, person)
            return found[key]

        yield get


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A new page with desktop settings."""
    return open_page()


@pytest.fixture
def sign_in(site: Site) -> SignIn:
    """Function that signs a person in through the form and returns the landing page."""

    def by_form(page: Page, person: Person) -> Page:
        email, password = site.passwords[person]
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    return by_form


@pytest.fixture
def let_in(site: Site) -> SignIn:
    """Function that signs a person in by cookie, for tests that are not about sign-in."""

    def by_cookie(page: Page, person: Person) -> Page:
        add_session(page.context, site, person)
        return page

    return by_cookie


def add_session(context: BrowserContext, site: Site, person: Person) -> None:
    """Signs a person in by cookie in a browser context."""
    client = Client()
    client.force_login(site.user(person))
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
