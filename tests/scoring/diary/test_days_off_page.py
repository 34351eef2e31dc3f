"""Leave page: days off entered as a range, past or future, and cancelled."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
import time_machine
from django.http import HttpResponse

from teams.models import DailyLog, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import save_inputs
from tests.world import Person, World

TODAY = 59  # Wednesday 4 March 2026
MONDAY, FRIDAY = day(64), day(75)  # two working weeks from next Monday


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def post_leave(
    world: World, first: object, last: object, off: str = "yes", person: Person = "rep"
) -> HttpResponse:
    form = {"first": str(first), "last": str(last), "off": off}
    return world.signed_in(person).post("/log/leave/", form, follow=True)  # type: ignore[return-value]


def off(world: World) -> list[date]:
    with world.scope():
        days: list[date] = DailyLog.objects.of(world.rep).off_from(date.min)
    return days


def changed_from(world: World) -> date | None:
    with world.scope():
        return Rep.objects.get(pk=world.rep.pk).changed_from


def test_only_working_days_are_marked_and_shown_as_one_range(world: World) -> None:
    page = unescape(post_leave(world, MONDAY, FRIDAY).content.decode())
    assert off(world) == [day(n) for n in (*range(64, 69), *range(71, 76))]
    assert "10 working days marked off." in page
    assert "<span>9 March to 20 March, 10 working days</span>" in page
    assert changed_from(world) is None


def test_leave_in_the_past_rescores_from_its_first_day(world: World) -> None:
    post_leave(world, day(57), MONDAY)
    assert off(world) == [day(n) for n in (57, 58, 59, 60, 61, 64)]
    assert changed_from(world) == day(57)


def test_part_of_the_leave_can_be_cancelled_and_that_undone(world: World) -> None:
    post_leave(world, MONDAY, FRIDAY)
    page = post_leave(world, day(66), day(67), off="no").content.decode()
    assert off(world) == [day(n) for n in (64, 65, 68, *range(71, 76))]
    assert "Taken back: 2 working days no longer off." in page
    assert len(re.findall("<span>[^<]*working day", page)) == 2
    undo = re.search(r'form="undo" name="undo" value="([^"]+)"', page)
    assert undo
    back = world.signed_in("rep").post("/log/undo/", {"undo": undo.group(1)}, follow=True)
    assert back.redirect_chain == [("/log/leave/", 302)] and len(off(world)) == 10


def test_days_off_from_an_import_can_be_cancelled(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(58): {"off": True, "posts": 1}})
    post_leave(world, day(57), day(59), off="no")
    assert off(world) == []


def test_a_year_of_leave_can_be_undone(world: World) -> None:
    page = post_leave(world, day(TODAY), day(TODAY + 366)).content.decode()
    assert len(off(world)) > 250
    undo = re.search(r'form="undo" name="undo" value="([^"]+)"', page)
    assert undo and len(undo.group(1)) < 4000
    world.signed_in("rep").post("/log/undo/", {"undo": undo.group(1)})
    assert off(world) == []


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "", "This field is required."),
        ("soon", "2026-03-09", "Enter a valid date."),
        (FRIDAY, MONDAY, "2026-03-09 comes before 2026-03-20: swap the two."),
        (MONDAY, "2027-03-06", "2027-03-06 is more than a year ahead."),
        ("2025-03-02", MONDAY, "2025-03-02 is more than a year ago."),
        ("2026-03-07", "2026-03-08", "There is no working day from 2026-03-07 to 2026-03-08."),
    ],
)
def test_invalid_leave_shows_an_error(
    world: World, first: object, last: object, sentence: str
) -> None:
    answer = post_leave(world, first, last)
    assert answer.status_code == 422 and sentence in unescape(answer.content.decode())
    assert off(world) == []


def test_cancelling_without_leave_is_refused(world: World) -> None:
    answer = post_leave(world, MONDAY, FRIDAY, off="no")
    assert "There is no day off from 2026-03-09 to 2026-03-20." in answer.content.decode()


def test_days_before_the_retention_limit_are_refused(world: World) -> None:
    with world.scope():
        Rep.objects.filter(pk=world.rep.pk).update(facts_from=day(50))
    assert "facts are kept from" in post_leave(world, day(49), MONDAY).content.decode()
    assert off(world) == []


def test_no_other_input_is_accepted_for_a_future_day(world: World) -> None:
    client = world.signed_in("rep")
    assert client.post(f"/log/{MONDAY}/", {"posts": "1"}).status_code == 404
    assert client.post(f"/log/{MONDAY}/", {"all": "off"}).status_code == 404
    assert off(world) == []


@pytest.mark.parametrize("person", ["manager", "coach", "admin", "outsider"])
def test_only_the_rep_reaches_their_leave(world: World, person: Person) -> None:
    assert post_leave(world, MONDAY, FRIDAY, person=person).status_code == 404
    assert off(world) == []
