"""Weekly digest: content, recipients, schedule and unsubscribing."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from scoring.charts.palette import LIGHT_COLOURS, MAIL_TRACK
from scoring.core.uncertainty import Trust
from scoring.core.versions import CURRENT_VERSION
from scoring.explain.reasons import LIMITS, LINKEDIN
from scoring.notifications.conversation_starters import STARTERS, conversation_starter
from scoring.notifications.digest import MAX_HTML_BYTES, MAX_TEAMS, build_digest, pillar_bar
from teams.access.viewer import viewer_of
from teams.base import clock
from teams.models import Role, Sent, Team, User
from teams.notifications.subscriptions import (
    next_digest,
)
from teams.people.roles import end_role
from teams.people.working_days import set_time_zone_of
from tests.scoring.core.histories import day
from tests.scoring.facts import create_rep
from tests.scoring.notifications.digest_world import (
    CLOSE,
    MONDAY,
    WEDNESDAY,
    address,
    create_team_scores,
    run_digests,
    subscribe_digest,
)
from tests.scoring.stands import stands
from tests.world import FIRST_DAY, Person, World


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{MONDAY}T08:00Z", tick=False):
        yield


def send_digest(
    world: World, person: Person = "manager"
) -> tuple[EmailMultiAlternatives, str, str]:
    """The mail sent to this person, with its text and HTML."""
    with time_machine.travel(f"{WEDNESDAY}T05:00Z", tick=False):
        create_team_scores(world)
    subscribe_digest(world, person)
    run_digests(world, WEDNESDAY)
    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    return letter, str(letter.body), str(letter.alternatives[0][0])


# Content ------------------------------------------------------------------------------------------


@override_settings(SITE_URL="https://seventy.example")
def test_text_and_html_both_summarise_a_teams_week(world: World) -> None:
    letter, text, html = send_digest(world)
    assert letter.subject == "North: the week to 3 March"
    assert "Northwind, 24 February to Tuesday 3 March." in text
    assert re.search(r"Average \d+ \(.\d+\.\d in a week\) of 2 ranked", text)
    assert re.search(
        r"Up most: Ann, \d+ ± \d\.\d \(\+(\d\.\d) in a week\)\n"
        r"LinkedIn score of 2 Mar against our estimate: \+\d\.\d\n",
        text,
    )
    assert re.search(
        r"Talk to first: Rep Reyes, \d+ ± \d\.\d \(−\d+\.\d in a week\)\n"
        r"[A-Z][a-z ]+ [\d.]+ a week, was [\d.]+: −\d\.\d; ",
        text,
    )
    links = re.findall(r"https://seventy\.example/\S+", text)
    assert len(links) == 6 and all(link in unescape(html) for link in links)


def test_what_a_rep_did_and_what_linkedin_said_are_never_in_one_line(world: World) -> None:
    _, text, html = send_digest(world)
    lines = [*text.splitlines(), *html.replace("<br>", "\n").splitlines()]
    for line in lines:
        assert not ("LinkedIn score of" in line and "a week, was" in line)
    assert sum("LinkedIn score of" in line for line in lines) == 2


def test_the_links_lead_to_the_week_that_the_mail_is_about(world: World) -> None:
    _, text, _ = send_digest(world)
    paths = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", text)
    for change in re.findall(r"\(([+−]\d+\.\d) in a week\)\n", text):
        path = next(each for each in paths if "/why/changed/?from=2026-02-24&to=2026-03-03" in each)
        paths.remove(path)
        with time_machine.travel(f"{WEDNESDAY}T08:00Z", tick=False):
            assert change in world.signed_in("manager").get(path).content.decode()
    assert sum(path.endswith("?period=7") for path in paths) == 2


def test_the_rep_to_talk_to_first_comes_with_an_opening_sentence(world: World) -> None:
    _, text, html = send_digest(world)
    (starter,) = re.findall("To begin: “(.+)”", text)
    assert starter in STARTERS.values()
    assert starter.split("?")[0].split("’")[0] in html


def test_data_gaps_are_listed_apart_from_performance(world: World) -> None:
    _, text, _ = send_digest(world)
    performance, gaps = text.split("Not in these numbers:")
    assert "Ben" not in performance and "Cleo" not in performance
    assert "No data: Ben since 16 February." in gaps
    assert "Too little tracked yet: 1." in gaps


def test_bars_are_table_cells_and_no_remote_content_is_loaded(world: World) -> None:
    _, _, html = send_digest(world)
    assert html.count('bgcolor="') >= 15
    for forbidden in ("<svg", "<img", "<script", "<link", "url(", "http-equiv", "class="):
        assert forbidden not in html


@pytest.mark.parametrize("pillars", [(0, 0, 0, 0), (25, 25, 25, 25), (17.5, 17.5, 17.5, 17.5),
                                     (5.4, 3.2, 8.1, 12.3)])  # fmt: skip
def test_a_bar_is_100_wide_with_a_tick_at_70(pillars: tuple[float, ...]) -> None:
    cells = pillar_bar(pillars)
    assert sum(cell.width for cell in cells) == 100
    before = 0
    for cell in cells:
        if cell.colour == LIGHT_COLOURS["ink"]:
            assert before == 69
        before += cell.width
    assert (MAIL_TRACK in [cell.colour for cell in cells]) == (sum(pillars) < 100)


def test_every_cause_has_an_opening_question_without_blame() -> None:
    causes = {signal.name for signal in CURRENT_VERSION.signals} | {LINKEDIN, LIMITS}
    assert set(STARTERS) == causes
    for cause in (*causes, None):
        starter = conversation_starter(cause)
        assert 20 < len(starter) < 120
        for word in ("fail", "why did", "should have", "must", "only", "bad", "lazy", "too few"):
            assert word not in starter.lower()
    assert len(set(STARTERS.values())) == len(STARTERS)


def test_names_are_escaped_in_html_and_plain_in_text(world: World) -> None:
    world.rep.name = "<b>Jo</b> & 'Co'"
    world.rep.save()
    _, text, html = send_digest(world)
    assert "<b>Jo</b> & 'Co'" in text
    assert "&lt;b&gt;Jo&lt;/b&gt; &amp;" in html and "<b>Jo</b>" not in html


def test_the_largest_digest_fits_in_60_kb_and_says_how_much_is_left_out(world: World) -> None:
    name = "<&\"'>" * 24
    for at in range(30):
        team = Team.objects.create(organization=world.organization, name=f"{at:02}{name[:118]}")
        for number in range(12):
            rep = create_rep(team, f"r {at} {number}", since=FIRST_DAY)
            type(rep).objects.filter(pk=rep.pk).update(name=name)
            trust = Trust.WAITING if number < 9 else Trust.CURRENT
            stands(rep, 60, day(CLOSE - 7), day(CLOSE), state=trust, reading_age=20)
    with time_machine.travel(f"{WEDNESDAY}T05:00Z", tick=False):
        viewer = viewer_of(world.users["admin"], world.organization.pk)
        assert viewer is not None
        digest = build_digest(viewer, "every Monday at 07:00 (UTC)")
    assert digest is not None
    assert 5_000 < len(digest.html.encode()) <= MAX_HTML_BYTES
    assert len(digest.teams) <= MAX_TEAMS and len(digest.teams) + digest.more == 30
    assert (
        f"And {digest.more} more teams" in digest.html and f"And {digest.more} more" in digest.text
    )


# Recipients ---------------------------------------------------------------------------------------


def test_users_without_a_subscription_get_no_digest(world: World) -> None:
    create_team_scores(world)
    assert run_digests(world, WEDNESDAY) == []


def test_a_digest_covers_the_teams_looked_after_at_that_moment(world: World) -> None:
    _, text, _ = send_digest(world)
    assert "North" in text and "South" not in text
    for role in Role.objects.of(world.users["manager"]):
        end_role(role=role, by=None)
    assert run_digests(world, day(66)) == []
    assert Sent.objects.filter(what="digest").count() == 2  # one sent, one skipped


def test_a_deactivated_user_gets_no_digest(world: World) -> None:
    create_team_scores(world)
    subscribe_digest(world)
    User.objects.filter(pk=world.users["manager"].pk).update(is_active=False)
    assert run_digests(world, WEDNESDAY) == []


def test_an_admin_of_another_organisation_gets_no_digest(world: World) -> None:
    create_team_scores(world)
    subscribe_digest(world, "outsider")
    assert run_digests(world, WEDNESDAY) == []


def test_no_digest_is_sent_before_the_first_score(world: World) -> None:
    subscribe_digest(world)
    assert run_digests(world, WEDNESDAY) == []


# Schedule -----------------------------------------------------------------------------------------


def test_a_digest_comes_once_a_week_at_its_hour(world: World) -> None:
    create_team_scores(world)
    subscribe_digest(world)
    assert run_digests(world, WEDNESDAY, 6, 59) == []
    assert run_digests(world, WEDNESDAY, 7) == address(world)
    for when, hour in ((WEDNESDAY, 7), (WEDNESDAY, 23), (day(60), 7), (day(65), 7)):
        assert run_digests(world, when, hour, 5) == []
    assert run_digests(world, day(66)) == address(world)


def test_the_hour_is_in_the_time_zone_of_a_recipient_who_is_a_rep(world: World) -> None:
    create_team_scores(world)
    Role.objects.create(organization=world.organization, user=world.users["rep"],
                        kind="manager", team=world.north, since=FIRST_DAY)  # fmt: skip
    set_time_zone_of(world.rep, "Asia/Kathmandu")
    subscribe_digest(world, "rep")
    assert run_digests(world, WEDNESDAY, 1, 10) == []
    assert run_digests(world, WEDNESDAY, 1, 15) == address(world, "rep")
    assert "(Asia/Kathmandu)" in str(mail.outbox[0].body)


def test_an_hour_that_has_already_begun_is_skipped(world: World) -> None:
    create_team_scores(world)
    with time_machine.travel(f"{WEDNESDAY}T07:30Z", tick=False):
        chosen = subscribe_digest(world)
    assert run_digests(world, WEDNESDAY, 7, 35) == []
    with time_machine.travel(f"{WEDNESDAY}T07:40Z", tick=False):
        assert next_digest(chosen, clock.now_in("UTC")) == day(66)
    assert run_digests(world, day(66)) == address(world)


def test_changing_the_day_after_the_mail_sends_no_second_one(world: World) -> None:
    create_team_scores(world)
    subscribe_digest(world)
    assert run_digests(world, WEDNESDAY) == address(world)
    with time_machine.travel(f"{WEDNESDAY}T12:00Z", tick=False):
        subscribe_digest(world, weekday=4)
    assert run_digests(world, day(61)) == []
    assert run_digests(world, day(68)) == address(world)
