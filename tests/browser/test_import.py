"""Importing a file in the browser: only ticked files are sent; preview, apply, undo."""

import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django_scopes import scope
from playwright.sync_api import Page, expect

from teams.imports import worker
from teams.models import DailyLog, Import
from tests.browser.conftest import OpenPage, SignIn, Site
from tests.browser.test_page_layout import AXE_OPTIONS, LOOK_WIDTHS, OVERFLOWING_ELEMENTS
from tests.teams.importers.archives import message_row, table

SECRET = b"secret words"


@pytest.fixture(autouse=True)
def _nothing_taken_in(site: Site) -> Iterator[None]:
    yield
    with scope(organization=site.organization):
        Import.objects.all().delete()


@pytest.fixture
def archive(site: Site, tmp_path: Path) -> Path:
    """Yesterday's complete archive, with messages and an unknown file."""
    today = site.organization.today()
    days = [today - timedelta(days=n) for n in (3, 2)]
    path = tmp_path / f"Complete_LinkedInDataExport_{today:%m-%d-%Y}.zip"
    files = {
        "Shares_123.csv": table("Shares", [{"Date": f"{day} 16:41:18"} for day in days]),
        "Profile.csv": table("Profile", [{"First Name": "Ada", "Last Name": "Osei"}]),
        "messages.csv": table("messages", [message_row("a", f"{days[0]} 10:00:00 UTC")]),
        "Ads Clicked.csv": b"what\n",
        "media/photo.jpg": b"\xff\xd8" * 500,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def newest_import(site: Site) -> Import:
    with scope(organization=site.organization):
        found: Import = Import.objects.latest("begun_at")
    return found


def run_worker(site: Site) -> None:
    """Does the worker's next step."""
    with scope(organization=site.organization):
        worker.perform_step(newest_import(site).pk)


def choose(page: Page, path: Path) -> None:
    page.goto("/imports/")
    page.get_by_label("A file, or the parts").set_input_files(path)


def uploaded_files(site: Site) -> dict[str, bytes]:
    """The archive's files as they arrived on the server."""
    with zipfile.ZipFile(settings.UPLOAD_DIR / str(newest_import(site).pk) / "0") as arrived:
        return {name: arrived.read(name) for name in arrived.namelist()}


def test_only_ticked_files_are_sent_and_messages_are_not_ticked(
    page: Page, let_in: SignIn, site: Site, archive: Path
) -> None:
    choose(let_in(page, "rep"), archive)
    expect(page.get_by_role("checkbox", name="messages")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Shares")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Reactions")).to_be_hidden()
    page.get_by_role("button", name="Send and read").click()
    expect(page.get_by_text("Being read")).to_be_visible()
    came = uploaded_files(site)
    assert {name for name, content in came.items() if content} == {"Shares_123.csv", "Profile.csv"}
    assert came.keys() - {"Shares_123.csv", "Profile.csv"} == {"messages.csv", "Ads Clicked.csv"}


def test_a_ticked_file_arrives_unchanged(
    page: Page, let_in: SignIn, site: Site, archive: Path
) -> None:
    choose(let_in(page, "rep"), archive)
    page.get_by_role("checkbox", name="messages").check()
    page.get_by_role("button", name="Send and read").click()
    expect(page.get_by_text("Being read")).to_be_visible()
    with zipfile.ZipFile(archive) as whole:
        assert uploaded_files(site)["messages.csv"] == whole.read("messages.csv")
    assert SECRET in uploaded_files(site)["messages.csv"]


def test_an_import_is_previewed_applied_and_undone(
    page: Page, let_in: SignIn, site: Site, archive: Path
) -> None:
    with scope(organization=site.organization):
        before = list(DailyLog.objects.of(site.rep("rep")).values_list("day", "posts", "said"))
    choose(let_in(page, "rep"), archive)
    page.get_by_role("button", name="Send and read").click()
    expect(page.get_by_role("progressbar", name="Being read")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar", name="Being read")).to_be_visible()
    run_worker(site)
    expect(page.get_by_text("Nothing counts yet.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Posts, articles, videos"))).to_be_visible()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("progressbar", name="Being applied")).to_be_visible()
    run_worker(site)
    expect(page.get_by_text("It can be undone until")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("progressbar", name="Being undone")).to_be_visible()
    run_worker(site)
    expect(page.get_by_text("Undone: nothing of it counts.")).to_be_visible()
    with scope(organization=site.organization):
        after = list(DailyLog.objects.of(site.rep("rep")).values_list("day", "posts", "said"))
    assert after == before


def test_importing_works_without_javascript(
    open_page: OpenPage, let_in: SignIn, site: Site, archive: Path
) -> None:
    page = let_in(open_page(java_script_enabled=False), "rep")
    choose(page, archive)
    page.get_by_role("button", name="Send and read").click()
    run_worker(site)
    page.reload()
    expect(page.get_by_role("row", name=re.compile("^Posts, articles, videos"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Conversations"))).to_have_count(0)
    page.get_by_role("button", name="Apply").click()
    run_worker(site)
    page.reload()
    expect(page.get_by_text("It can be undone until")).to_be_visible()


def test_a_zip_that_is_not_from_linkedin_is_not_sent(
    page: Page, let_in: SignIn, site: Site, tmp_path: Path
) -> None:
    path = tmp_path / "holiday.zip"
    with zipfile.ZipFile(path, "w") as holiday:
        holiday.writestr("beach.jpg", b"sand")
    choose(let_in(page, "rep"), path)
    expect(page.get_by_role("alert")).to_have_text(re.compile("Nothing in holiday.zip"))
    page.get_by_role("button", name="Send and read").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("Nothing in holiday.zip"))
    with scope(organization=site.organization):
        assert not Import.objects.exists()


def test_an_interrupted_upload_is_retried(
    page: Page, let_in: SignIn, site: Site, archive: Path, complaints: list[str]
) -> None:
    choose(let_in(page, "rep"), archive)
    broken = iter([True, True])
    page.route(
        "**/part/**",
        lambda route: route.abort() if next(broken, False) else route.continue_(),
    )
    page.get_by_role("button", name="Send and read").click()
    expect(page.get_by_text("Being read")).to_be_visible()
    assert uploaded_files(site)["Shares_123.csv"]
    complaints.clear()  # the browser's errors about lost connections


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_preview_and_column_questions_are_accessible(
    open_page: OpenPage, let_in: SignIn, site: Site, archive: Path, tmp_path: Path, colours: str
) -> None:
    page = let_in(open_page(bypass_csp=True, color_scheme=colours), "rep")
    report = tmp_path / "usage.csv"
    report.write_text("Name,Email,Searches Performed,Leads saved\nA,a@example.com,1,1\n")
    for file, there in ((archive, "button:has-text('Apply')"), (report, "a:has-text('Say what')")):
        choose(page, file)
        page.get_by_role("button", name="Send and read").click()
        expect(page.get_by_text("Being read")).to_be_visible()
        run_worker(site)
        page.locator(there).wait_for()
        if file == report:
            page.locator(there).click()
            page.get_by_label("Leads saved").wait_for()
        for width in LOOK_WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
            assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
            assert page.evaluate(OVERFLOWING_ELEMENTS) == []
