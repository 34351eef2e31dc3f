"""An open leaderboard updates itself after rescoring, without a reload."""

from datetime import timedelta

from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import Page, expect

from scoring.daily.runs import close_days_through
from teams.models import Change, Rep
from tests.browser.conftest import SignIn, Site
from tests.scoring.facts import save_reading


def test_a_late_reading_updates_the_open_board(page: Page, let_in: SignIn, site: Site) -> None:
    page.clock.install()
    let_in(page, "manager").goto(reverse("team_leaderboard", args=[site.team().pk]) + "?q=amsel")
    page.evaluate("window.untouched = true")
    with scope(organization=site.organization):
        last = site.organization.last_closed_day()
        save_reading(site.rep("rep"), last - timedelta(days=1), 25, 25, 25, 24)
        close_days_through(site.organization, last)
    score = page.locator("table.board td.total")
    before = score.inner_text()
    page.clock.fast_forward(21_000)
    expect(score).not_to_have_text(before)
    assert page.evaluate("window.untouched")
    expect(page.locator("#board-title")).to_contain_text("as of")


def test_a_hidden_board_sends_no_requests(page: Page, let_in: SignIn, site: Site) -> None:
    page.clock.install()
    let_in(page, "manager").goto(reverse("team_leaderboard", args=[site.team().pk]))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    page.clock.fast_forward(61_000)
    page.wait_for_timeout(300)
    assert [url for url in asked if "changed" in url] == []


def test_a_reading_is_requested_with_one_click(page: Page, let_in: SignIn, site: Site) -> None:
    with scope(organization=site.organization):
        rep = site.rep("reader")
        first = rep.readings.earliest("day").day
        rep.readings.all().delete()
        Rep.objects.filter(pk=rep.pk).record_changes({rep.pk: first}, Change.READING)
        close_days_through(site.organization, site.organization.last_closed_day())
    let_in(page, "manager").goto(reverse("team_leaderboard", args=[site.team().pk]))
    gap = page.locator("#gaps li", has_text=rep.name)
    gap.get_by_role("button").click()
    expect(gap).to_contain_text("asked on")
