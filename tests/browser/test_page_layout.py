"""Every page at every width, in both colour schemes, with touch, and without JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Page, expect

from scoring.reports.spec import ReportSpec, SubjectKind
from teams.access.viewer import viewer_of
from teams.models import Organization, Programme, ProgrammeMember, Rep, Role, Team
from teams.reports.share_links import create_share_link
from tests.browser.conftest import GetContext, OpenPage, Person, SignIn, Site, new_page
from tests.slow import sample_cases, slow_case

WIDTHS = (320, 360, 721, 768, 1280)  # 320 is 1280 at 400 % zoom; tables start at 721
LOOK_WIDTHS = (360, 768, 1280)
COLOURS = ("light", "dark")
PHONE, LAPTOP = 360, 1280
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
REP_PAGES = frozenset(
    "rep rep_goals person_rep erase_rep merge_rep breakdown change"
    " forecast next_actions goal_plan what_if sessions".split()
)

PAST_DAY = (timezone.now() - timedelta(days=60)).date()

# Page name: viewer, route, and an element that only this page has.
PAGES: dict[str, tuple[Person | None, str, str]] = {
    "sign-in": (None, "account_login", "form input[name=password]"),
    "reset": (None, "account_reset_password", "form input[name=email]"),
    "account": ("rep", "account", "ul.ways li >> nth=4"),
    "password": ("rep", "account_change_password", "form input[name=password2]"),
    "two-step": ("rep", "mfa_index", "a:has-text('Set up an app')"),
    "passkeys": ("rep", "mfa_list_webauthn", "a:has-text('Add a passkey')"),
    "confirming": ("rep", "mfa_activate_totp", "button:has-text('Confirm')"),
    "sessions": ("rep", "usersessions_list", "h1:has-text('signed in')"),
    "tokens": ("rep", "account_tokens", "form input[name=days]"),
    "teams": ("coach", "teams", "table.teams tbody tr >> nth=2"),
    "leaderboard": ("manager", "team_leaderboard", "table.board tbody tr >> nth=6"),
    "trends": ("manager", "trends", "svg.bands:visible polygon.area"),
    "feed": ("manager", "team_news", "ul.moves li a"),
    "chats": ("manager", "chat_webhooks", "form input[name=url]"),
    "watching": ("manager", "subscriptions", "form.digest select"),
    "compare": ("manager", "comparison?with=team-TEAM", "svg.compared:visible text.good"),
    "past board": ("manager", f"team_leaderboard?day={PAST_DAY}", "p.chips a:has-text('As of')"),
    "own goals board": ("manager", "team_leaderboard?board=goal", "h1"),
    "everybody": ("admin", "organization_leaderboard", "table.board tbody tr >> nth=9"),
    "tv": ("manager", "tv", ".average, .climbers"),
    "groups": ("manager", "groups", "a.pick:has-text('Teams')"),
    "goals": ("rep", "rep_goals", "form input[name=target]"),
    "rep": ("manager", "rep", "svg.trend:visible text.good"),
    "why": ("manager", "breakdown", "table.cards tbody tr >> nth=3"),
    "why, me": ("rep", "breakdown", "td[data-label='From'] >> nth=3"),
    "why it changed": ("manager", "change", "table.cards tbody tr >> nth=1"),
    "why it changed, me": ("rep", "change", "p:has-text('no data')"),
    "me": ("rep", "rep", "svg.trend:visible text.good"),
    "forecast": ("rep", "forecast", "svg.trend.forecast:visible"),
    "next": ("rep", "next_actions", "ul.list li.suggestion"),
    "plan": ("rep", "goal_plan", "form input[name=goal]"),
    "what if": ("manager", "what_if?comments=9", "#answer svg.score >> nth=4"),
    "team what if": ("manager", "team_what_if?comments=5", "#answer svg.score >> nth=4"),
    "playbook": ("coach", "playbook", "section.card >> nth=24"),
    "log": ("rep", "log", "button.without-script, #log-comments"),
    "fortnight": ("rep", "last_two_weeks", "table.fortnight tbody tr >> nth=13"),
    "leave": ("rep", "days_off", "form input[name=last]"),
    "weekly card": ("rep", "weekly_card", "input[name=followers]"),
    "reading": ("rep", "reading", "textarea"),
    "import": ("rep", "imports", "input[type=file]"),
    "import rules": ("admin", "settings_imports", "textarea"),
    "reading typed": ("rep", "reading?way=type", "form input[name=relationships]"),
    "readings": ("rep", "reading_history", "table.readings tbody tr >> nth=2"),
    "against": ("rep", "rep?view=against", "svg.trend:visible .gap"),
    "quality": ("manager", "accuracy", "table.cards tbody tr >> nth=4"),
    "calibration": ("coach", "calibration", "h1"),
    "programmes": ("coach", "programmes", "form input[name=target]"),
    "programme": ("coach", "programme", "table.cards svg.way >> nth=7"),
    "programme set up": ("coach", "programme_edit", "fieldset.who input >> nth=20"),
    "cohort": ("coach", "cohort", "table.cohort svg.score >> nth=9"),
    "cohort, not met": ("coach", "cohort?by=contact&days=9", "table.cohort tbody tr"),
    "coaching": ("coach", "sessions", ".note.private"),
    "coaching, mine": ("rep", "sessions", "button:has-text('Done')"),
    "coaching, shared": ("manager", "sessions", ".meeting .note"),
    "shares": ("coach", "share_links?whom=team-TEAM", "form input[name=days]"),
    "shared": (None, "shared", "section.said li"),
    "shared, locked": (None, "shared_locked", "form input[name=password]"),
    "effect": ("coach", "effect", "svg.interval"),
    "progress": ("coach", "report", "table.cards tbody tr >> nth=7"),
    "report templates": ("coach", "report_templates", "form input[name=coach_name]"),
    "report files": ("coach", "report_files", "h1:has-text('Your reports')"),
    "report schedules": ("coach", "report_schedules", "form.schedule select"),
    "model": ("admin", "model", "table.numbers tbody tr >> nth=24"),
    "new version": ("coach", "new_version", "form.version input[name=half_life]"),
    "jobs": ("admin", "jobs", "table.jobs tbody tr"),
    "audit": ("admin", "settings_audit", "form.asked select"),
    "week": ("rep", "my_week", "form.reminder select"),
    "year": ("rep", "year_calendar", "table.month a.day.known"),
    "others": ("rep", "as_others_see", ".as-others"),
    "others, me": ("rep", "as_others_see?as=rep", ".as-others"),
    "pillars of a year": ("rep", "rep?view=pillars&period=365", "svg.trend:visible .brand"),
    "improved": ("manager", "team_leaderboard?board=improved&period=90", "table.board tbody tr"),
    "privacy": ("rep", "privacy", "h1:has-text('Privacy')"),
    "organisation": ("admin", "settings_organization", "form input[name=name]"),
    "teams set up": ("admin", "settings_teams", "main form"),
    "people": ("admin", "people", "main table tbody tr"),
    "invite": ("admin", "invite", "main form"),
    "invite many": ("admin", "invite_many", "main textarea"),
    "privacy set up": ("admin", "settings_privacy", "main select"),
    "my data": ("rep", "my_data", "button:has-text('Download everything')"),
    "clients": ("coach", "clients", "main tbody tr >> nth=1"),
    "person set up": ("admin", "person_rep", "form input[name=name]"),
    "team set up": ("admin", "settings_team", "form input[name=name]"),
    "erase": ("admin", "erase_rep", "main form input[name=name]"),
    "merge": ("admin", "merge_rep", "main form input[name=other]"),
    "merge, shown": ("admin", "merge_rep?other=OTHER", "main button:has-text('Merge the two')"),
    "404": ("manager", "", "h1:has-text('nothing here')"),
}
every_page = pytest.mark.parametrize("name", PAGES)
# What hardly differs from page to page is tried on some of them in every run.
some_pages = pytest.mark.parametrize("name", sample_cases(PAGES, 8))


def one_width(widths: tuple[int, ...], one: int) -> pytest.MarkDecorator:
    """Tries one width in every run, and the other ones in slow runs."""
    return pytest.mark.parametrize(
        "widths", [pytest.param((one,), id=str(one)), _others(widths, one)]
    )


def other_widths(widths: tuple[int, ...], one: int) -> pytest.MarkDecorator:
    """Tries all widths but one, in slow runs; another test tries that one in every run."""
    return pytest.mark.parametrize("widths", [_others(widths, one)])


def _others(widths: tuple[int, ...], one: int) -> Any:
    return slow_case(tuple(width for width in widths if width != one), name="other widths")


Visit = Callable[..., Page]
LINK_KEYS: dict[str, str] = {}  # keys of share links by the name of their page

# Elements beyond the right edge of the window, except in a scrolling container.
OVERFLOWING_ELEMENTS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const out = [...document.body.querySelectorAll("*")].filter(
    (each) => each.getBoundingClientRect().right > room + 0.5);
  return out.map((each) => `${each.tagName} .${each.getAttribute("class")}`).slice(0, 3);
}"""

# Controls smaller than 44 px, except links inside sentences.
SMALL_TARGETS = """() => {
  const kinds = "button, summary, select, textarea, nav a, a.pick, a.do, " +
    "input:not([type=hidden], [type=checkbox], [type=radio])";
  return [...document.querySelectorAll(kinds)].flatMap((each) => {
    const { width, height } = each.getBoundingClientRect();
    const small = each.checkVisibility() && (height < 43.5 || width < 24);
    const name = each.id || each.textContent.trim();
    return small ? [`${name}: ${Math.round(width)} x ${Math.round(height)}`] : [];
  });
}"""


@pytest.fixture(scope="module", autouse=True)
def second_client(site: Site) -> None:
    """Another organisation of the coach, needed for the page of clients."""
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


@pytest.fixture(scope="module", autouse=True)
def programme(site: Site) -> Programme:
    """A running programme with a third of the coach's reps."""
    coach, today = site.user("coach"), site.organization.today()
    with scope(organization=site.organization):
        begun: Programme = Programme.objects.create(
            organization=site.organization,
            name="Autumn",
            starts_on=today - timedelta(days=90),
            ends_on=today + timedelta(days=5),
            by=coach,
        )
        viewer = viewer_of(coach, site.organization.pk)
        for rep in viewer.overseen_reps()[::3] if viewer else ():
            ProgrammeMember.objects.create(organization=site.organization, programme=begun, rep=rep)
    return begun


@pytest.fixture(scope="module", autouse=True)
def links(site: Site) -> dict[str, str]:
    """Two share links to a report of the manager's team, one with a password."""
    today = site.organization.last_closed_day()
    order = ReportSpec(SubjectKind.TEAM, site.team().pk, today - timedelta(days=30), today)
    with scope(organization=site.organization):
        viewer = viewer_of(site.user("coach"), site.organization.pk)
        assert viewer
        asked = {"viewer": viewer, "asked": order.as_json(), "about": "A team"}
        _, LINK_KEYS["shared"] = create_share_link(**asked)  # type: ignore[arg-type]
        _, LINK_KEYS["shared_locked"] = create_share_link(**asked, password="a word to open")  # type: ignore[arg-type]
    return LINK_KEYS


@pytest.fixture
def visit(open_page: OpenPage, let_in: SignIn, site: Site, complaints: list[str], request) -> Visit:
    """Function that opens one of the pages in a browser with the given options."""

    def opened(name: str, **options: object) -> Page:
        person = PAGES[name][0]
        page = open_page(**options)
        if person:
            let_in(page, person)
        _go(page, site, name, complaints)
        return page

    return opened


@pytest.fixture
def look(contexts: GetContext, site: Site, complaints: list[str]) -> Iterator[Visit]:
    """Page in a context shared by the module, for tests that only look at the page."""
    with ExitStack() as stack:

        def opened(name: str, **options: object) -> Page:
            page = stack.enter_context(new_page(contexts(PAGES[name][0], **options), complaints))
            _go(page, site, name, complaints)
            return page

        yield opened
    assert complaints == []


def _go(page: Page, site: Site, name: str, complaints: list[str]) -> None:
    """Opens the page of that name; the console's error on a missing page is expected."""
    page.goto(_address(site, PAGES[name][1]))
    if name == "404":
        assert len(complaints) == 1 and "404" in complaints.pop()


def _address(site: Site, route: str) -> str:
    if "?" in route:
        route, query = route.split("?")
        query = query.replace("TEAM", str(site.team().pk))
        return f"{_address(site, route)}?{query.replace('OTHER', _rep_without_user(site).email)}"
    if route in (
        "team_leaderboard",
        "trends",
        "team_news",
        "chat_webhooks",
        "settings_team",
        "team_what_if",
    ):
        return reverse(route, args=[site.team().pk])
    if route in LINK_KEYS:
        return reverse("shared_report", args=[LINK_KEYS[route]])
    if route in ("programme", "programme_edit", "effect"):
        return reverse(route, args=[_programme(site, ours=route == "effect").pk])
    if route in REP_PAGES:
        return reverse(route, args=[site.rep("rep").pk])
    return reverse(route) if route else "/nowhere/"


def _programme(site: Site, *, ours: bool) -> Programme:
    """The programme created here, or the demo's."""
    with scope(organization=site.organization):
        made = Programme.objects.filter(name="Autumn")
        found: Programme = made.get() if ours else Programme.objects.exclude(name="Autumn").get()
    return found


def _rep_without_user(site: Site) -> Rep:
    """A rep without a user: two reps with users can't be merged."""
    with scope(organization=site.organization):
        rep: Rep = Rep.objects.filter(user=None)[0]
    return rep


@every_page
def test_a_page_fits_a_phone(look: Visit, name: str) -> None:
    """Nothing scrolls sideways, and touch targets are 44 pixels."""
    page = look(name, has_touch=True, is_mobile=True)
    expect(page.locator(PAGES[name][2]).first).to_be_visible()
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert page.evaluate(OVERFLOWING_ELEMENTS) == []
    assert page.evaluate(SMALL_TARGETS) == []


@every_page
@other_widths(WIDTHS, PHONE)
def test_no_page_scrolls_sideways(look: Visit, name: str, widths: tuple[int, ...]) -> None:
    page = look(name)
    expect(page.locator(PAGES[name][2]).first).to_be_visible()
    wide = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        wide[width] = page.evaluate(OVERFLOWING_ELEMENTS)
    assert wide == {width: [] for width in widths}


@pytest.mark.parametrize("name", ["trends", "compare", "me"])
def test_opened_tables_of_numbers_scroll_in_their_own_container(visit: Visit, name: str) -> None:
    page = visit(name)
    page.locator(".chart summary").first.click()
    expect(page.locator("table.numbers").first).to_be_visible()
    # Opening the table counts as touching the chart and loads Plotly.
    expect(page.locator("[data-state=live]").first).to_be_visible()
    wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide[width] = _overflow_after_resize(page)
    assert wide == {width: [] for width in WIDTHS}


def _overflow_after_resize(page: Page) -> list[str]:
    """Elements that stick out once a live chart has followed the window's new size."""
    for _ in range(30):
        found: list[str] = page.evaluate(OVERFLOWING_ELEMENTS)
        if not found:
            break
        page.wait_for_timeout(100)
    return found


@every_page
@other_widths(LOOK_WIDTHS, PHONE)
def test_touch_targets_are_44_pixels(look: Visit, name: str, widths: tuple[int, ...]) -> None:
    page = look(name, has_touch=True, is_mobile=True)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(SMALL_TARGETS) == [], width


@some_pages
def test_every_page_works_without_javascript_and_has_one_heading(visit: Visit, name: str) -> None:
    page = visit(name, java_script_enabled=False)
    heading = page.locator("h1:not(.as-others h1)")  # except the heading of the embedded page
    expect(heading).to_have_count(1)
    expect(heading).to_be_visible()
    expect(page.locator(PAGES[name][2]).first).to_be_visible()
    assert page.title().removesuffix(" · Seventy").strip()


@pytest.mark.parametrize("colours", COLOURS)
def test_opened_menus_and_live_charts_pass_axe(visit: Visit, colours: str) -> None:
    page = visit("me", bypass_csp=True, color_scheme=colours)
    page.locator(".chart .plot").hover()
    expect(page.locator(".js-plotly-plot").get_by_text("70 good")).to_be_visible()
    page.locator(".top .menu summary").click()
    assert Axe().run(page, options=AXE_OPTIONS).response["violations"] == []
