"""Charts are downloaded as PNG and SVG; notes on charts are added and deleted."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import SignIn


def test_charts_are_downloaded_as_png_and_svg(page: Page, let_in: SignIn, tmp_path: Path) -> None:
    let_in(page, "manager").goto("/trends/")
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<?xml")):
        for at, chart in enumerate(page.locator(".chart").all()):
            with page.expect_download() as saved:
                chart.locator(".files").get_by_text(kind).click()
            saved.value.save_as(tmp_path / f"{at}.{kind}")
            content = (tmp_path / f"{at}.{kind}").read_bytes()
            assert content.startswith(begins) and len(content) > 2000


def test_a_note_is_added_deleted_and_restored(page: Page, let_in: SignIn) -> None:
    let_in(page, "manager").goto("/trends/")
    page.get_by_label("What happened").first.fill("Training on comments")
    page.get_by_role("button", name="Note it").click()
    note = page.locator(".notes li", has_text="Training on comments")
    note.get_by_text("Change").click()
    note.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    note.wait_for()
    assert page.get_by_role("button", name="Undo").count() == 0
