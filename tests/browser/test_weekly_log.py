"""The fortnight table, leave and the weekly card in the browser, each with undo."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect

from teams.models import DailyLog, WeeklyCard
from tests.browser.conftest import OpenPage, SignIn, Site


def days(site: Site) -> list[Any]:
    """All known values of the rep's days, and the weekly cards."""
    with scope(organization=site.organization):
        rep = site.rep("rep")
        logs = [(log.day, log.known()) for log in DailyLog.objects.of(rep) if log.known()]
        return logs + list(WeeklyCard.objects.of(rep).values_list("day", "connections"))


@pytest.fixture
def before(site: Site) -> list[Any]:
    return days(site)


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#saved p")).to_contain_text("Undone.")


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_fortnight_is_filled_in_and_undone(
    open_page: OpenPage, let_in: SignIn, site: Site, before: list[Any], with_javascript: bool
) -> None:
    page = let_in(open_page(java_script_enabled=with_javascript), "rep")
    page.goto("/log/fortnight/")
    rows = page.locator("table.fortnight tbody tr")
    for row in (0, 1):
        rows.nth(row).get_by_label("Shares").fill("7")
    rows.nth(13).get_by_label("Off").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved p")).to_contain_text("Saved: 3 days changed.")
    with scope(organization=site.organization):
        last = DailyLog.objects.of(site.rep("rep")).get(day=site.organization.today())
    assert last.known() == {"shares": 7}
    undo(page)
    assert days(site) == before


def test_enter_and_arrow_keys_move_up_and_down_in_the_table(page: Page, let_in: SignIn) -> None:
    let_in(page, "rep").goto("/log/fortnight/")
    rows = page.locator("table.fortnight tbody tr")
    rows.nth(0).get_by_label("Comments").focus()
    for key in ("Enter", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(rows.nth(2).get_by_label("Comments")).to_be_focused()


def test_future_leave_is_entered_and_removed(
    page: Page, let_in: SignIn, site: Site, before: list[Any]
) -> None:
    let_in(page, "rep").goto("/log/")
    page.get_by_role("link", name="Days off").click()
    first = site.organization.today() + timedelta(20)
    page.get_by_label("First day off").fill(first.isoformat())
    page.get_by_label("Last day off").fill((first + timedelta(13)).isoformat())
    page.get_by_role("button", name="Mark as off").click()
    expect(page.locator("#saved p")).to_contain_text("10 working days marked off.")
    expect(page.locator("section.beside li")).to_have_count(1)
    page.get_by_role("button", name="Take back: ").click()
    expect(page.locator("#saved p")).to_contain_text("Taken back: 10 working days no longer off.")
    expect(page.get_by_text("No day off is marked from today on.")).to_be_visible()
    assert days(site) == before


@pytest.mark.parametrize("with_javascript", [True, False])
def test_the_weekly_card_is_opened_from_the_log_saved_and_undone(
    open_page: OpenPage, let_in: SignIn, site: Site, before: list[Any], with_javascript: bool
) -> None:
    page = let_in(open_page(java_script_enabled=with_javascript), "rep")
    page.goto("/log/")
    page.get_by_role("link", name="Weekly card", exact=True).click()
    page.get_by_label("Connections, in all").fill("1,024")
    page.get_by_label("Profile viewers").fill("9")
    page.get_by_text("Once a month").click()
    page.get_by_label("Headline").check()
    page.get_by_label("I looked").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved p")).to_contain_text("saved. Estimated SSI")
    expect(page.get_by_label("Connections, in all")).to_have_value("1024")
    assert days(site)[-1] == (site.organization.today(), 1024)
    undo(page)
    assert days(site) == before
