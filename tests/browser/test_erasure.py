"""A rep downloads their data and is erased by an admin."""

from zipfile import ZipFile

from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import expect

from teams.models import DailyLog, Rep
from tests.browser.conftest import OpenPage, SignIn, Site


def test_a_rep_downloads_their_data_and_is_erased(
    open_page: OpenPage, let_in: SignIn, site: Site, complaints: list[str]
) -> None:
    rep, mine = site.rep("rep"), open_page()
    let_in(mine, "rep")
    mine.goto("/log/")
    mine.locator(".top .menu summary").click()
    mine.get_by_role("link", name="Your data").click()
    with mine.expect_download() as download:
        mine.get_by_role("button", name="Download everything").click()
    with ZipFile(download.value.path()) as archive:
        assert {"activity.csv", "readings.csv", "scores.csv"} <= set(archive.namelist())

    admins = open_page()
    let_in(admins, "admin")
    admins.goto(reverse("erase_rep", args=[rep.pk]))
    admins.get_by_label("Type “").fill("Somebody Else")
    admins.get_by_role("button", name="Erase for good").click()
    expect(admins.get_by_text("That is not the name")).to_be_visible()
    complaints.clear()  # the browser logs the 422
    admins.get_by_label("Type “").fill(rep.name)
    admins.get_by_role("button", name="Erase for good").click()
    expect(admins.get_by_text("Averages of the past stay")).to_be_visible()

    with scope(organization=site.organization):
        assert not DailyLog.objects.filter(rep=rep).exists()
        assert Rep.objects.get(pk=rep.pk).name == "Former rep"
    mine.goto("/log/")
    expect(mine.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    admins.goto(reverse("team_leaderboard", args=[site.team().pk]))
    expect(admins.get_by_text("Former rep").first).to_be_visible()
    expect(admins.get_by_text(rep.name)).to_have_count(0)
