"""Logging a day: saved at once, answered with the score, and nobody's but the rep's own."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from scoring.diary import ASKED
from teams.models import AuditEntry, DailyLog
from tests.scoring.core.histories import day
from tests.scoring.facts import close, know, read
from tests.world import Person, World

YESTERDAY, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z"):
        yield


def save(
    world: World, form: dict[str, Any], number: int = TODAY, person: Person = "rep", **headers: str
) -> HttpResponse:
    """What the page answers to a form, sent by htmx unless told otherwise."""
    headers = headers or {"HX-Request": "true"}
    client, address = world.signed_in(person), f"/log/{day(number)}/"
    return client.post(address, form, headers=headers)  # type: ignore[return-value]


def toast(answer: HttpResponse) -> str:
    found = re.search(r'id="saved" role="status">(.*?)</p>', answer.content.decode(), re.DOTALL)
    return found.group(1) if found else ""


def known(world: World, number: int = TODAY) -> dict[str, Any]:
    with world.scope():
        log = DailyLog.objects.of(world.rep).filter(day=day(number)).first()
        return log.known() if log else {}


def read_forty(world: World) -> None:
    with world.scope():
        read(world.rep, day(YESTERDAY), 10, 10, 10, 10)
        close(world.organization, YESTERDAY)


def test_saving_answers_with_the_new_score(world: World) -> None:
    read_forty(world)
    answer = save(world, {"posts": "2", "comments": "4"})
    assert answer.status_code == 200
    assert re.fullmatch(r"Saved 12:00\. Estimated SSI 4\d \(\+\d\.\d today\)\.", toast(answer))
    assert known(world) == {"posts": 2, "comments": 4}


def test_more_of_it_shows_more(world: World) -> None:
    with world.scope():
        know(world.rep, {day(number): {"comments": 1} for number in range(1, TODAY)})
        close(world.organization, YESTERDAY)
    few = toast(save(world, {"comments": "0"}))
    many = toast(save(world, {"comments": "8"}))
    assert "−" in few and "+" in many


def test_a_plain_form_says_it_on_the_page_it_leads_to(world: World) -> None:
    read_forty(world)
    client = world.signed_in("rep")
    answer = client.post(f"/log/{day(TODAY)}/", {"posts": "2"}, follow=True)
    assert answer.redirect_chain == [(f"/log/{day(TODAY)}/", 302)]
    assert "Saved 12:00. Estimated SSI 4" in answer.content.decode()
    assert known(world) == {"posts": 2}


def test_empty_is_unknown_and_zero_is_known(world: World) -> None:
    save(world, {"posts": "0", "comments": "", "shares": " 3 "})
    assert known(world) == {"posts": 0, "shares": 3}
    answer = world.signed_in("rep").get("/log/").content.decode()
    assert re.search(r'name="posts"[^>]* value="0"', answer)
    assert re.search(r'name="comments"[^>]* value=""', answer)


def test_emptying_a_field_takes_the_word_back(world: World) -> None:
    save(world, {"posts": "2", "comments": "1"})
    save(world, {"posts": "", "comments": "1"})
    assert known(world) == {"comments": 1}


def test_nothing_today_is_a_known_zero_for_what_is_asked_and_not_yet_said(world: World) -> None:
    save(world, {"posts": "2", "comments": "", "searches": "", "all": "nothing"})
    assert known(world) == {**dict.fromkeys(ASKED, 0), "posts": 2}


def test_off_is_a_mark_that_the_same_button_takes_away(world: World) -> None:
    save(world, {"posts": "1"})
    answer = save(world, {"posts": "7", "all": "off"})
    assert known(world) == {"posts": 7, "off": True}
    assert "<small>off</small>" in answer.content.decode()
    save(world, {"all": "off"})
    assert known(world) == {"posts": 7}


def test_an_earlier_day_can_be_filled_in_and_moves_todays_score(world: World) -> None:
    with world.scope():
        know(world.rep, {day(1): {"comments": 0}})
        close(world.organization, YESTERDAY)
    before = toast(save(world, {"posts": "0"}))
    after = toast(save(world, {"posts": "2"}, number=50))
    assert known(world, 50) == {"posts": 2}
    assert before != after and "Estimated SSI" in after


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("text", ["2026-03-05", "9999-12-31", "2003-05-04", "2026-02-30"])
def test_a_day_that_has_not_come_or_never_was_is_no_page(
    world: World, method: str, text: str
) -> None:
    client = world.signed_in("rep")
    assert getattr(client, method)(f"/log/{text}/", {"posts": "1"}).status_code == 404
    with world.scope():
        assert not DailyLog.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("posts", "-1", "is negative"),
        ("posts", "2.5", "is not a whole number"),
        ("posts", "two", "is not a number"),
        ("posts", "nan", "is not a number"),
        ("posts", "1e999", "is not a number"),
        ("posts", "9" * 400, "is not a number"),
        ("posts", "3000000000", "is too large"),
        ("posts", "1_000", "is not a number"),
        ("posts", "<b>1</b>", "is not a number"),
        ("posts", "1\x00", "is not a number"),
        ("profile_completeness", "101", "is above 100"),
        ("response_hours", "-0.5", "is negative"),
    ],
)
def test_a_bad_number_is_a_sentence_and_nothing_is_saved(
    world: World, field: str, text: str, reason: str
) -> None:
    answer = save(world, {"comments": "4", field: text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not saved." in page and reason in page and "<b>1" not in page
    assert known(world) == {}


def test_decimals_are_understood_with_a_point_and_with_a_comma(world: World) -> None:
    save(world, {"response_hours": "0,5", "profile_completeness": "82.5"})
    assert known(world) == {"response_hours": 0.5, "profile_completeness": 82.5}


def test_this_weeks_sum_stands_against_its_target(world: World) -> None:
    with world.scope():
        know(world.rep, {day(56): {"posts": 9}, day(57): {"posts": 1}, day(58): {"posts": 1}})
    answer = world.signed_in("rep").get("/log/").content.decode()
    assert "2 of 3 this week" in answer  # Monday is day 57


def test_over_an_imported_value_it_stands_as_corrected(world: World) -> None:
    with world.scope():
        know(world.rep, {day(TODAY): {"posts": 5}})
    save(world, {"posts": "3"})
    assert known(world) == {"posts": 3}
    with world.scope():
        entry = AuditEntry.objects.get()
    assert (entry.action, entry.details["was"], entry.details["is"]) == ("value corrected", 5, 3)


@pytest.mark.parametrize("person", ["manager", "coach", "admin", "outsider"])
def test_nobody_elses_log_can_be_reached(world: World, person: Person) -> None:
    form = {"posts": "7", "rep": str(world.rep.pk), "pk": str(world.rep.pk)}
    for number in (TODAY, YESTERDAY):
        assert save(world, form, number, person).status_code == 404
    assert world.signed_in(person).get(f"/log/?rep={world.rep.pk}").status_code == 404
    assert known(world) == {}


def test_a_colleague_who_logs_writes_into_no_diary_but_the_own(world: World) -> None:
    save(world, {"posts": "7", "rep": str(world.rep.pk)}, person="rep_other")
    assert known(world) == {}
    with world.scope():
        assert DailyLog.objects.get().rep_id == world.rep_other.pk


def test_what_stands_beside_the_score_is_kept_and_moves_nothing(world: World) -> None:
    read_forty(world)
    before = toast(save(world, {}))
    assert toast(save(world, {"meetings": "2", "opportunities": "1"})) == before
    assert known(world) == {"meetings": 2, "opportunities": 1}
