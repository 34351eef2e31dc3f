"""Main paths through the product as a manager, a rep and a coach of the demo."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect

from teams.models import OfficialReading
from tests.browser.conftest import OpenPage, SignIn, Site

PASTED_PAGE = """\
Current Social Selling Index
53 out of 100
Four components of your score
13.118 | Establish your professional brand
11.2 | Find the right people
5.03 | Engage with insights
23.7 | Build relationships
"""


@pytest.fixture(autouse=True)
def _no_reading_today(site: Site) -> Iterator[None]:
    """Deletes today's reading after each test, so that every test can paste one."""
    yield
    with scope(organization=site.organization):
        OfficialReading.objects.filter(day=site.organization.today()).delete()


def names(page: Page) -> list[str]:
    """The names on the leaderboard, in order."""
    return page.locator("table.board tbody th").all_inner_texts()


def menu(page: Page) -> Page:
    """Opens the account menu and returns the page."""
    page.locator(".top .menu summary").click()
    return page


# Manager ------------------------------------------------------------------------------------------


def test_a_manager_signs_in_sees_the_leaderboard_opens_a_rep_and_goes_back(
    page: Page, sign_in: SignIn
) -> None:
    sign_in(page, "manager")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Team North")
    board = names(page)
    assert len(board) == 7

    page.get_by_role("link", name=board[0], exact=True).first.click()
    expect(page).to_have_title(f"{board[0]} · Seventy")
    page.go_back()
    expect(page).to_have_title("Team North · Seventy")
    assert names(page) == board


def test_switching_boards_does_not_reload_the_page(page: Page, let_in: SignIn) -> None:
    let_in(page, "manager").goto("/")
    by_total = names(page)
    page.evaluate("window.stayed = true")

    page.get_by_role("link", name="Most improved").click()
    expect(page.locator("#board-2")).to_have_attribute("aria-current", "true")
    assert "board=improved" in page.url
    assert sorted(names(page)) == sorted(by_total) and names(page) != by_total
    assert page.evaluate("window.stayed")


def test_the_back_button_returns_to_the_previous_board(page: Page, let_in: SignIn) -> None:
    let_in(page, "manager").goto("/")
    by_total, address = names(page), page.url
    page.get_by_role("link", name="Most improved").click()
    expect(page.locator("#board-2")).to_have_attribute("aria-current", "true")

    page.go_back()
    expect(page.locator("#board-1")).to_have_attribute("aria-current", "true")
    assert (names(page), page.url) == (by_total, address)


def test_boards_switch_without_javascript(open_page: OpenPage, let_in: SignIn) -> None:
    page = let_in(open_page(java_script_enabled=False), "manager")
    page.goto("/")
    by_total = names(page)

    page.get_by_role("link", name="Most improved").click()
    assert "board=improved" in page.url
    assert sorted(names(page)) == sorted(by_total) and names(page) != by_total


def test_searching_for_a_rep_hides_the_others(page: Page, let_in: SignIn) -> None:
    let_in(page, "manager").goto("/")
    wanted = names(page)[2]

    page.get_by_role("searchbox").fill(wanted)
    page.keyboard.press("Enter")
    expect(page.locator("table.board tbody th")).to_have_text([wanted])


# Rep ----------------------------------------------------------------------------------------------


def test_the_trend_is_drawn_without_plotly_at_first(page: Page, let_in: SignIn) -> None:
    let_in(page, "rep").goto("/")
    page.get_by_role("link", name="Me", exact=True).click()

    drawing = page.locator(".chart svg.trend:visible")
    expect(drawing).to_have_count(1)
    expect(drawing.locator("text.good")).to_have_text("70 good")
    assert page.evaluate("typeof window.Plotly") == "undefined"


def test_plotly_draws_the_trend_on_first_hover_with_the_70_line(
    page: Page, let_in: SignIn, site: Site
) -> None:
    let_in(page, "rep").goto(f"/reps/{site.rep('rep').pk}/")
    page.locator(".chart .plot").hover()

    chart = page.locator(".js-plotly-plot")
    expect(chart.get_by_text("70 good")).to_be_visible()
    expect(chart.locator(".shapelayer path[style*='dasharray']")).to_have_count(1)
    expect(page.locator("[data-chart] svg.trend:visible")).to_have_count(0)


def test_plotly_draws_on_tap_in_a_view_loaded_by_htmx(
    open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    page = let_in(open_page(has_touch=True, viewport={"width": 360, "height": 740}), "rep")
    page.goto(f"/reps/{site.rep('rep').pk}/")
    page.get_by_role("link", name="Pillars").tap()
    expect(page.locator("#view-2")).to_have_attribute("aria-current", "true")

    page.locator(".chart .plot").tap()
    expect(page.locator(".js-plotly-plot").get_by_text("Relationships")).to_be_visible()


def test_a_pasted_ssi_page_is_previewed_saved_and_shown_in_the_trend(
    page: Page, let_in: SignIn, site: Site
) -> None:
    let_in(page, "reader").goto("/")
    page.get_by_role("link", name="LinkedIn score").click()
    page.get_by_label("Text of your LinkedIn SSI page").fill(PASTED_PAGE)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Is this what LinkedIn shows?")
    expect(page.locator("form .list .n")).to_have_text(
        ["13.1 / 25", "11.2 / 25", "5.0 / 25", "23.7 / 25", "53 / 100"]
    )

    page.get_by_role("button", name="Save for").click()
    expect(page.get_by_role("status")).to_contain_text("Reading saved. Estimated SSI 53")
    expect(page.get_by_role("heading", level=1)).to_contain_text("LinkedIn score 53 on")
    dots = page.locator("svg.trend:visible circle.official title")
    assert "LinkedIn 53" in dots.all_text_contents()[-1]


def test_a_pasted_page_is_not_saved_before_the_preview_is_confirmed(
    page: Page, let_in: SignIn, site: Site
) -> None:
    let_in(page, "reader").goto("/reading/")
    page.get_by_label("Text of your LinkedIn SSI page").fill(PASTED_PAGE)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Text of your LinkedIn SSI page")).to_have_value(PASTED_PAGE)

    page.get_by_role("link", name="Me", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("LinkedIn score 53")


# Coach --------------------------------------------------------------------------------------------


def test_the_downloaded_progress_matches_the_page(
    page: Page, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(page, "coach").get_by_role("link", name="Progress").click()
    shown = page.locator("table.cards tbody tr")
    people = shown.locator("th a").all_inner_texts()
    totals = [float(total.split()[0]) for total in shown.locator("td.total").all_inner_texts()]

    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "progress.csv")
    rows = list(csv.DictReader((tmp_path / "progress.csv").read_text("utf-8").splitlines()))
    assert len(people) == 8
    assert [row["name"] for row in rows] == people
    assert [float(row["total_to"]) for row in rows] == totals


def test_a_pdf_is_downloaded_with_one_click(page: Page, let_in: SignIn, tmp_path: Path) -> None:
    let_in(page, "coach").goto("/progress/")
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF", exact=True).click()
    download.value.save_as(tmp_path / "progress.pdf")
    assert (tmp_path / "progress.pdf").read_bytes().startswith(b"%PDF-")


def test_a_coach_selects_another_team_and_period(page: Page, let_in: SignIn, site: Site) -> None:
    let_in(page, "coach").goto("/progress/")
    before = page.locator("table.cards tbody th").all_inner_texts()
    page.get_by_label("Report on").select_option(index=1)
    first = site.organization.last_closed_day() - timedelta(days=10)
    page.get_by_role("textbox", name="From").fill(str(first))
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{first.day} {first:%B}")
    assert not set(before) & set(page.locator("table.cards tbody th").all_inner_texts())


# Everyone -----------------------------------------------------------------------------------------


def colours(page: Page) -> list[str]:
    """Computed background and text colour of the page."""
    css = "getComputedStyle(document.documentElement)"
    painted: list[str] = page.evaluate(f"[{css}.backgroundColor, {css}.color]")
    return painted


def test_the_dark_theme_is_switched_on_persists_and_is_switched_off(
    page: Page, let_in: SignIn
) -> None:
    let_in(page, "coach").goto("/teams/")
    light = colours(page)

    menu(page).get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/progress/")
    assert colours(page) != light
    assert menu(page).get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"

    page.get_by_role("button", name="Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert (colours(page), page.url.split("/")[3]) == (light, "progress")


def test_the_systems_dark_theme_equals_the_chosen_one(page: Page, let_in: SignIn) -> None:
    let_in(page, "coach").goto("/teams/")
    page.emulate_media(color_scheme="dark")
    by_system = colours(page)

    page.emulate_media(color_scheme="light")
    menu(page).get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert colours(page) == by_system


def test_after_signing_out_every_page_redirects_to_sign_in(page: Page, sign_in: SignIn) -> None:
    menu(sign_in(page, "rep")).get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    page.goto("/log/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
