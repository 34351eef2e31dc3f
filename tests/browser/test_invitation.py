"""From an admin's invitation and the link in its mail to the new user's first page."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, SignIn

PASSWORD = "nine long words make it"


@pytest.fixture(autouse=True)
def _nothing_sent() -> None:
    mail.outbox = []


def test_an_invited_rep_sets_a_password_and_lands_on_the_first_page(
    page: Page, let_in: SignIn, open_page: OpenPage
) -> None:
    let_in(page, "admin").goto("/settings/people/")
    page.get_by_role("link", name="Invite one").click()
    page.get_by_label("E-mail", exact=True).fill("ada@x.example")
    page.get_by_label("Name").fill("Ada Osei")
    page.get_by_label("Team or region").select_option(index=1)
    page.get_by_role("button", name="Look at the mail").click()
    expect(page.locator(".letter")).to_contain_text("Hello Ada Osei")

    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status")).to_contain_text("One person invited")
    link = re.search(r"http\S+/invitations/\S+", str(mail.outbox[0].body))
    assert link

    hers = open_page()
    hers.goto(link[0])
    hers.get_by_label("Password", exact=True).fill(PASSWORD)
    hers.get_by_label("Password, again").fill(PASSWORD)
    hers.get_by_role("button", name="Come in").click()
    expect(hers.get_by_role("heading", level=1)).to_contain_text("LinkedIn score")
    expect(hers.locator(".top .menu summary")).to_contain_text("Ada Osei")


def test_pasted_people_are_previewed_without_javascript(
    open_page: OpenPage, let_in: SignIn
) -> None:
    page = let_in(open_page(java_script_enabled=False), "admin")
    page.goto("/settings/people/invite/many/")
    page.get_by_label("Name, e-mail, team, LinkedIn seat").fill("Bo, bo@x.example\ncy@x.example")
    page.get_by_label("Team of lines without one").select_option(index=1)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("tbody tr")).to_have_count(2)

    page.get_by_role("button", name="Invite 2").click()
    expect(page.get_by_role("status")).to_contain_text("2 people invited")
    assert [each.to for each in mail.outbox] == [["bo@x.example"], ["cy@x.example"]]
