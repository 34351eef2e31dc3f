"""Coaching in the browser, from a new programme to a finished action item."""

from datetime import timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect

from teams.models import ActionItem, OfficialReading, ReadingRequest, Rep
from tests.browser.conftest import OpenPage, SignIn, Site


@pytest.mark.parametrize("with_javascript", [True, False])
def test_from_a_new_programme_to_a_finished_action_item(
    open_page: OpenPage, let_in: SignIn, site: Site, with_javascript: bool
) -> None:
    rep, name = site.rep("rep"), f"Winter {with_javascript}"
    promise = f"Answer within a day, {name}"
    remove_baseline(site, rep)

    coach = let_in(open_page(java_script_enabled=with_javascript), "coach")
    create_programme(coach, rep, name)
    request_reading(coach, rep)
    with scope(organization=site.organization):
        assert [each.rep for each in ReadingRequest.objects.all()] == [rep]
    add_session(coach, rep)
    add_action_item(coach, promise)

    manager = let_in(open_page(java_script_enabled=with_javascript), "manager")
    manager.goto(f"/reps/{rep.pk}/coaching/")
    expect(manager.locator("main")).to_contain_text("First talk")
    expect(manager.locator("main")).not_to_contain_text("Between the two of us")

    finish_action_item(let_in(open_page(java_script_enabled=with_javascript), "rep"), rep, promise)
    with scope(organization=site.organization):
        assert ActionItem.objects.get(text=promise).done_on == rep.today()


def remove_baseline(site: Site, rep: Rep) -> None:
    lately = site.organization.today() - timedelta(days=7)
    with scope(organization=site.organization):
        OfficialReading.objects.filter(rep=rep, day__gte=lately).delete()
        ReadingRequest.objects.all().delete()


def create_programme(coach: Page, rep: Rep, name: str) -> None:
    coach.goto("/programmes/")
    coach.get_by_label("Name").fill(name)
    coach.get_by_label("Target").fill("65")
    coach.get_by_role("button", name="Make it, then choose who takes part").click()
    coach.get_by_label(rep.name).check()
    coach.get_by_role("button", name="Save who takes part").click()
    expect(coach.get_by_role("heading", level=1)).to_contain_text(name)


def request_reading(coach: Page, rep: Rep) -> None:
    coach.get_by_role("button", name=f"Ask {rep.name} for the LinkedIn score").click()
    expect(coach.locator("#ready")).to_contain_text("asked on")


def add_session(coach: Page, rep: Rep) -> None:
    coach.locator("table.cards").get_by_role("link", name=rep.name).click()
    form = coach.get_by_role("region", name="A session")
    form.get_by_label("Topic").fill("First talk")
    form.get_by_label("Note").first.fill("Between the two of us")
    expect(form.get_by_label("Private: only you")).to_be_checked()
    form.get_by_role("button", name="Add the session").click()
    note = coach.locator(".note.private", has_text="Between the two of us").first
    expect(note).to_contain_text(f"Only you, {rep.name} and {rep.name}’s coaches read this.")


def add_action_item(coach: Page, promise: str) -> None:
    form = coach.get_by_role("region", name="Something agreed")
    form.get_by_label("What was agreed").fill(promise)
    form.get_by_label("Aims at").select_option(label="Speed of answers")
    form.get_by_role("button", name="Agree on it").click()
    expect(coach.locator("#agreed")).to_contain_text("Speed of answers: measured from")


def finish_action_item(mine: Page, rep: Rep, promise: str) -> None:
    mine.goto(f"/reps/{rep.pk}/")
    mine.get_by_role("link", name="Your coaching").click()
    expect(mine.locator(".note.private").first).to_contain_text("you and your coaches read this")
    mine.get_by_role("button", name=f"Done: {promise}").click()
    mine.locator("#agreed summary").click()
    expect(mine.get_by_role("button", name=f"Not done after all: {promise}")).to_be_visible()
