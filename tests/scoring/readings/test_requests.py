"""Requests for a LinkedIn score: sent by those who look after the rep, at most once a day each."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.readings.requests import reading_request_notice
from teams.facts.reading_requests import request_readings
from teams.models import Membership, OfficialReading, ReadingRequest, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def post_requests(world: World, person: Person, *reps: Rep, back: str = "") -> tuple[int, str]:
    client = world.signed_in(person)
    form = {"rep": [rep.pk for rep in reps], "next": back}
    answer = client.post("/reading/ask/", form)
    return answer.status_code, answer.headers.get("Location", "")


def request_rows(world: World) -> list[tuple[str, str]]:
    with world.scope():
        return [(each.rep.name, str(each.by)) for each in ReadingRequest.objects.all()]


def test_one_click_on_the_board_asks_and_returns_to_it(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(10), *[10] * 4)
        close_through(world.organization, CLOSE)
    board = f"/teams/{world.north.pk}/?board=brand"
    page = world.signed_in("manager").get(board).content.decode()
    assert f'name="rep" value="{world.rep.pk}"' in page and "Ask for the LinkedIn score" in page
    assert post_requests(world, "manager", world.rep, back=board) == (302, board)
    page = world.signed_in("manager").get(board).content.decode()
    assert "asked on 4 Mar" in page and "Ask for the LinkedIn score" not in page


def test_one_click_asks_everyone_not_asked_yet(world: World) -> None:
    with world.scope():
        for name in ("Ann", "Bob"):
            add_rep(world.north, name, since=day(1))
        Rep.objects.filter(name="Ann").update(user=world.users["coach"])
        save_reading(world.rep, day(10), *[10] * 4)
        close_through(world.organization, CLOSE)
    board = f"/teams/{world.north.pk}/"
    client = world.signed_in("manager")
    page = client.get(board).content.decode()
    assert "Ask all 2 for their LinkedIn score" in page  # Bob has no account
    named = re.search(r'name="rep" value="([\d ]+)"', page)
    assert named and client.post("/reading/ask/", {"rep": named[1], "next": board})["Location"]
    assert sorted(name for name, _ in request_rows(world)) == ["Ann", "Rep Reyes"]
    page = client.get(board).content.decode()
    assert "Asked 2 reps for their LinkedIn score." in page and "Ask all" not in page
    client.post("/reading/ask/", {"rep": named[1]})
    assert len(request_rows(world)) == 2
    assert "All of them were asked today already." in client.get(board).content.decode()


def test_asking_many_reps_takes_at_most_two_queries(world: World) -> None:
    with world.scope():
        reps = [world.rep, world.rep_other]
        with CaptureQueriesContext(connection) as queries:
            assert request_readings(reps=reps, by=world.users["manager"]) == 2
    assert len([each for each in queries if "SAVEPOINT" not in each["sql"]]) <= 2


def test_a_person_asks_a_rep_at_most_once_a_day(world: World) -> None:
    for _ in range(2):
        post_requests(world, "manager", world.rep)
    post_requests(world, "admin", world.rep)
    assert sorted(request_rows(world)) == [("Rep Reyes", "admin"), ("Rep Reyes", "manager")]
    with time_machine.travel(f"{day(TODAY + 1)}T12:00Z", tick=False):
        post_requests(world, "manager", world.rep)
    assert len(request_rows(world)) == 3


@pytest.mark.parametrize("person", ["rep", "rep_other", "coach", "outsider"])
def test_only_those_who_look_after_a_rep_can_ask(world: World, person: Person) -> None:
    assert post_requests(world, person, world.rep)[0] == 404
    assert request_rows(world) == []


def test_a_single_foreign_rep_refuses_the_whole_request(world: World) -> None:
    assert post_requests(world, "manager", world.rep, world.rep_other)[0] == 404
    assert world.signed_in("manager").post("/reading/ask/", {"rep": "x"}).status_code == 404
    assert world.signed_in("manager").get("/reading/ask/").status_code == 405
    assert request_rows(world) == []


def test_asking_redirects_to_no_other_site(world: World) -> None:
    assert post_requests(world, "manager", world.rep, back="https://evil.example/") == (
        302,
        "/teams/",
    )


def test_reps_without_account_and_erased_reps_are_not_asked(world: World) -> None:
    with world.scope():
        nobody = add_rep(world.north, "Nobody", since=day(1))
        erased = Rep(organization=world.organization, pk=world.rep.pk, erased_on=day(1), user_id=1)
        number = request_readings(reps=[nobody, erased], by=world.users["manager"])
    assert number == 0 and request_rows(world) == []


def test_the_rep_sees_the_request_until_there_is_a_newer_reading(world: World) -> None:
    post_requests(world, "manager", world.rep)
    client = world.signed_in("rep")
    words = "manager asked for your LinkedIn score on 4 March."
    for path in ("/log/", "/reading/"):
        assert words in client.get(path).content.decode()
    assert words not in world.signed_in("rep_other").get("/log/").content.decode()
    with world.scope():
        save_reading(world.rep, day(TODAY - 1), *[10] * 4)
        assert reading_request_notice(world.rep) == words
        save_reading(world.rep, day(TODAY), *[10] * 4)
        assert reading_request_notice(world.rep) == ""
        OfficialReading.objects.filter(day=day(TODAY)).delete()
        assert reading_request_notice(world.rep) == words


def test_only_those_who_look_after_the_team_see_its_data_gaps(world: World) -> None:
    with world.scope():
        ann, bob = (add_rep(world.north, name, since=day(1)) for name in ("Ann", "Bob"))
        save_reading(ann, day(CLOSE), *[10] * 4)
        save_reading(bob, day(10), *[10] * 4)
        close_through(world.organization, CLOSE)
    path = f"/teams/{world.north.pk}/"
    page = world.signed_in("manager").get(path).content.decode()
    gaps = page.partition('id="gaps"')[2]
    assert "Bob" in gaps and "Rep Reyes" in gaps and "Ann" not in gaps
    rep = world.signed_in("rep").get(path).content.decode()
    assert "Ask for LinkedIn" not in rep and 'id="gaps"' not in rep
    past = world.signed_in("manager").get(f"{path}?day={day(50)}").content.decode()
    assert "Ask for LinkedIn" not in past


def test_a_rep_who_left_the_team_cannot_be_asked(world: World) -> None:
    with world.scope():
        Membership.objects.filter(rep=world.rep).update(until=day(TODAY))
    assert post_requests(world, "manager", world.rep)[0] == 404


def test_the_export_contains_requests_and_groups(world: World) -> None:
    post_requests(world, "manager", world.rep)
    client = world.signed_in("manager")
    client.post("/groups/", {"name": "Best of North", "rep": [world.rep.pk]})
    assert export_profile(world, "rep")["asked_for_linkedins_number"] == [
        {"asked_on": str(day(TODAY)), "by__name": "manager"}
    ]
    assert export_profile(world, "manager")["account"]["groups"] == ["Best of North"]


def export_profile(world: World, person: Person) -> dict[str, Any]:
    answer = world.signed_in(person).post("/me/data/export/")
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    with ZipFile(BytesIO(whole)) as opened:
        profile: dict[str, Any] = json.loads(opened.read("profile.json"))
    return profile
