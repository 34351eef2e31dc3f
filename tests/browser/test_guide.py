"""The guide in the browser: accepting an action and what-if, with and without JavaScript."""

import re

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from teams.models import Choice
from tests.browser.conftest import OpenPage, SignIn, Site


@pytest.mark.parametrize("with_javascript", [True, False])
def test_an_action_is_accepted_and_undone(
    open_page: OpenPage, let_in: SignIn, site: Site, with_javascript: bool
) -> None:
    page = let_in(open_page(java_script_enabled=with_javascript), "rep")
    page.goto(f"/reps/{site.rep('rep').pk}/next/?minutes=120&per=week")
    weekly = page.locator("li.suggestion").filter(has=page.get_by_role("button", name="Accept"))
    first = weekly.first
    name = first.locator("b").inner_text()
    first.get_by_role("button", name="Accept").click()
    expect(page.locator("#saved p")).to_contain_text("is in this week’s plan.")
    expect(page.locator("section[aria-labelledby=planned] b").first).to_have_text(name)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#saved p")).to_contain_text("Undone.")
    with scope(organization=site.organization):
        assert not Choice.objects.of(site.rep("rep")).exists()


def test_a_slider_updates_the_answer_the_number_and_the_address(
    open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    page = let_in(open_page(), "rep")
    page.goto(f"/reps/{site.rep('rep').pk}/what-if/")
    expect(page.locator("#answer")).to_contain_text("Nothing differs")
    slider = page.get_by_label("Profile completeness, %", exact=True)
    slider.focus()
    slider.press("Home")
    expect(page.locator("#answer")).to_contain_text("copy it to share")
    expect(page.get_by_label("Profile completeness, %, as a number")).to_have_value("0")
    expect(page).to_have_url(re.compile(r"/what-if/\?profile_completeness=0$"))


def test_what_if_works_without_javascript(open_page: OpenPage, let_in: SignIn, site: Site) -> None:
    page = let_in(open_page(java_script_enabled=False), "rep")
    page.goto(f"/reps/{site.rep('rep').pk}/what-if/")
    page.get_by_label("Profile completeness, %, as a number").fill("5")
    page.get_by_role("button", name="Show result").click()
    expect(page).to_have_url(re.compile(r"/what-if/\?profile_completeness=5$"))
    expect(page.get_by_label("Profile completeness, %", exact=True)).to_have_value("5")
