"""Alerts: who is notified of which close, only once, and never for a day without entries."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from scoring.notifications.alert_messages import MAX_SENTENCES, watch_covers
from scoring.notifications.events import Event, EventKind
from scoring.notifications.send_alerts import send_alerts
from scoring.notifications.tasks import queue_notifications, send_notifications_of
from teams.models import Role, Sent, Team, Watch
from teams.notifications.alert_settings import RULES, set_watches
from teams.people.roles import end_role
from teams.privacy.erase import erase_rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_rep, save_inputs, save_reading
from tests.scoring.notifications.test_digests_once import server
from tests.teams.notifications.test_reminders_once import FlakyBackend
from tests.world import FIRST_DAY, Person, World

__all__ = ["server"]
ALL_RULES = list(RULES)
CLOSE = 58  # Tuesday 3 March 2026; viewed on Wednesday


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T06:00Z", tick=False):
        yield


def subscribe_alerts(
    world: World, *rules: str, person: Person = "manager", team: Team | None = None
) -> None:
    set_watches(
        user=world.users[person],
        organization=world.organization,
        rules={team or world.north: rules or ALL_RULES},
        by_mail=True,
    )


def make_rep_slip(world: World, name: str = "", on: int = CLOSE) -> None:
    """Makes a rep of North slip below 70 on a day through a LinkedIn score seven points lower."""
    rep = create_rep(world.north, name, since=FIRST_DAY) if name else world.rep
    for at in (20, on - 8, on - 1):
        save_reading(rep, day(at), 18, 18, 18, 18)
    save_inputs(rep, {day(at): {"posts": 3, "comments": 6} for at in range(20, on + 1)})
    save_reading(rep, day(on), 16, 16, 16, 15)


def run_alerts(world: World) -> list[tuple[str, str]]:
    """Runs the alert job; returns the recipients and sentences of the mails sent."""
    mail.outbox.clear()
    assert send_alerts(world.organization)
    sentences = []
    for letter in mail.outbox:
        lines = re.findall(r"^(.+) · \w+ \d+ \w+$", str(letter.body), re.MULTILINE)
        sentences += [(letter.to[0], line) for line in lines]
    return sentences


# What triggers an alert ---------------------------------------------------------------------------


def test_a_crossed_milestone_alerts_once_with_its_cause(world: World) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    ((to, sentence),) = run_alerts(world)
    assert to == world.users["manager"].email
    assert re.fullmatch(
        r"Rep Reyes slipped below 70 \(−(\d\.\d) in a week\)\. "
        r"LinkedIn score of 3 Mar against our estimate: −\d\.\d",
        sentence,
    )
    assert run_alerts(world) == []


def test_a_day_without_entries_triggers_no_alert_but_the_next_logged_day_does(world: World) -> None:
    save_inputs(world.rep, {day(at): {"posts": at % 2, "comments": 1} for at in range(20, 54)})
    save_reading(world.rep, day(54), 17.38, 17.38, 17.38, 17.38)  # a Friday, shown as 70
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    assert run_alerts(world) == []
    save_inputs(world.rep, {day(CLOSE + 1): {"posts": 0, "comments": 0}})
    with time_machine.travel(f"{day(CLOSE + 2)}T06:00Z", tick=False):
        close_through(world.organization, CLOSE + 1)
        assert [sentence.split(" (")[0] for _, sentence in run_alerts(world)] == [
            "Rep Reyes slipped below 70"
        ]


def test_an_alert_links_to_the_week_it_explains(world: World) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    ((_, sentence),) = run_alerts(world)
    (change,) = re.findall(r"\((−\d\.\d) in a week\)", sentence)
    path = f"/reps/{world.rep.pk}/why/changed/?from=2026-02-24&to=2026-03-03"
    assert f"http://127.0.0.1:8000{path}\n" in str(mail.outbox[0].body)
    assert change in world.signed_in("manager").get(path).content.decode()


def test_a_rep_who_only_enters_linkedin_scores_is_not_waiting(world: World) -> None:
    save_reading(world.rep, day(CLOSE - 35), 13, 13, 13, 13)
    subscribe_alerts(world, "waiting")
    close_through(world.organization, CLOSE)
    assert run_alerts(world) == []


def test_building_reps_trigger_no_alert(world: World) -> None:
    save_inputs(world.rep, {day(at): {"posts": at % 4} for at in range(50, CLOSE + 1)})
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    assert run_alerts(world) == []


def test_waiting_for_data_alerts_when_it_begins(world: World) -> None:
    save_reading(world.rep, day(CLOSE - 36), 13, 13, 13, 13)  # it counts for 35 days
    subscribe_alerts(world, "waiting")
    close_through(world.organization, CLOSE)
    since = "Rep Reyes: not ranked, no data since 27 January"
    assert run_alerts(world) == [(world.users["manager"].email, since)]
    assert run_alerts(world) == []


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Event(1, day(1), EventKind.MILESTONE, 1.0, 70, up=True), {"milestone"}),
        (Event(1, day(1), EventKind.MILESTONE, -6.0, 70, steep=True), {"milestone", "drop"}),
        (Event(1, day(1), EventKind.DROP, -6.0), {"drop"}),
        (Event(1, day(1), EventKind.WAITING), {"waiting"}),
        (Event(1, day(1), EventKind.READING, -9.0), set()),
    ],
)
def test_each_rule_matches_its_own_kind_of_event(event: Event, expected: set[str]) -> None:
    assert {rule for rule in RULES if watch_covers(Watch(**{rule: True}), event)} == expected


# Recipients ---------------------------------------------------------------------------------------


def test_users_without_a_watch_get_no_alert(world: World) -> None:
    make_rep_slip(world)
    close_through(world.organization, CLOSE)
    assert run_alerts(world) == []


def test_all_alerts_of_one_run_come_in_one_mail(world: World) -> None:
    for name in ("", "Ann", "Ben"):
        make_rep_slip(world, name)
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    assert len(run_alerts(world)) == 3
    (letter,) = mail.outbox
    assert letter.subject == "North: 3 changes"
    assert isinstance(letter, EmailMultiAlternatives)
    html = str(letter.alternatives[0][0])
    assert html.count('<a href="http://127.0.0.1:8000/reps/') == 3


def test_a_mail_lists_a_limited_number_of_alerts(world: World) -> None:
    for at in range(MAX_SENTENCES + 5):
        make_rep_slip(world, f"Rep {at}")
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    assert len(run_alerts(world)) == MAX_SENTENCES
    assert "And 5 more." in str(mail.outbox[0].body)
    assert run_alerts(world) == []


def test_a_former_manager_gets_no_alert(world: World) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    for role in Role.objects.of(world.users["manager"]):
        end_role(role=role, by=None)
    close_through(world.organization, CLOSE)
    assert run_alerts(world) == []


def test_a_watch_on_a_team_the_user_does_not_look_after_sends_nothing(world: World) -> None:
    make_rep_slip(world)
    subscribe_alerts(world, person="coach")
    subscribe_alerts(world, person="outsider")
    close_through(world.organization, CLOSE)
    assert run_alerts(world) == []


def test_a_rep_watched_through_team_and_region_alerts_once(world: World) -> None:
    region = Team.objects.create(organization=world.organization, name="Everywhere")
    Team.objects.filter(pk=world.north.pk).update(region=region)
    make_rep_slip(world)
    set_watches(user=world.users["admin"], organization=world.organization,
                rules={world.north: ALL_RULES, region: ALL_RULES}, by_mail=True)  # fmt: skip
    close_through(world.organization, CLOSE)
    assert len(run_alerts(world)) == 1


# Only once ----------------------------------------------------------------------------------------


def test_repeated_ticks_and_tasks_alert_once(world: World) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    mail.outbox.clear()
    for _ in range(3):
        queue_notifications()
        send_notifications_of(world.organization.pk)
    assert len(mail.outbox) == 1


def test_a_worker_killed_between_mails_sends_none_twice(
    world: World, server: type[FlakyBackend]
) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    subscribe_alerts(world, person="admin")
    close_through(world.organization, CLOSE)
    server.plan = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        run_alerts(world)
    assert [to for to, _ in run_alerts(world)] == [world.users["admin"].email]
    assert run_alerts(world) == []


def test_alerts_are_sent_later_if_the_mail_server_is_down(
    world: World, server: type[FlakyBackend]
) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    server.is_down = True
    assert run_alerts(world) == [] and not Sent.objects.exists()
    server.is_down = False
    assert len(run_alerts(world)) == 1


def test_alerts_of_missed_closes_are_sent_later(world: World) -> None:
    make_rep_slip(world, on=CLOSE)
    subscribe_alerts(world)
    close_through(world.organization, CLOSE - 1)
    with time_machine.travel(f"{day(CLOSE)}T06:00Z", tick=False):
        assert run_alerts(world) == []
    with time_machine.travel(f"{day(CLOSE + 3)}T06:00Z", tick=False):
        close_through(world.organization, CLOSE + 2)
        assert len(run_alerts(world)) == 1


def test_erasing_a_rep_deletes_their_sent_alerts(world: World) -> None:
    make_rep_slip(world)
    subscribe_alerts(world)
    close_through(world.organization, CLOSE)
    assert run_alerts(world)
    about = f"{world.rep.pk}:"
    assert Sent.objects.filter(about__startswith=about).exists()
    erase_rep(rep=world.rep, by=None)
    assert not Sent.objects.filter(about__startswith=about).exists()
