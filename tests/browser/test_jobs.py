"""The jobs page in the browser: live progress, reload, and without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Page, expect

from scoring.models import Run
from tests.browser.conftest import OpenPage, SignIn, Site


@pytest.fixture(autouse=True)
def _four_shards(site: Site) -> Iterator[None]:
    """Splits the demo's last day into five shards: one done, one running, three due."""
    ours = site.organization
    with scope(organization=ours):
        before = Run.objects.get()
        for shard in range(1, 5):
            Run.objects.create(
                organization=ours, zone=before.zone, shard=shard, day=before.day,
                state="running" if shard == 1 else "due", attempts=1,
                leased_until=timezone.now() + timedelta(hours=1),
            )  # fmt: skip
        yield
        Run.objects.exclude(pk=before.pk).delete()


def finish_shards(*shards: int) -> None:
    """Marks these shards as done."""
    done = {"state": "done", "snapshots": 7, "finished_at": timezone.now(), "attempts": 0}
    Run.objects.filter(shard__in=shards).update(**done)


def bar(page: Page) -> tuple[str | None, str | None]:
    progress = page.locator("#working progress")
    return progress.get_attribute("value"), progress.get_attribute("max")


def test_the_progress_bar_updates_survives_a_reload_and_disappears(
    page: Page, let_in: SignIn, site: Site
) -> None:
    with scope(organization=site.organization):
        let_in(page, "admin").goto("/jobs/")
        assert bar(page) == ("1", "5")
        finish_shards(1, 2)
        expect(page.get_by_text("3 of 5 shards done, waiting for a worker")).to_be_visible()
        assert bar(page) == ("3", "5")
        page.reload()
        assert bar(page) == ("3", "5")
        row = page.locator("table.jobs tbody tr")
        expect(row).to_contain_text("3 of 5")
        finish_shards(3, 4)
        expect(page.get_by_text("nothing is due or running any more")).to_be_visible()
        expect(row).to_contain_text("5 of 5")
        expect(page.locator("progress")).to_have_count(0)


def test_the_jobs_page_works_without_javascript(
    open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    page = let_in(open_page(java_script_enabled=False), "admin")
    page.goto("/jobs/")
    assert bar(page) == ("1", "5")
    expect(page.get_by_text("Reload the page to see how far it is.")).to_be_visible()


def test_failed_days_are_retried_with_a_click(page: Page, let_in: SignIn, site: Site) -> None:
    with scope(organization=site.organization):
        Run.objects.filter(shard=4).update(state="failed", error="ValueError: x", attempts=3)
        let_in(page, "admin").goto("/jobs/")
        expect(page.get_by_text("1 shard given up after 3 attempts")).to_be_visible()
        page.get_by_role("button", name="Try failed days again").click()
        expect(page.get_by_text("1 failed day due again.")).to_be_visible()
        assert Run.objects.get(shard=4).state == "due"


def test_after_signing_out_elsewhere_no_sign_in_form_appears_inside_the_page(
    page: Page, let_in: SignIn, site: Site
) -> None:
    let_in(page, "admin").goto("/jobs/")
    page.context.clear_cookies()
    expect(page.locator("#working")).to_have_count(0)
    expect(page.locator("input[name=password]")).to_have_count(0)
