"""Passkeys, with a virtual authenticator of Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn, Site
from tests.browser.test_two_step import sign_out

AUTHENTICATOR_OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
AddPasskey = Callable[[Page], None]


@pytest.fixture
def add_passkey(site: Site) -> AddPasskey:
    """Function that adds a passkey for the signed-in user through the form."""

    def by_the_form(page: Page) -> None:
        page.goto("/accounts/passkeys/add/")
        page.get_by_label("Password").fill(site.passwords["manager"][1])
        page.get_by_role("button", name="Confirm").click()
        page.get_by_label("Name").fill("My laptop")
        expect(page.get_by_label("Signs in without the password")).to_be_checked()
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_url(lambda url: "/passkeys/add/" not in url)

    return by_the_form


@pytest.fixture
def device(page: Page) -> Page:
    """A page with a virtual authenticator that verifies its user."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR_OPTIONS})
    return page


def test_a_passkey_signs_in_alone_and_serves_as_a_second_step(
    device: Page, sign_in: SignIn, add_passkey: AddPasskey, site: Site
) -> None:
    add_passkey(sign_in(device, "manager"))
    device.goto("/accounts/passkeys/")
    expect(device.locator("main")).to_contain_text("My laptop")

    sign_out(device)
    device.goto("/accounts/login/")
    device.get_by_role("button", name="Sign in with a passkey").click()
    expect(device.locator("table.board")).to_be_visible()

    sign_out(device)
    sign_in(device, "manager")
    expect(device.get_by_role("heading", level=1)).to_have_text("Second step")
    device.get_by_role("button", name="Use a passkey").click()
    expect(device.locator("table.board")).to_be_visible()
