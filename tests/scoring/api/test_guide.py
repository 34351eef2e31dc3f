"""Guide API: the numbers of the pages, limited to what the caller may know."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
import time_machine

from scoring.guide.forecast import ForecastPage, load_forecast
from teams.base.formatting import round_one_decimal, rounded_total
from teams.models import Rep, Visit
from tests.scoring.api.test_api import Api
from tests.scoring.core.histories import day
from tests.scoring.explain.test_breakdown_and_change import (
    create_scores,
    load_breakdown,
    load_change,
)
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
MONTH = f"from={day(31)}&to={day(57)}"  # the score begins on day 30


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def get_guide(world: World, what: str, person: Person = "rep") -> tuple[int, Any]:
    return Api(world, person).get(f"reps/{world.rep.pk}/{what}")


def as_json(found: Any) -> Any:
    return json.loads(json.dumps(asdict(found), default=str))


def parts(*found: Any) -> list[tuple[Any, ...]]:
    """Rows of a presenter, or of an API answer, as tuples."""
    rows = [each if isinstance(each, dict) else vars(each) for each in found]
    return [tuple(row[name] for name in ("signal", "name", "own", "fading")) for row in rows]


@pytest.mark.parametrize("person", ["rep", "manager"])
def test_why_has_the_numbers_of_the_page_and_adds_up(world: World, person: Person) -> None:
    create_scores(world)
    own = person == "rep"
    page, (status, said) = load_breakdown(world, own=own), get_guide(world, "why/", person)
    assert (status, said["provisional"], said["close"]) == (200, own, str(page.close.day))
    assert round(said["won"] + said["not_itemised"], 6) == rounded_total(said["total"])
    assert (said["total"], said["coverage"]) == (page.close.total, page.close.coverage)
    assert page.close.half_range and said["range"] == round_one_decimal(page.close.half_range)
    sums = ("won", "left", "not_itemised", "sentence")
    assert [said[name] for name in sums] == [getattr(page, name) for name in sums]
    for pillar, shown in zip(said["pillars"], page.pillars, strict=True):
        assert pillar == as_json(shown) | {"not_itemised_left": shown.not_itemised_left}
        points = sum(each["points"] for each in pillar["signals"]) + pillar["not_itemised"]
        assert round(points, 6) == pillar["shown"]
    assert said["reading"] == {"day": str(day(30)), "total": 43}


def test_only_the_rep_gets_records_and_periods_under_a_week(
    world: World,
) -> None:
    create_scores(world)
    mine = get_guide(world, "why/")[1]["records"]
    assert (mine["connections"]["last"], mine["connections"]["value"]) == (str(day(50)), 480)
    assert mine["posts"]["sentence"].startswith("known on 58 of the last 60 days")
    assert get_guide(world, "why/", "manager")[1]["records"] == {}
    within = f"changes/?from={day(55)}&to={day(57)}"
    assert get_guide(world, within)[1]["held"] == 0
    said = {"detail": "Choose two days at least a week apart."}
    assert get_guide(world, within, "manager") == (400, said)
    assert get_guide(world, f"changes/?{MONTH}", "manager")[1]["held"] is None


@pytest.mark.parametrize("person", ["rep", "manager"])
def test_changes_have_the_numbers_of_the_page_and_add_up(world: World, person: Person) -> None:
    create_scores(world)
    own = person == "rep"
    for query, first, last in (("", None, None), (MONTH, 31, 57)):
        page, (status, said) = (
            load_change(world, first, last, own=own),
            get_guide(world, f"changes/?{query}", person),
        )
        assert (status, said["change"], said["headline"]) == (200, page.change, page.headline)
        assert said["last"]["total"] - said["first"]["total"] == page.change
        kinds = ("activity", "levels", "rates")
        for kind in kinds:
            assert parts(*said[kind]) == parts(*getattr(page, kind))
        every = [each["own"] + each["fading"] for kind in kinds for each in said[kind]]
        assert sum(every) + said["linkedin"] + said["limits"] == pytest.approx(page.change)
        causes = [*said["reason"]["activity"], *said["reason"]["linkedin"]]
        assert causes == [as_json(c) for c in (*page.reason.activity, *page.reason.linkedin)]
        assert round(sum(each["points"] for each in causes), 6) == said["reason"]["change"]


def test_the_forecast_has_the_numbers_of_the_page(world: World) -> None:
    create_scores(world)
    with world.scope():
        page = load_forecast(Rep.objects.get(pk=world.rep.pk), today=day(TODAY))
    assert isinstance(page, ForecastPage)
    for person in ("rep", "manager"):
        status, said = get_guide(world, "forecast/", person)
        assert (status, said["total"], said["sentence"]) == (200, page.total, page.sentence)
        assert said["line"] == [as_json(each) for each in page.line]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"from={day(57)}&to={day(57)}", "The first day has to be before the second."),
        (f"from={day(1)}&to={day(TODAY + 1)}", "5 March 2026 is still to come."),
        (
            f"from=2003-05-05&to={day(57)}",
            "The score begins on 3 February 2026: nothing before can be compared with it.",
        ),
    ],
)
def test_days_that_cannot_be_compared_are_refused_with_the_pages_message(
    world: World, query: str, said: str
) -> None:
    create_scores(world)
    assert get_guide(world, f"changes/?{query}") == (400, {"detail": said})


@pytest.mark.parametrize("query", ["from=yesterday", "to=31.02.2026", "from=%00", "to=nan"])
def test_an_invalid_day_names_its_field(world: World, query: str) -> None:
    status, said = get_guide(world, f"changes/?{query}")
    assert (status, list(said)) == (400, [query.partition("=")[0]])


def test_the_api_says_why_there_is_nothing_yet(world: World) -> None:
    assert get_guide(world, "why/")[0] == get_guide(world, "forecast/")[0] == 404
    assert get_guide(world, "why/")[1]["detail"].startswith("No score yet")
    assert get_guide(world, "forecast/")[1]["detail"].startswith("Not enough logged")
    status, said = get_guide(world, "changes/", "manager")
    assert (status, said) == (400, {"detail": "No score yet."})
    with world.scope():
        save_inputs(world.rep, {day(CLOSE): {"posts": 1}})
        close_through(world.organization, CLOSE)
    assert get_guide(world, "forecast/")[1]["detail"].startswith("Not enough logged")


@pytest.mark.parametrize("what", ["why/", "changes/", "forecast/"])
def test_others_get_404_and_visits_are_recorded_for_the_rep(world: World, what: str) -> None:
    with world.scope():
        save_reading(world.rep, day(20), 12, 8, 9, 14)
        save_inputs(world.rep, {day(at): {"posts": 1} for at in range(40, CLOSE + 1)})
        close_through(world.organization, CLOSE)
    for person in ("rep_other", "coach", "outsider"):
        assert get_guide(world, what, person) == (404, {"detail": "Not found."})
    assert get_guide(world, what, "manager")[0] == 200
    with world.scope():
        assert [each.user for each in Visit.objects.of(world.rep)] == [world.users["manager"]]
