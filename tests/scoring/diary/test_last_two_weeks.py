"""Backfill of the last fortnight: all changes are saved or none, and can be undone."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from teams.facts.manual_entry import log_days
from teams.models import DailyLog, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import save_inputs
from tests.world import Person, World

TODAY = 59  # Wednesday 4 March 2026
FIRST_SHOWN = TODAY - 13


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def stood_field(world: World) -> str:
    page = world.signed_in("rep").get("/log/fortnight/").content.decode()
    match = re.search(r'name="stood" value="([^"]*)"', page)
    assert match
    return unescape(match.group(1))


def post_grid(
    world: World, cells: Mapping[str, Any], stood: str | None = None, person: Person = "rep"
) -> HttpResponse:
    """Posts every field as a browser does, with `cells` changed; None leaves a field out."""
    stood = stood_field(world) if stood is None else stood
    fields = {
        f"{when}.{name}": value
        for when, values in json.loads(stood or "{}").items()
        for name, value in values.items()
    }
    sent = fields | {key: value for key, value in cells.items() if value is not None}
    for key, value in cells.items():
        if value is None:
            sent.pop(key, None)
    client = world.signed_in(person)
    return client.post("/log/fortnight/", {"stood": stood, **sent}, follow=True)  # type: ignore[return-value]


def known_inputs(world: World) -> dict[date, dict[str, Any]]:
    with world.scope():
        logs = DailyLog.objects.of(world.rep)
        return {log.day: log.known() for log in logs if log.known()}


def test_days_are_saved_and_undone_together(world: World) -> None:
    cells = {f"{day(TODAY)}.posts": 2, f"{day(50)}.comments": 0, f"{day(51)}.off": 1}
    page = post_grid(world, cells).content.decode()
    filled = {day(50): {"comments": 0}, day(51): {"off": True}, day(TODAY): {"posts": 2}}
    assert known_inputs(world) == filled
    assert "Saved: 3 days changed. Estimated SSI" in page
    undo = re.search(r'form="undo" name="undo" value="([^"]+)"', page)
    assert undo
    back = world.signed_in("rep").post("/log/undo/", {"undo": undo.group(1)}, follow=True)
    assert back.redirect_chain == [("/log/fortnight/", 302)] and known_inputs(world) == {}


def test_clearing_a_field_removes_its_value_only(world: World) -> None:
    post_grid(world, {f"{day(50)}.posts": 2, f"{day(50)}.off": 1, f"{day(52)}.shares": 1})
    post_grid(world, {f"{day(50)}.posts": "", f"{day(50)}.off": None})
    assert known_inputs(world) == {day(52): {"shares": 1}}


def test_values_saved_elsewhere_in_the_meantime_stay(world: World) -> None:
    before = stood_field(world)
    with world.scope():
        log_days(rep=world.rep, days={day(50): {"posts": 3, "off": True}}, by=world.users["rep"])
    post_grid(world, {f"{day(51)}.posts": 1}, before)
    assert known_inputs(world) == {day(50): {"posts": 3, "off": True}, day(51): {"posts": 1}}


def test_an_unchanged_form_saves_nothing(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(50): {"posts": 3, "off": False}, day(51): {"off": True}})
    before = known_inputs(world)
    page = post_grid(world, {}).content.decode()
    assert "Nothing has changed." in page and 'form="undo" name' not in page
    assert known_inputs(world) == before


def test_an_invalid_number_is_reported_and_nothing_is_saved(world: World) -> None:
    cells = {f"{day(50)}.posts": 2, f"{day(51)}.comments": "-3", f"{day(TODAY)}.shares": "many"}
    answer = post_grid(world, cells)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and known_inputs(world) == {}
    assert "Tue 24 Feb, Comments: -3 is negative." in page
    assert "Wed 4 Mar, Shares: “many” is not a number." in page
    assert page.count('aria-invalid="true"') == 2
    assert f'name="{day(50)}.posts" value="2"' in page and 'value="-3"' in page


def test_only_the_last_fourteen_days_are_accepted(world: World) -> None:
    outside = {f"{day(FIRST_SHOWN - 1)}.posts": 1, f"{day(TODAY + 1)}.off": 1, "x.posts": 1}
    post_grid(world, outside | {f"{day(FIRST_SHOWN)}.posts": 1})
    assert known_inputs(world) == {day(FIRST_SHOWN): {"posts": 1}}


def test_days_before_the_retention_limit_are_ignored(world: World) -> None:
    with world.scope():
        Rep.objects.filter(pk=world.rep.pk).update(facts_from=day(55))
    post_grid(world, {f"{day(54)}.posts": 1, f"{day(55)}.posts": 2})
    assert known_inputs(world) == {day(55): {"posts": 2}}


@pytest.mark.parametrize("stands", ["", "{", "[]", '{"2026-03-04": 3}', "null"])
def test_an_invalid_record_of_previous_values_is_ignored(world: World, stands: str) -> None:
    fields = {"stood": stands, f"{day(TODAY)}.posts": "2"}
    assert world.signed_in("rep").post("/log/fortnight/", fields).status_code == 302
    assert known_inputs(world) == {day(TODAY): {"posts": 2}}


@pytest.mark.parametrize("person", ["manager", "coach", "admin", "outsider"])
def test_reps_fill_in_their_own_days_only(world: World, person: Person) -> None:
    assert post_grid(world, {f"{day(TODAY)}.posts": 2}, "", person).status_code == 404
    post_grid(world, {f"{day(TODAY)}.posts": 2}, "", "rep_other")
    assert known_inputs(world) == {}


def test_the_number_of_queries_does_not_grow_with_days_filled_in(world: World) -> None:
    def count_queries(cells: dict[str, Any]) -> int:
        client = world.signed_in("rep")
        client.get("/log/fortnight/")
        with CaptureQueriesContext(connection) as queries:
            assert client.post("/log/fortnight/", {"stood": "", **cells}).status_code == 302
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    one = count_queries({f"{day(TODAY)}.posts": 2})
    days = range(FIRST_SHOWN, TODAY + 1)
    every = count_queries({f"{day(n)}.{name}": n for n in days for name in ("comments", "shares")})
    assert every <= one + 3 and one <= 20
