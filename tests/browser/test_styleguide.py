"""The style guide at every width and in both colour schemes passes axe."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_page_layout import (
    AXE_OPTIONS,
    COLOURS,
    LOOK_WIDTHS,
    OVERFLOWING_ELEMENTS,
    SMALL_TARGETS,
    WIDTHS,
)


@pytest.fixture
def guide(open_page: OpenPage, in_debug: None) -> Page:
    page = open_page(bypass_csp=True)
    page.goto("/styleguide/")
    return page


def test_every_component_passes_axe(guide: Page) -> None:
    guide.locator("#dialog-light").evaluate("(each) => each.showPopover()")
    found = []
    for width, colours in product(LOOK_WIDTHS, COLOURS):
        guide.set_viewport_size({"width": width, "height": 800})
        guide.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        violations = Axe().run(guide, options=AXE_OPTIONS).response["violations"]
        found += [(width, colours, each["id"], each["nodes"][0]["target"]) for each in violations]
    assert found == []


def test_no_component_is_wider_than_the_window(guide: Page) -> None:
    for width in WIDTHS:
        guide.set_viewport_size({"width": width, "height": 800})
        assert guide.evaluate(OVERFLOWING_ELEMENTS) == [], width


def test_components_have_large_touch_targets(open_page: OpenPage, in_debug: None) -> None:
    page = open_page(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 800})
    page.goto("/styleguide/")
    assert [each for each in page.evaluate(SMALL_TARGETS) if not each.startswith("Withdraw")] == []


def test_a_dialog_opens_and_closes_without_our_javascript(guide: Page) -> None:
    guide.get_by_role("button", name="Open").first.press("Enter")
    expect(guide.get_by_role("dialog")).to_be_visible()
    guide.keyboard.press("Escape")
    expect(guide.get_by_role("dialog")).to_have_count(0)
