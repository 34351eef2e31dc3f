"""Entering a LinkedIn score by hand: type, check, save, find in the history, withdraw, restore."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, SignIn

NUMBERS = {"Brand": "13,118", "People": "11.2", "Insights": "5.03", "Relationships": "2.37"}


def type_in(page: Page, numbers: dict[str, str]) -> None:
    for label, number in numbers.items():
        page.get_by_label(label, exact=True).fill(number)
    page.get_by_role("button", name="Look at it").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reading_is_typed_found_in_the_history_withdrawn_and_restored(
    open_page: OpenPage, let_in: SignIn, scripts: bool
) -> None:
    page = let_in(open_page(java_script_enabled=scripts), "rep")
    page.goto("/reading/")
    page.get_by_role("link", name="Type it").click()
    type_in(page, NUMBERS)
    expect(page.get_by_role("listitem").filter(has_text="Total")).to_contain_text("32 / 100")
    page.get_by_role("button", name="Change it").click()
    type_in(page, NUMBERS | {"Relationships": "23.7"})
    page.get_by_role("button", name="Save for").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("LinkedIn score 53 on")

    page.get_by_role("link", name="LinkedIn score").click()
    page.get_by_role("link", name="History").click()
    first = page.locator("table.readings tbody tr").first
    rows = page.locator("table.readings tbody tr").count()
    expect(first).to_contain_text("typed by you")
    expect(first).to_contain_text("our estimate")
    first.get_by_role("button", name="Withdraw").click()
    expect(page.locator("table.readings tbody tr")).to_have_count(rows - 1)

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("table.readings tbody tr")).to_have_count(rows)
    expect(first).to_contain_text("typed by you")
    first.get_by_role("button", name="Withdraw").click()
