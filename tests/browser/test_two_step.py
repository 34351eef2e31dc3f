"""Two-step sign-in in the browser for an admin after the grace period: set-up and codes."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Page, expect

from teams.accounts.two_step import TWO_STEP_REQUIRED_MESSAGE
from teams.models import Role, User
from tests.browser.conftest import OpenPage, SignIn, Site
from tests.browser.test_page_layout import (
    AXE_OPTIONS,
    COLOURS,
    LOOK_WIDTHS,
    OVERFLOWING_ELEMENTS,
    SMALL_TARGETS,
)

PASSWORD = "nine long words make it"
ADMIN_PAGES = ("/", "/jobs/", "/settings/people/", "/settings/audit/", "/me/data/")


@pytest.fixture
def newcomer(site: Site) -> Iterator[User]:
    """An admin of the demo whose grace period is over, without two-step sign-in."""
    late = timezone.now() - timedelta(seconds=1)
    address = f"late.{User.objects.count()}@x.example"  # unique, because audit log entries stay
    user = User.objects.create_user(address, PASSWORD, name="Lee Late", two_step_by=late)
    with scope(organization=site.organization):
        Role.objects.create(
            organization=site.organization,
            user=user,
            kind=Role.Kind.ADMIN,
            since=site.organization.today(),
        )
    yield user
    cache.clear()


def current_code(secret: str) -> str:
    """The app's current code, valid for at least 10 more seconds."""
    if (left := 30 - time.time() % 30) < 10:
        time.sleep(left)
    (now,) = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, now)))


def type_password(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def type_code(page: Page, code: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".top .menu summary")).to_contain_text("Lee Late")


def sign_out(page: Page) -> None:
    page.locator(".top .menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".top .menu summary")).to_have_text("Colours")


def set_up_app(page: Page) -> str:
    """Sets up an app from the page that asks for it; returns the secret."""
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    assert picture.evaluate("img => img.complete && img.naturalWidth > 0")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(current_code(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    return secret


def assert_page_fits(page: Page) -> None:
    """Checks all widths and both colour schemes: axe, touch targets, no overflow."""
    for width, colours in product(LOOK_WIDTHS, COLOURS):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        assert page.evaluate(OVERFLOWING_ELEMENTS) == []
        assert page.evaluate(SMALL_TARGETS) == [], width
        found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
        assert [each["id"] for each in found] == [], (width, colours)


def test_an_invited_admin_signs_in_and_sets_up_two_step(
    page: Page, let_in: SignIn, open_page: OpenPage
) -> None:
    mail.outbox = []
    let_in(page, "admin").goto("/settings/people/invite/")
    page.get_by_label("E-mail", exact=True).fill("lee@x.example")
    page.get_by_label("Name").fill("Lee Late")
    page.get_by_label("Role").select_option(Role.Kind.ADMIN)
    page.get_by_role("button", name="Look at the mail").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status")).to_contain_text("One person invited")
    link = re.search(r"http\S+/invitations/\S+", str(mail.outbox[0].body))
    assert link

    theirs = open_page()
    theirs.goto(link[0])
    theirs.get_by_label("Password", exact=True).fill(PASSWORD)
    theirs.get_by_label("Password, again").fill(PASSWORD)
    theirs.get_by_role("button", name="Come in").click()
    sign_out(theirs)
    user = User.objects.get(email="lee@x.example")
    type_password(theirs, user)
    theirs.goto("/accounts/two-step/")
    secret = set_up_app(theirs)
    sign_out(theirs)
    type_password(theirs, user)
    type_code(theirs, current_code(secret))


def test_every_page_redirects_to_two_step_until_it_is_set_up(page: Page, newcomer: User) -> None:
    type_password(page, newcomer)
    for path in ADMIN_PAGES:
        page.goto(path)
        assert urlsplit(page.url).path == "/accounts/two-step/", path
        expect(page.get_by_role("status")).to_contain_text(TWO_STEP_REQUIRED_MESSAGE)
    set_up_app(page)
    for path in ADMIN_PAGES:
        page.goto(path)
        assert "/accounts/" not in page.url, path


def test_the_second_step_accepts_an_app_code_or_a_recovery_code(page: Page, newcomer: User) -> None:
    type_password(page, newcomer)
    secret = set_up_app(page)
    recovery = page.locator("main li code").first.inner_text()
    for code in (current_code(secret), recovery):
        sign_out(page)
        type_password(page, newcomer)
        type_code(page, code)
    page.goto("/accounts/two-step/codes/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("main")).to_contain_text("9 of 10 are left")


def test_the_two_step_pages_are_accessible(open_page: OpenPage, newcomer: User) -> None:
    page = open_page(bypass_csp=True, has_touch=True, is_mobile=True)
    type_password(page, newcomer)
    page.goto("/accounts/two-step/app/activate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert_page_fits(page)
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Code").fill(current_code(secret))
    page.get_by_role("button", name="Set up").click()
    assert_page_fits(page)
    page.goto("/accounts/passkeys/add/")
    assert_page_fits(page)
    page.goto("/accounts/tokens/")
    page.get_by_label("Name").fill("nightly export")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator("#token")).to_be_visible()
    assert_page_fits(page)
    sign_out(page)
    type_password(page, newcomer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    assert_page_fits(page)
