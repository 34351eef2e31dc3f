"""Accessibility: axe, keyboard only, forced colours, reduced motion, no layout shift."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django_scopes import scope
from playwright.sync_api import Locator, Page, expect

from teams.models import DailyLog
from tests.browser.conftest import OpenPage, Person, SignIn, Site
from tests.browser.test_page_layout import (  # noqa: F401  fixtures
    AXE_OPTIONS,
    LAPTOP,
    LOOK_WIDTHS,
    PAGES,
    Visit,
    every_page,
    links,
    look,
    one_width,
    programme,
    second_client,
    some_pages,
    visit,
)

# A page that shows the same words in the dark differs in its colours only: these are their rules.
COLOUR_RULES = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
SHOWN_WORDS = "document.body.innerText"
MAX_TABS = 60
LAYOUT_SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) sum += each.hadRecentInput ? 0 : each.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture(autouse=True)
def _nothing_logged_today(site: Site) -> Iterator[None]:
    yield
    with scope(organization=site.organization):
        DailyLog.objects.filter(day=site.organization.today()).delete()


def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until the element has a visible focus."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(each) => each === document.activeElement"):
            outline = wanted.evaluate("(each) => getComputedStyle(each).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def press(page: Page, wanted: Locator) -> None:
    """Moves the focus there and presses Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def sign_in_by_keys(page: Page, site: Site, person: Person) -> None:
    email, password = site.passwords[person]
    page.goto("/accounts/login/")
    if not page.get_by_label("Email").evaluate("(each) => each === document.activeElement"):
        tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(email)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def test_a_rep_can_use_log_chart_and_import_by_keyboard_only(page: Page, site: Site) -> None:
    sign_in_by_keys(page, site, "rep")
    tab_to(page, page.get_by_label("Comments", exact=True))
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Saved")

    press(page, page.get_by_role("link", name="Me", exact=True))
    expect(page.locator("svg.trend:visible text.good")).to_be_visible()
    press(page, page.locator(".chart summary"))
    expect(page.get_by_role("region", name=re.compile("numbers"))).to_be_visible()
    tab_to(page, page.get_by_role("region", name=re.compile("numbers")))

    page.reload()
    press(page, page.get_by_role("link", name="Import", exact=True))
    tab_to(page, page.locator("input[type=file]"))


def test_a_manager_reaches_a_reps_page_by_keyboard_only(page: Page, site: Site) -> None:
    sign_in_by_keys(page, site, "manager")
    press(page, page.get_by_role("link", name="Most improved"))
    expect(page.locator("#board-2")).to_have_attribute("aria-current", "true")
    page.reload()
    name = page.locator("table.board tbody th a").first
    who = name.inner_text()
    press(page, name)
    expect(page).to_have_title(f"{who} · Seventy")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_account_menu_works_by_keyboard_only(page: Page, site: Site) -> None:
    sign_in_by_keys(page, site, "manager")
    press(page, page.locator(".top .menu summary"))
    press(page, page.get_by_role("button", name="Sign out"))
    page.wait_for_url("**/accounts/login/**")


def colour_of(page: Page, selector: str, kind: str) -> str:
    """The computed colour of an element."""
    found = page.locator(selector).first
    colour: str = found.evaluate(f"(each) => getComputedStyle(each).{kind}")
    return colour


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_and_text_are_visible_in_forced_colours(
    open_page: OpenPage, let_in: SignIn, site: Site, theme: str
) -> None:
    page = let_in(open_page(forced_colors="active", color_scheme="light"), "manager")
    page.context.add_cookies([{"name": "theme", "value": theme, "url": site.url}])
    page.goto("/")
    ink = colour_of(page, "h1", "color")
    paper = colour_of(page, "body", "backgroundColor")
    assert ink != paper
    assert colour_of(page, ".score .good", "stroke") == ink
    assert colour_of(page, ".score .ticks", "stroke") == ink
    pillars = [colour_of(page, f".score .{name}", "fill") for name in ("brand", "insights")]
    assert len({ink, paper, colour_of(page, ".score .track", "fill"), *pillars}) == 5
    page.locator("table.board tbody th a").first.click()
    assert colour_of(page, ".ring .total", "fill") == ink
    assert colour_of(page, ".trend:visible .good", "stroke") == ink
    assert colour_of(page, ".trend:visible .official", "fill") == ink


def test_reduced_motion_disables_animations(
    open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    page = let_in(open_page(reduced_motion="reduce"), "rep")
    page.goto("/log/")
    page.evaluate("document.querySelector('main').setAttribute('aria-busy', 'true')")
    length = page.evaluate(
        "getComputedStyle(document.querySelector('main'), '::before').animationDuration"
    )
    assert length in ("1e-05s", "0.00001s", "0.01ms")


@some_pages
def test_pages_load_without_layout_shift(visit: Visit, name: str) -> None:  # noqa: F811
    page = visit(name, viewport={"width": 360, "height": 800})
    expect(page.locator(PAGES[name][2]).first).to_be_visible()
    assert page.evaluate(LAYOUT_SHIFT) <= 0.02


@every_page
@one_width(LOOK_WIDTHS, LAPTOP)
def test_every_page_passes_axe(
    look: Visit,  # noqa: F811
    name: str,
    widths: tuple[int, ...],
) -> None:
    page = look(name, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details.more').forEach((each) => each.open = true)")
    found = set()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        found |= _violations(page, f"{width} light", AXE_OPTIONS)
        words = page.evaluate(SHOWN_WORDS)
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(SHOWN_WORDS) == words
        found |= _violations(
            page, f"{width} dark", COLOUR_RULES if width == LAPTOP else AXE_OPTIONS
        )
    assert found == set()


def _violations(page: Page, where: str, options: dict[str, Any]) -> set[str]:
    """What axe finds on the page, each with where it was looked at, its rule and its elements."""
    return {
        f"{where}: {each['id']}: {', '.join(node['target'][0] for node in each['nodes'][:3])}"
        for each in Axe().run(page, options=options).response["violations"]
    }
