"""Logging a day in the browser: keyboard, touch, without JavaScript; nothing gets lost."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import Locator, Page, Route, expect

from scoring.diary.log import MAIN_INPUTS as FIRST_SCREEN
from teams.models import DailyLog
from tests.browser.conftest import OpenPage, SignIn, Site

SAVED = re.compile(r"^Saved \d\d:\d\d\. Estimated SSI \d+ \([+−]?\d+\.\d today\)\.$")

PAUSE_MILLISECONDS = 500  # ms before each key, like a person who looks while typing

ASKED_INPUTS = ("posts", "leads_saved", "shares", "conversations", "invitations_sent")

Stored = Callable[..., None]


@pytest.fixture(autouse=True)
def _nothing_logged_today(site: Site) -> Iterator[None]:
    """Deletes today's log after each test; the demo ends yesterday."""
    yield
    with scope(organization=site.organization):
        DailyLog.objects.filter(day=site.organization.today()).delete()


@pytest.fixture
def stored(site: Site) -> Stored:
    """Function that waits until the database has exactly these values for today."""

    def known() -> dict[str, int | float | bool]:
        with scope(organization=site.organization):
            log = DailyLog.objects.of(site.rep("rep")).filter(day=site.organization.today()).first()
        return log.known() if log else {}

    def becomes(page: Page, expected: dict[str, int | float | bool]) -> None:
        for _ in range(50):
            if known() != expected:
                page.wait_for_timeout(100)
        assert known() == expected

    return becomes


@pytest.fixture
def today(page: Page, let_in: SignIn) -> Iterator[Page]:
    """The rep's log page for today; a save still on its way is not left to the next test."""
    let_in(page, "rep").goto("/log/")
    yield page
    if not page.is_closed():
        page.wait_for_load_state("networkidle")


def field(page: Page, label: str) -> Locator:
    """The number field with that label."""
    return page.get_by_label(label, exact=True)


def plus_button(page: Page, label: str) -> Locator:
    """The + button of that field."""
    return page.get_by_role("button", name=f"One more: {label}", exact=True)


def minus_button(page: Page, label: str) -> Locator:
    """The − button of that field."""
    return page.get_by_role("button", name=f"One less: {label}", exact=True)


def save_status(page: Page) -> Locator:
    """The status message of the last save."""
    return page.locator("#saved p")


def test_a_rep_signs_in_and_lands_on_today(page: Page, sign_in: SignIn, site: Site) -> None:
    sign_in(page, "rep")
    assert page.url == f"{site.url}/log/"
    today = site.organization.today()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{today:%A} {today.day} {today:%B}")


def test_a_usual_day_takes_at_most_six_keys_and_ten_seconds(
    page: Page, let_in: SignIn, site: Site, stored: Stored
) -> None:
    pressed: list[str] = []
    page.expose_binding("pressed", lambda _, key: pressed.append(key))
    page.add_init_script("addEventListener('keydown', ({ key }) => pressed(key), true)")
    let_in(page, "rep")
    begun = time.monotonic()
    page.goto("/log/")
    expect(page.locator("a[data-start]")).to_be_focused()
    like = date.fromisoformat(str(page.locator("a[data-start]").get_attribute("href"))[-10:])

    page.wait_for_timeout(PAUSE_MILLISECONDS)
    page.keyboard.press("Enter")  # same as yesterday
    page.wait_for_url("**like**")
    expect(field(page, "Posts, articles, videos")).to_be_focused()
    for key in ("Tab", "Tab", "4", "Enter"):  # but four comments
        page.wait_for_timeout(PAUSE_MILLISECONDS)
        page.keyboard.press(key)
    expect(save_status(page)).to_have_text(SAVED)

    seconds = time.monotonic() - begun
    assert len(pressed) <= 6 and seconds <= 10, (pressed, seconds)
    with scope(organization=site.organization):
        known = DailyLog.objects.of(site.rep("rep")).get(day=like).known()
    asked = {name: known[name] for name in FIRST_SCREEN if name in known}
    stored(page, asked | {"comments": 4})


def test_a_day_is_saved_while_typing(today: Page, stored: Stored) -> None:
    today.evaluate("window.stayed = true")
    for key in ("Tab", "Enter", "2", "Enter", "3", "Enter", "Enter", "4", "Enter"):
        today.keyboard.press(key)

    expect(save_status(today)).to_have_text(SAVED)
    stored(today, {"leads_saved": 2, "comments": 3, "conversations": 4})
    assert today.evaluate("window.stayed")
    expect(field(today, "Invitations sent")).to_be_focused()


def test_copying_yesterday_saves_nothing_before_it_is_confirmed(
    today: Page, stored: Stored
) -> None:
    today.locator("a[data-start]").click()
    today.wait_for_url("**like**")
    plus_button(today, "Comments").click()
    minus_button(today, "Leads saved").click()
    today.get_by_role("link", name="Leave it").click()
    today.wait_for_url(lambda url: "like" not in url)
    stored(today, {})
    today.locator("a[data-start]").click()
    today.wait_for_url("**like**")
    today.get_by_role("link", name="Me", exact=True).click()
    today.wait_for_url("**/reps/**")
    stored(today, {})


def test_a_phone_shows_a_numeric_keyboard_and_only_on_focus(
    open_page: OpenPage, let_in: SignIn
) -> None:
    page = let_in(open_page(has_touch=True, is_mobile=True), "rep")
    page.goto("/log/")
    comments = field(page, "Comments")
    assert comments.get_attribute("inputmode") == "numeric"
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_text("More", exact=True).click()
    assert field(page, "Hours to answer").get_attribute("inputmode") == "decimal"


@pytest.mark.parametrize("with_javascript", [True, False])
def test_the_last_save_is_undone(
    open_page: OpenPage, let_in: SignIn, stored: Stored, with_javascript: bool
) -> None:
    page = let_in(open_page(java_script_enabled=with_javascript), "rep")
    page.goto("/log/")
    for number in ("3", "5"):
        field(page, "Comments").fill(number)
        if with_javascript:
            with page.expect_response("**/log/**"):
                field(page, "Shares").focus()
        else:
            page.get_by_role("button", name="Save", exact=True).click()
    expect(save_status(page)).to_have_text(SAVED)
    stored(page, {"comments": 5})
    page.get_by_role("button", name="Undo").click()
    expect(save_status(page)).to_contain_text("Undone.")
    expect(field(page, "Comments")).to_have_value("3")
    stored(page, {"comments": 3})


def test_a_page_left_open_does_not_overwrite_what_a_phone_saved(
    today: Page, open_page: OpenPage, let_in: SignIn, stored: Stored
) -> None:
    phone = let_in(open_page(has_touch=True, is_mobile=True), "rep")
    phone.goto("/log/")
    plus_button(phone, "Shares").click()
    expect(save_status(phone)).to_have_text(SAVED)
    plus_button(today, "Comments").click()
    expect(save_status(today)).to_have_text(SAVED)

    stored(today, {"shares": 1, "comments": 1})


def test_more_shows_the_other_inputs_in_one_column(today: Page) -> None:
    today.get_by_text("More", exact=True).click()
    shown = today.locator("#log .step").evaluate_all(
        "all => all.map(each => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(shown) > 20 and shown == sorted(set(shown))


def test_saved_values_are_shown_after_a_reload(today: Page, stored: Stored) -> None:
    field(today, "Comments").fill("3")
    field(today, "Shares").fill("0")
    field(today, "Conversations").focus()
    stored(today, {"comments": 3, "shares": 0})

    today.reload()
    expect(field(today, "Comments")).to_have_value("3")
    expect(field(today, "Shares")).to_have_value("0")
    expect(field(today, "Conversations")).to_have_value("")


def test_plus_and_minus_count_and_save_and_stop_at_zero(today: Page, stored: Stored) -> None:
    for _ in range(3):
        plus_button(today, "Comments").click()
    minus_button(today, "Comments").click()
    minus_button(today, "Shares").click()
    expect(field(today, "Comments")).to_have_value("2")
    expect(field(today, "Shares")).to_have_value("0")

    expect(save_status(today)).to_have_text(SAVED)
    stored(today, {"comments": 2, "shares": 0})


def test_emptying_a_field_makes_the_value_unknown(today: Page, stored: Stored) -> None:
    plus_button(today, "Comments").click()
    expect(save_status(today)).to_have_text(SAVED)
    field(today, "Comments").fill("")
    field(today, "Shares").focus()

    stored(today, {})


def test_the_weekly_sum_includes_the_last_save(today: Page) -> None:
    note = today.locator("#log-comments-note")
    before = int(note.inner_text().split()[0])
    plus_button(today, "Comments").click()
    expect(save_status(today)).to_have_text(SAVED)

    expect(note).to_contain_text(f"{before + 1} of 20 this week", timeout=2000)


def test_enter_saves_a_field_and_moves_to_the_next(today: Page, stored: Stored) -> None:
    field(today, "Comments").fill("3")
    with today.expect_response("**/log/**"):
        today.keyboard.press("Enter")

    expect(field(today, "Shares")).to_be_focused()
    expect(save_status(today)).to_have_text(SAVED)
    stored(today, {"comments": 3})


def test_arrows_count_up_and_down(today: Page, stored: Stored) -> None:
    field(today, "Comments").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "Tab"):
        today.keyboard.press(key)
    stored(today, {"comments": 2})


def test_a_number_typed_just_before_leaving_the_page_is_saved(today: Page, stored: Stored) -> None:
    field(today, "Comments").fill("3")
    today.get_by_role("link", name="Me", exact=True).click()
    today.wait_for_url("**/reps/**")

    stored(today, {"comments": 3})


def test_a_number_typed_just_before_off_today_is_saved(today: Page, stored: Stored) -> None:
    field(today, "Comments").fill("3")
    today.get_by_role("button", name="Off today").click()
    expect(today.get_by_role("heading", level=1)).to_contain_text("off")

    stored(today, {"comments": 3, "off": True})


def test_the_off_today_button_toggles(today: Page, stored: Stored) -> None:
    off = today.get_by_role("button", name="Off today")
    off.click()
    expect(off).to_have_attribute("aria-pressed", "true")
    off.click()
    expect(off).to_have_attribute("aria-pressed", "false")

    stored(today, {})


def test_nothing_today_sets_unknown_inputs_to_zero(today: Page, stored: Stored) -> None:
    field(today, "Comments").fill("3")
    today.get_by_role("button", name="Nothing today").click()
    expect(today.get_by_text(SAVED)).to_be_visible()

    stored(today, {"comments": 3} | dict.fromkeys(ASKED_INPUTS, 0))


def test_a_button_for_the_whole_day_waits_for_the_field_just_left(
    today: Page, stored: Stored
) -> None:
    plus_button(today, "Comments").click()
    expect(save_status(today)).to_have_text(SAVED)
    posted: list[Route] = []
    arrived = False

    def hold(route: Route) -> None:
        posted.append(route)
        if arrived:
            route.continue_()

    today.route("**/log/**", hold)
    field(today, "Comments").fill("")
    today.get_by_role("button", name="Nothing today").click()
    today.wait_for_timeout(300)
    assert len(posted) == 1

    arrived = True
    posted[0].continue_()  # and later ones; a held request would block the browser
    stored(today, dict.fromkeys(("comments", *ASKED_INPUTS), 0))


@pytest.mark.parametrize("wrong", ["-3", "1.5", "99999999999"])
def test_an_invalid_number_shows_an_error(today: Page, complaints: list[str], wrong: str) -> None:
    field(today, "Comments").fill(wrong)
    field(today, "Shares").fill("2")
    field(today, "Conversations").focus()

    expect(save_status(today)).to_contain_text("Not saved", timeout=2000)
    expect(save_status(today)).to_contain_text("Comments")
    today.context.close()
    complaints.clear()  # the browser's errors about the refusal


def test_a_failed_save_is_not_shown_as_saved(today: Page, complaints: list[str]) -> None:
    plus_button(today, "Comments").click()
    expect(save_status(today)).to_have_text(SAVED)
    today.context.set_offline(True)
    plus_button(today, "Comments").click()

    expect(save_status(today)).to_contain_text("Not saved", timeout=2000)
    today.context.close()
    complaints.clear()  # the browser's errors about the lost connection


def test_yesterday_can_be_filled_in_later(page: Page, let_in: SignIn, site: Site) -> None:
    yesterday = site.organization.today() - timedelta(days=1)
    let_in(page, "reader").goto("/log/")
    page.get_by_role("link", name="The day before").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{yesterday:%A}")
    plus_button(page, "Comments").click()
    expect(save_status(page)).to_have_text(re.compile(r"^Saved \d\d:\d\d\. Estimated SSI \d+"))

    page.goto(f"/log/{yesterday}/")
    expect(field(page, "Comments")).to_have_value("1")
    page.get_by_role("link", name="The day after").click()
    expect(field(page, "Comments")).to_have_value("")


def test_a_day_is_logged_with_the_save_button_without_javascript(
    open_page: OpenPage, let_in: SignIn, stored: Stored
) -> None:
    page = let_in(open_page(java_script_enabled=False), "rep")
    page.goto("/log/")
    field(page, "Comments").fill("3")
    page.get_by_text("More", exact=True).click()
    field(page, "Reactions").fill("5")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text(SAVED)).to_be_visible()
    stored(page, {"comments": 3, "reactions": 5})
    expect(field(page, "Comments")).to_have_value("3")
