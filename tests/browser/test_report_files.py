"""Report batches in the browser: request, wait, download, and monthly schedules."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django_scopes import scope
from playwright.sync_api import Page, expect

from scoring.reports import worker
from teams.models import ReportJob, ReportSchedule
from tests.browser.conftest import OpenPage, SignIn, Site
from tests.browser.test_page_layout import AXE_OPTIONS, LOOK_WIDTHS, OVERFLOWING_ELEMENTS
from tests.slow import sample_cases


@pytest.fixture(autouse=True)
def _nothing_made(site: Site) -> Iterator[None]:
    yield
    with scope(organization=site.organization):
        ReportJob.objects.all().delete()
        ReportSchedule.objects.all().delete()


def run_worker(site: Site) -> None:
    """Does the worker's next step."""
    with scope(organization=site.organization):
        worker.run_report_job(ReportJob.objects.latest("begun_at").pk)


def request_report(page: Page, let_in: SignIn) -> Page:
    """The page of the coach's reports, with one pending report."""
    let_in(page, "coach")
    page.goto("/progress/")
    form = page.get_by_role("form", name="Have it made")
    form.get_by_text("Have it made").first.click()
    form.get_by_label("Format").select_option("csv")
    form.get_by_label("As").select_option("each")
    form.get_by_role("button", name="Have it made").click()
    expect(page.get_by_role("heading", name="Your reports")).to_be_visible()
    return page


def test_a_batch_is_requested_becomes_ready_and_is_downloaded(
    page: Page, let_in: SignIn, site: Site, tmp_path: Path
) -> None:
    request_report(page, let_in)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_text("About to be made")).to_be_visible()
    run_worker(site)
    ready = page.get_by_role("link", name="Download")
    expect(ready).to_be_visible()  # without a reload
    expect(page.get_by_role("progressbar")).to_have_count(0)
    with page.expect_download() as download:
        ready.click()
    download.value.save_as(tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as packed:
        assert "summary.csv" in packed.namelist() and len(packed.namelist()) > 3
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nothing is being made or kept.")).to_be_visible()


def test_without_javascript_a_reload_shows_the_progress(
    open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    page = request_report(open_page(java_script_enabled=False), let_in)
    expect(page.get_by_text("Reload it to see how far it is.")).to_be_visible()
    run_worker(site)
    page.reload()
    expect(page.get_by_role("link", name="Download")).to_be_visible()


def test_a_monthly_report_is_scheduled_and_ended(page: Page, let_in: SignIn) -> None:
    let_in(page, "coach")
    page.goto("/progress/")
    page.get_by_role("link", name="By mail").click()
    page.get_by_role("button", name="Have it sent").click()
    expect(page.get_by_text("It comes by mail from now on.")).to_be_visible()
    page.get_by_role("button", name="End").click()
    expect(page.get_by_text("Nothing comes by itself yet.")).to_be_visible()


@pytest.mark.parametrize("width", sample_cases(LOOK_WIDTHS, 1))
def test_a_filled_list_of_reports_fits_and_passes_axe(
    open_page: OpenPage, let_in: SignIn, site: Site, width: int
) -> None:
    page = request_report(open_page(viewport={"width": width, "height": 800}), let_in)
    run_worker(site)
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    request_report(page, let_in)
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert page.evaluate(OVERFLOWING_ELEMENTS) == []
    assert Axe().run(page, options=AXE_OPTIONS).response["violations"] == []
