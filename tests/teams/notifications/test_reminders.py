"""Reminders: at most one mail a day, at the rep's local hour, only if the log is empty."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from teams.base.sources import Value
from teams.facts.manual_entry import log_day
from teams.models import Reminder, Rep, Role, User, WeeklyCard
from teams.notifications.reminder_settings import reminder_of, set_reminder, stop_reminder
from teams.people.deactivate import deactivate
from teams.people.working_days import set_time_zone_of, set_working_days
from tests.scoring.core.histories import day
from tests.scoring.facts import save_inputs, save_reading
from tests.teams.notifications.reminder_world import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    WEDNESDAY,
    remind_daily,
    remind_weekly,
    rep_addresses,
    run_reminders,
)
from tests.world import World


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope(), time_machine.travel(f"{MONDAY}T08:00Z", tick=False):
        yield


# Content ------------------------------------------------------------------------------------------

DAILY = """Hello rep,

Nothing is known of Wednesday 4 March yet. Ten seconds are enough, “Nothing today” counts too.

https://seventy.example/log/2026-03-04/

A day nobody logged is never counted as a zero: your score stays as it is.

You asked for this mail every working day at 17:00 (UTC), when nothing is known by then.
Another hour: https://seventy.example/me/week/
No more of them: https://seventy.example/reminders/stop/TOKEN/
"""


@override_settings(SITE_URL="https://seventy.example")
def test_the_mail_names_the_day_and_links_to_the_log_and_unsubscribe_page(world: World) -> None:
    remind_daily(world)
    run_reminders(world, WEDNESDAY)
    (letter,) = mail.outbox
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    token = stop.split("/")[-2]
    assert letter.body.replace(token, "TOKEN").strip() == DAILY.strip()
    assert letter.subject == "Wednesday 4 March: ten seconds for your log"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert not letter.cc and not letter.bcc and letter.to == rep_addresses(world)


@override_settings(SITE_URL="https://seventy.example")
def test_text_and_html_mails_contain_equal_links(world: World) -> None:
    for choose, link in ((remind_daily, "/log/2026-03-06/"), (remind_weekly, "/reading/")):
        choose(world)
        Reminder.objects.update(seen_on=None)
        run_reminders(world, FRIDAY)
        (letter,) = mail.outbox
        assert isinstance(letter, EmailMultiAlternatives)
        ((page, kind),) = letter.alternatives
        assert kind == "text/html" and "<script" not in str(page) and "<img" not in str(page)
        for text in (str(letter.body), str(page)):
            assert f"https://seventy.example{link}" in text
            assert "https://seventy.example/me/week/" in text
            assert "/reminders/stop/" in text


def test_links_in_the_mail_open(world: World) -> None:
    remind_daily(world)
    run_reminders(world, WEDNESDAY)
    words = str(mail.outbox[0].body).split()
    with time_machine.travel(f"{WEDNESDAY}T17:01Z", tick=False):
        client = world.signed_in("rep")
        for link in (word for word in words if word.startswith("http")):
            assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


# Time ---------------------------------------------------------------------------------------------


def test_the_reminder_comes_at_its_hour_and_once(world: World) -> None:
    remind_daily(world)
    assert run_reminders(world, WEDNESDAY, 16, 59) == []
    assert run_reminders(world, WEDNESDAY, 17, 0) == rep_addresses(world)
    for hour, minute in ((17, 0), (17, 5), (23, 55)):
        assert run_reminders(world, WEDNESDAY, hour, minute) == []
    assert run_reminders(world, day(60), 17) == rep_addresses(world)


def test_the_hour_is_in_the_reps_time_zone(world: World) -> None:
    set_time_zone_of(world.rep, "Asia/Kathmandu")  # UTC+5:45
    remind_daily(world, hour=9)
    assert run_reminders(world, WEDNESDAY, 3, 10) == []
    assert run_reminders(world, WEDNESDAY, 3, 15) == rep_addresses(world)
    assert "(Asia/Kathmandu)" in str(mail.outbox[0].body)


def test_a_delayed_worker_reminds_late_but_not_after_the_day_is_over(world: World) -> None:
    remind_daily(world)
    assert run_reminders(world, WEDNESDAY, 23, 50) == rep_addresses(world)
    assert run_reminders(world, day(61), 0, 5) == []  # Thursday is over
    assert run_reminders(world, day(61), 17) == rep_addresses(world)


def test_choosing_an_hour_that_has_begun_applies_from_the_next_day(world: World) -> None:
    with time_machine.travel(f"{WEDNESDAY}T17:30Z", tick=False):
        remind_daily(world, hour=17)
    assert run_reminders(world, WEDNESDAY, 17, 35) == []
    assert run_reminders(world, day(60), 17) == rep_addresses(world)


def test_moving_the_hour_brings_no_second_mail_that_day(world: World) -> None:
    remind_daily(world, hour=9)
    assert run_reminders(world, WEDNESDAY, 9) == rep_addresses(world)
    with time_machine.travel(f"{WEDNESDAY}T10:00Z", tick=False):
        remind_daily(world, hour=18)
        remind_weekly(world, hour=18, weekday=2)
    assert run_reminders(world, WEDNESDAY, 18) == []


def test_weekly_reminders_come_only_on_their_weekday(world: World) -> None:
    remind_weekly(world)
    came = [n for n in range(57, 71) if run_reminders(world, day(n), 17)]
    assert came == [61, 68]


def test_a_rep_who_moves_west_is_not_reminded_twice_of_one_day(world: World) -> None:
    set_time_zone_of(world.rep, "Pacific/Kiritimati")
    remind_daily(world, hour=1)
    assert run_reminders(world, WEDNESDAY, 12) == rep_addresses(world)  # Thursday, 02:00
    set_time_zone_of(world.rep, "Pacific/Pago_Pago")
    assert (
        run_reminders(world, WEDNESDAY, 13) == [] and run_reminders(world, day(60), 13) == []
    )  # Wednesday and Thursday there
    assert run_reminders(world, day(61), 13) == rep_addresses(world)


# Only if nothing is logged ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "comes"),
    [
        ({"posts": 0}, False),
        ({"connections": 500}, False),
        ({"off": True}, False),
        ({"meetings": 2}, True),
    ],
)
def test_no_reminder_for_a_logged_day_or_a_day_off(
    world: World, values: dict[str, Value], comes: bool
) -> None:
    remind_daily(world)
    save_inputs(world.rep, {WEDNESDAY: values, day(58): {"posts": 1}, day(60): {"posts": 1}})
    assert bool(run_reminders(world, WEDNESDAY)) is comes


def test_a_reading_is_enough_for_the_week_but_not_the_day(world: World) -> None:
    save_reading(world.rep, FRIDAY, 10, 10, 10, 10)
    remind_daily(world)
    assert run_reminders(world, FRIDAY) == rep_addresses(world)
    Reminder.objects.update(every="week", weekday=4, seen_on=None)
    assert run_reminders(world, FRIDAY) == []


def test_a_day_is_checked_only_once(world: World) -> None:
    remind_daily(world)
    save_inputs(world.rep, {WEDNESDAY: {"posts": 1}})
    assert run_reminders(world, WEDNESDAY) == []
    log_day(rep=world.rep, day=WEDNESDAY, values={"posts": None}, by=world.users["rep"])
    assert run_reminders(world, WEDNESDAY, 18) == []


def test_no_reminder_on_weekends_and_other_non_working_days(world: World) -> None:
    remind_daily(world)
    assert run_reminders(world, SATURDAY) == []
    set_working_days(world.organization, "6", MONDAY)
    Reminder.objects.update(seen_on=None)
    assert (
        run_reminders(world, SATURDAY) == rep_addresses(world)
        and run_reminders(world, day(64)) == []
    )


def create_card(rep: Rep, when: date) -> None:
    WeeklyCard.objects.create(organization=rep.organization, rep=rep, day=when, followers=9)


@pytest.mark.parametrize(
    "said",
    [
        lambda rep: save_inputs(rep, {MONDAY: {"posts": 0}}),
        lambda rep: save_reading(rep, MONDAY, 10, 10, 10, 10),
        lambda rep: create_card(rep, MONDAY),
        lambda rep: save_inputs(rep, {FRIDAY: {"off": True}}),
    ],
)
def test_no_weekly_reminder_if_anything_is_known_of_the_week(
    world: World, said: Callable[[Rep], object]
) -> None:
    remind_weekly(world)
    said(world.rep)
    assert run_reminders(world, FRIDAY) == []
    assert run_reminders(world, day(68)) == rep_addresses(
        world
    )  # nothing is known in the next week


def test_the_week_before_does_not_count(world: World) -> None:
    remind_weekly(world, weekday=0)
    save_inputs(world.rep, {day(56): {"posts": 1}})  # Sunday
    save_reading(world.rep, day(56), 10, 10, 10, 10)
    create_card(world.rep, day(56))
    assert run_reminders(world, MONDAY) == rep_addresses(world)


# Recipients ---------------------------------------------------------------------------------------


def test_only_reps_who_asked_are_reminded(world: World) -> None:
    assert run_reminders(world, WEDNESDAY) == []
    remind_daily(world)
    assert stop_reminder(rep=world.rep) and not stop_reminder(rep=world.rep)
    assert run_reminders(world, WEDNESDAY) == []


def deactivate_user(world: World) -> None:
    User.objects.filter(pk=world.users["rep"].pk).update(is_active=False)


def end_role(world: World) -> None:
    Role.objects.filter(user=world.users["rep"]).update(until=WEDNESDAY)


def deactivate_rep(world: World) -> None:
    deactivate(organization=world.organization, rep=world.rep, by=None)


def remove_user(world: World) -> None:
    Rep.objects.filter(pk=world.rep.pk).update(user=None)


@pytest.mark.parametrize("gone", [deactivate_user, end_role, deactivate_rep, remove_user])
def test_a_user_who_can_no_longer_sign_in_as_a_rep_is_not_reminded(
    world: World, gone: Callable[[World], None]
) -> None:
    remind_daily(world)
    gone(world)
    assert run_reminders(world, WEDNESDAY) == []


def test_the_mail_goes_to_the_sign_in_address(world: World) -> None:
    remind_daily(world)
    Rep.objects.filter(pk=world.rep.pk).update(email="written.by.an.admin@example.com")
    assert run_reminders(world, WEDNESDAY) == rep_addresses(world)


@pytest.mark.parametrize(
    "wrong", [{"every": "hour"}, {"hour": 24}, {"hour": -1}, {"weekday": 7}, {"every": ""}]
)
def test_an_invalid_schedule_is_refused(world: World, wrong: dict[str, Any]) -> None:
    said: dict[str, Any] = {"every": "day", "hour": 9, "weekday": 4} | wrong
    with pytest.raises(ValidationError):
        set_reminder(rep=world.rep, **said)
    assert reminder_of(world.rep) is None
