"""Alerts in a chat: who adds a webhook, what is posted, and what happens when it fails."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from scoring.notifications.alert_messages import Alert, TeamAlerts
from scoring.notifications.chat_format import escape_slack, escape_teams, format_chat_message
from scoring.notifications.events import Event, EventKind
from scoring.notifications.send_alerts import send_alerts
from teams.models import AuditEntry, Hook, Role, Watch
from teams.notifications.alert_settings import set_watches
from teams.notifications.chat_webhooks import MAX_HOOKS, add_hook
from teams.people.roles import end_role
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.scoring.notifications.test_alerts import ALL_RULES, make_rep_slip
from tests.teams.notifications.test_webhook_client import Listener, listener
from tests.world import Person, World

__all__ = ["listener"]
CLOSE = 58
SECRET = "T000/B000/verysecret"
URL = f"https://hooks.slack.com/services/{SECRET}"
WEBHOOK_FORM = {"name": "#sales", "kind": "slack", "url": URL}


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(CLOSE + 1)}T06:00Z", tick=False):
        yield


def add_chat_webhook(world: World, kind: str = "slack") -> Hook:
    """A chat webhook of North, which the manager's alerts are posted to."""
    hook = add_hook(team=world.north, name="#sales", kind=kind, url=URL, by=world.users["manager"])
    set_watches(
        user=world.users["manager"],
        organization=world.organization,
        rules={world.north: ALL_RULES},
        by_mail=False,
        hooks={world.north: hook},
    )
    return hook


@pytest.fixture
def internet(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Resolves hooks.slack.com to a public address and connects it to the test listener."""
    public = ("93.184.216.34", 443)

    def connect(address: Any, timeout: float) -> socket.socket:
        assert address == public
        here = socket.socket()
        here.settimeout(timeout)
        here.connect(("127.0.0.1", listener.port))
        return here

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", public)])
    monkeypatch.setattr(socket, "create_connection", connect)
    return listener


# What is posted -----------------------------------------------------------------------------------


def test_alerts_are_posted_once(world: World, internet: Listener) -> None:
    add_chat_webhook(world)
    make_rep_slip(world)
    close_through(world.organization, CLOSE)
    for _ in range(3):
        assert send_alerts(world.organization)
    (request,) = internet.asked
    text = json.loads(request.partition(b"\r\n\r\n")[2])["text"]
    week = "why/changed/?from=2026-02-24&amp;to=2026-03-03"
    link = f"http://127.0.0.1:8000/reps/{world.rep.pk}/{week}"
    assert text.startswith(f"<{link}|Rep Reyes> slipped below 70 (−")
    assert text.endswith(" in a week). LinkedIn score of 3 Mar against our estimate: −9.0")


def test_two_users_watching_through_one_chat_post_once(world: World, internet: Listener) -> None:
    hook = add_chat_webhook(world)
    set_watches(
        user=world.users["admin"],
        organization=world.organization,
        rules={world.north: ALL_RULES},
        by_mail=False,
        hooks={world.north: hook},
    )
    make_rep_slip(world)
    close_through(world.organization, CLOSE)
    assert send_alerts(world.organization)
    assert internet.came == 1


def test_a_former_managers_alerts_are_not_posted(world: World, internet: Listener) -> None:
    add_chat_webhook(world)
    for role in Role.objects.of(world.users["manager"]):
        end_role(role=role, by=None)
    make_rep_slip(world)
    close_through(world.organization, CLOSE)
    assert send_alerts(world.organization)
    assert internet.came == 0


def build_alerts(name: str) -> list[TeamAlerts]:
    event = Event(1, day(1), EventKind.MILESTONE, 1.0, 70, up=True)
    one = Alert(name, "reached 70", " ", "Monday 5 January", "https://s.example/reps/1/", event)
    return [TeamAlerts("North", "https://s.example/teams/1/feed/", (one,))]


NAMES = [
    "<!channel>", "<!everyone>", "<@U123>", "@channel", "@here", "<https://evil.example|Jo>",
    "[Jo](https://evil.example)", "<at>Jo</at>", "Jo\n<!here>", "*Jo* & `Co`", "Jo|evil>",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_escaped_and_mentions_no_one(name: str) -> None:
    slack = json.loads(format_chat_message(Hook(kind="slack"), build_alerts(name)))["text"]
    label = slack.removeprefix("<https://s.example/reps/1/|").removesuffix("> reached 70")
    assert label == escape_slack(name)
    assert not set("<>|\n") & set(label) and "@c" not in label and "@h" not in label
    card = json.loads(format_chat_message(Hook(kind="teams"), build_alerts(name)))["attachments"][
        0
    ]["content"]
    assert card["type"] == "AdaptiveCard" and "msteams" not in card
    (block,) = card["body"]
    assert block["text"] == f"[{escape_teams(name)}](https://s.example/reps/1/) reached 70"
    assert "](https://evil" not in block["text"].replace("\\]\\(", "")
    assert "<at>" not in block["text"]


# Failures -----------------------------------------------------------------------------------------


def test_five_failures_in_a_row_disable_the_webhook(
    world: World, internet: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    hook = add_chat_webhook(world)
    internet.answer = b"HTTP/1.1 404 Not Found\r\n\r\n"
    make_rep_slip(world)
    close_through(world.organization, CLOSE)
    Hook.objects.update(failed=4)
    assert send_alerts(world.organization)
    hook.refresh_from_db()
    assert hook.failed == 5 and hook.given_up and internet.came == 1
    assert SECRET not in caplog.text and "The host answered 404" in caplog.text
    page = (
        world.signed_in("manager").get(f"/watching/teams/{world.north.pk}/chats/").content.decode()
    )
    assert "Given up: 5 messages in a row were not taken" in page


def test_a_disabled_webhook_is_not_called_and_a_success_resets_the_count(
    world: World, internet: Listener
) -> None:
    hook = add_chat_webhook(world)
    make_rep_slip(world)
    close_through(world.organization, CLOSE)
    Hook.objects.update(failed=5)
    assert send_alerts(world.organization)
    assert internet.came == 0
    Hook.objects.update(failed=4)
    with time_machine.travel(f"{day(CLOSE + 2)}T06:00Z", tick=False):
        save_reading(world.rep, day(CLOSE + 1), 12, 12, 12, 12)
        close_through(world.organization, CLOSE + 1)
        assert send_alerts(world.organization)
    hook.refresh_from_db()
    assert (hook.failed, internet.came) == (0, 1)


# Permissions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["manager", "admin"])
def test_managers_and_admins_add_a_chat_whose_url_is_never_shown_again(
    world: World, person: Person
) -> None:
    client, path = world.signed_in(person), f"/watching/teams/{world.north.pk}/chats/"
    page = client.post(path, WEBHOOK_FORM, follow=True).content.decode()
    assert "#sales is there." in page and "Into the chat" in page
    (hook,) = Hook.objects.all()
    listing = client.get(path).content.decode()
    assert "hooks.slack.com" in listing
    for text in (page, listing, client.get("/watching/").content.decode()):
        assert SECRET not in text
    client.post(f"/watching/chats/{hook.pk}/remove/")
    assert not Hook.objects.exists()
    added, removed = AuditEntry.objects.filter(action="team changed").order_by("pk")
    assert added.details == {
        "team": "North", "what": "chat added", "is": "#sales, slack at hooks.slack.com"
    }  # fmt: skip
    assert removed.details["what"] == "chat removed"
    assert added.by == removed.by == world.users[person]


@pytest.mark.parametrize("url", ["http://hooks.slack.com/x", "https://127.0.0.1/x", "nonsense"])
def test_a_forbidden_url_is_refused_and_not_shown(world: World, url: str) -> None:
    answer = world.signed_in("manager").post(
        f"/watching/teams/{world.north.pk}/chats/", WEBHOOK_FORM | {"url": url}
    )
    assert answer.status_code == 422 and f'value="{url}"' not in answer.content.decode()
    assert "The address" in answer.content.decode() or "Messages go to" in answer.content.decode()
    assert not Hook.objects.exists()


def test_a_team_has_a_limited_number_of_chats(world: World) -> None:
    for _ in range(MAX_HOOKS):
        add_chat_webhook(world)
    answer = world.signed_in("manager").post(
        f"/watching/teams/{world.north.pk}/chats/", WEBHOOK_FORM
    )
    assert answer.status_code == 422 and "remove one first" in answer.content.decode()


@pytest.mark.parametrize("person", ["rep", "coach", "outsider"])
def test_others_cannot_see_or_change_a_teams_chats(world: World, person: Person) -> None:
    hook, client = add_chat_webhook(world), world.signed_in(person)
    path = f"/watching/teams/{world.north.pk}/chats/"
    for answer in (client.get(path), client.post(path, WEBHOOK_FORM),
                   client.post(f"/watching/chats/{hook.pk}/remove/")):  # fmt: skip
        assert answer.status_code == 404
    assert Hook.objects.count() == 1


def test_a_chat_can_be_used_for_its_own_team_only(world: World) -> None:
    hook, client = add_chat_webhook(world), world.signed_in("admin")
    north, south = f"rules_{world.north.pk}", f"rules_{world.south.pk}"
    form = {north: ["drop"], south: ["drop"], f"into_{world.north.pk}": f"hook-{hook.pk}",
            f"into_{world.south.pk}": f"hook-{hook.pk}"}  # fmt: skip
    client.post("/watching/alerts/", form)
    watches = Watch.objects.filter(user=world.users["admin"])
    assert {each.team.name: each.hook for each in watches} == {"North": hook, "South": None}
    with pytest.raises(ValueError, match="of its team"):
        set_watches(
            user=world.users["admin"],
            organization=world.organization,
            rules={world.south: ALL_RULES},
            by_mail=True,
            hooks={world.south: hook},
        )
