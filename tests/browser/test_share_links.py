"""A coach shares a report; a reader without an account opens it until it is withdrawn."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, SignIn, Site


def test_a_share_link_is_created_opened_with_its_password_and_withdrawn(
    open_page: OpenPage, let_in: SignIn, site: Site, complaints: list[str]
) -> None:
    coach = let_in(open_page(), "coach")
    coach.goto(f"/progress/?whom=team-{site.team().pk}")
    name = coach.locator("table.cards tbody th").first.inner_text().split("\n")[0]
    coach.get_by_role("link", name="Share", exact=True).click()
    coach.get_by_label("Password").fill("a word to open")
    coach.get_by_role("button", name="Make a link").click()
    link = coach.locator("#made").input_value()

    reader = open_page()
    reader.goto(link)
    reader.get_by_label("Password").fill("another word")
    reader.get_by_role("button", name="Open").click()
    expect(reader.get_by_text("That is not the password.")).to_be_visible()
    assert "403" in complaints.pop()
    reader.get_by_label("Password").fill("a word to open")
    reader.get_by_role("button", name="Open").click()
    expect(reader.get_by_role("rowheader", name=re.compile("Rep 1"))).to_be_visible()
    assert name not in reader.content() and "@" not in reader.locator("body").inner_text()
    assert reader.locator("a:visible:not([href='#content'])").count() == 0

    coach.goto("/shares/")
    coach.get_by_role("button", name="Withdraw").first.click()
    expect(coach.get_by_text("withdrawn")).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("heading", name="There is nothing here")).to_be_visible()
    assert "404" in complaints.pop()
