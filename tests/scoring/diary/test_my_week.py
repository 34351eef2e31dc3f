"""My week: progress towards weekly targets, streak and reminder, in the rep's time zone."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from scoring.diary.my_week import WeekTarget, my_week_page
from teams.facts.weekly_targets import set_targets, targets_of
from teams.models import Reminder, WeeklyTarget
from teams.notifications.reminder_settings import reminder_of
from teams.people.working_days import set_time_zone_of
from tests.scoring.core.histories import day
from tests.scoring.facts import save_inputs
from tests.world import World

TODAY = 59  # Wednesday 4 March 2026, of the week from Monday, day 57


@pytest.fixture(autouse=True)
def _today(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def week_target(world: World, name: str) -> WeekTarget:
    page = my_week_page(world.rep, today=world.rep.today())
    return next(each for each in page.targets if each.name == name)


def get_my_week(client: Client) -> str:
    answer = client.get("/me/week/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_activity_since_monday_is_shown_against_the_target(world: World) -> None:
    save_inputs(
        world.rep, {day(56): {"comments": 99}, day(57): {"comments": 5}, day(59): {"comments": 3}}
    )
    assert week_target(world, "comments").words == "8 of 20"
    set_targets(rep=world.rep, targets={"comments": 8})
    assert week_target(world, "comments").words == "8 of 8, reached"


def test_an_unknown_input_is_not_zero(world: World) -> None:
    save_inputs(world.rep, {day(57): {"posts": 0}})
    assert week_target(world, "posts").words == "0 of 3"
    assert week_target(world, "comments").words == "not known yet, of 20"
    assert week_target(world, "meetings").words == "not known yet"


def test_the_page_shows_streak_and_known_days(world: World) -> None:
    save_inputs(world.rep, {day(n): {"posts": 1} for n in (54, 57)})
    page = my_week_page(world.rep, today=day(TODAY))
    assert (page.known, page.working) == (1, 2)  # Tuesday is held, and today is not over
    assert (page.streak.current, page.streak.longest) == (0, 2)


def test_the_week_is_in_the_reps_time_zone(world: World) -> None:
    save_inputs(world.rep, {day(62): {"comments": 2}, day(64): {"comments": 4}})
    with time_machine.travel(f"{day(63)}T12:00Z", tick=False):  # a Sunday
        assert week_target(world, "comments").words == "2 of 20"
        set_time_zone_of(world.rep, "Pacific/Kiritimati")  # where it is Monday
        assert week_target(world, "comments").words == "4 of 20"


def test_targets_are_saved_and_cleared(world: World) -> None:
    client = world.signed_in("rep")
    answer = client.post("/me/week/targets/", {"comments": "12", "meetings": "2", "posts": ""})
    assert answer.status_code == 302
    assert targets_of(world.rep) == {"comments": 12, "meetings": 2}
    page = get_my_week(client)
    assert "not known yet, of 12" in page and "Targets saved." in page
    client.post("/me/week/targets/", {"comments": "", "meetings": "2"})
    assert targets_of(world.rep) == {"meetings": 2}
    assert "not known yet, of 20" in get_my_week(client)


@pytest.mark.parametrize("wrong", ["0", "-1", "1001", "many", "1.5", "9" * 40])
def test_an_invalid_target_is_refused_and_nothing_is_saved(world: World, wrong: str) -> None:
    set_targets(rep=world.rep, targets={"posts": 4})
    sent = {"posts": "5", "reactions": wrong}
    answer = world.signed_in("rep").post("/me/week/targets/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A whole number from 1 to 1000, or nothing." in page and f'value="{wrong}"' in page
    assert '<details class="more" open>' in page  # contains the invalid field
    assert targets_of(world.rep) == {"posts": 4}


def test_targets_are_separate_for_each_rep(world: World) -> None:
    for person, target in (("rep", "7"), ("rep_other", "9")):
        world.signed_in(person).post("/me/week/targets/", {"posts": target})  # type: ignore[arg-type]
    assert targets_of(world.rep) == {"posts": 7}
    assert targets_of(world.rep_other) == {"posts": 9}


def test_a_reminder_is_set_changed_and_stopped(world: World) -> None:
    client = world.signed_in("rep")
    assert "Europe/Lisbon" not in get_my_week(client)
    set_time_zone_of(world.rep, "Europe/Lisbon")
    assert "By your clock, Europe/Lisbon" in get_my_week(client)
    client.post("/me/week/reminder/", {"every": "day", "hour": "16", "weekday": "4"})
    assert "You are reminded every working day at 16:00, when nothing is known" in get_my_week(
        client
    )
    client.post("/me/week/reminder/", {"every": "week", "hour": "9", "weekday": "0"})
    assert "You are reminded every Monday at 09:00" in get_my_week(client)
    assert Reminder.objects.count() == 1
    client.post("/me/week/reminder/", {"every": "", "hour": "9", "weekday": "0"})
    assert "No more reminders." in get_my_week(client)
    assert reminder_of(world.rep) is None


@pytest.mark.parametrize(
    "wrong", [{"every": "hour"}, {"hour": "24"}, {"hour": "x"}, {"weekday": "7"}]
)
def test_a_reminder_at_an_invalid_time_is_refused(world: World, wrong: dict[str, str]) -> None:
    sent = {"every": "day", "hour": "16", "weekday": "4"} | wrong
    answer = world.signed_in("rep").post("/me/week/reminder/", sent)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert reminder_of(world.rep) is None


def test_viewing_writes_nothing(world: World) -> None:
    client = world.signed_in("rep")
    client.post("/me/week/reminder/", {"every": "day", "hour": "16"})
    client.post("/me/week/targets/", {"posts": "2"})
    before = (list(Reminder.objects.values()), list(WeeklyTarget.objects.values()))
    for path in ("/me/week/", "/me/year/"):
        for method in (client.get, client.head):
            assert method(path).status_code == 200
    for path in ("/me/week/reminder/", "/me/week/targets/"):
        assert client.get(path).status_code == 405
    assert (list(Reminder.objects.values()), list(WeeklyTarget.objects.values())) == before


def test_only_reps_have_a_link_to_the_page(world: World) -> None:
    assert 'href="/me/week/"' in world.signed_in("rep").get("/log/").content.decode()
    assert 'href="/me/week/"' not in world.signed_in("manager").get("/teams/").content.decode()
