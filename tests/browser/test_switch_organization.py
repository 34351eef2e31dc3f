"""Switching between organisations in the browser."""

from django_scopes import scope
from playwright.sync_api import Page, expect

from teams.models import Organization, Role, Team
from tests.browser.conftest import SignIn, Site


def test_a_coach_of_two_clients_switches_to_one_and_back(
    page: Page, let_in: SignIn, site: Site
) -> None:
    other = Organization.objects.create(name="Contoso", slug="contoso")
    with scope(organization=other):
        east = Team.objects.create(organization=other, name="East")
        Role.objects.create(
            organization=other,
            user=site.user("coach"),
            kind=Role.Kind.COACH,
            team=east,
            since=other.today(),
        )
    let_in(page, "coach").goto("/")
    expect(page.locator("h1")).to_contain_text("Clients")
    page.get_by_role("button", name="Open Contoso").click()
    expect(page.locator("h1")).to_contain_text("East")
    page.locator(".top .menu summary").click()
    page.get_by_role("button", name=f"To {site.organization.name}").click()
    expect(page.locator("table.teams")).to_be_visible()
    page.get_by_role("link", name="Clients").click()
    expect(page.locator("tbody tr")).to_have_count(2)
