"""Weekly card page: one minute a week is enough to be ranked, and no value is invented."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from scoring.core.uncertainty import Trust
from scoring.models import Snapshot
from teams.base.sources import Source
from teams.facts.weekly_card import ITEMS
from teams.models import DailyLog, Import, Rep, WeeklyCard
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World

TODAY, LAST_WEEK = 61, 54  # Fridays: 6 March 2026 and 27 February


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def post_card(
    world: World, form: dict[str, Any], number: int = TODAY, person: Person = "rep"
) -> HttpResponse:
    client = world.signed_in(person)
    return client.post(f"/log/week/{day(number)}/", form, follow=True)  # type: ignore[return-value]


def get_card_page(world: World, number: int = TODAY) -> str:
    return unescape(world.signed_in("rep").get(f"/log/week/{day(number)}/").content.decode())


def cards(world: World) -> list[date]:
    with world.scope():
        return [card.day for card in WeeklyCard.objects.of(world.rep)]


def note(page: str, name: str) -> str:
    match = re.search(rf'id="card-{name}-note"><span>(.*?)</span>', page)
    return match.group(1) if match else ""


def ticked_items(page: str) -> list[str]:
    return re.findall(r'name="item" value="(\w+)" checked', page)


def test_saving_a_card_answers_with_the_score_and_its_values(world: World) -> None:
    page = unescape(
        post_card(world, {"connections": "1,024", "inbound_views": "7"}).content.decode()
    )
    assert "Card of 6 March saved. Estimated SSI" in page
    assert 'name="connections" value="1024"' in page and 'name="inbound_views" value="7"' in page
    assert 'name="followers" value=""' in page and cards(world) == [day(TODAY)]


def test_the_levels_of_a_card_are_levels_of_its_day(world: World) -> None:
    levels = {"endorsements": 3, "recommendations": 2, "relevant_connections": 1024}
    post_card(world, levels | {"relevant_connections": "1,024"})
    with world.scope():
        (log,) = DailyLog.objects.of(world.rep)
    assert log.known() == levels
    assert 'name="relevant_connections" value="1024"' in get_card_page(world)


def test_differences_between_totals_are_shown_beside_them(world: World) -> None:
    post_card(world, {"connections": "500", "followers": "90"}, LAST_WEEK)
    page = unescape(post_card(world, {"connections": "512", "followers": "85"}).content.decode())
    assert note(page, "connections") == "12 new since 27 February"
    assert note(page, "followers") == "5 fewer than on 27 February: counted as none new"
    assert note(page, "inbound_views") == "since 27 February"
    first = get_card_page(world, LAST_WEEK)
    assert note(first, "connections") == "how many are new follows from your next card"
    assert note(first, "inbound_views") == "in the last 7 days"


def test_weekly_cards_and_an_old_reading_make_a_current_score(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(TODAY - 100), 12, 8, 9, 14)
    for week in range(5):
        form = {"connections": 500 + 4 * week, "followers": 800 + week, "inbound_views": "9"}
        post_card(world, form, TODAY - 28 + 7 * week)
    with world.scope():
        close_through(world.organization, TODAY - 1)
        last = Snapshot.objects.of(world.rep).last()
        assert last and (last.state, last.known_days) == (Trust.CURRENT, 20)


def test_a_card_and_a_reading_make_a_current_score_at_once(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(TODAY - 1), 10, 10, 10, 10)
    post_card(world, {"connections": "500", "inbound_views": "3"}, TODAY - 1)
    with world.scope():
        close_through(world.organization, TODAY - 1)
        last = Snapshot.objects.of(world.rep).last()
    assert last and last.state == Trust.CURRENT


def test_an_archives_daily_value_takes_precedence_over_the_card(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(58): {"new_connections": 9}}, Source.ARCHIVE)
    post_card(world, {"connections": "500"}, LAST_WEEK)
    post_card(world, {"connections": "505"})
    with world.scope():
        logs = DailyLog.objects.of(world.rep).exclude(new_connections=None)
        assert {log.day: log.new_connections for log in logs} == {
            day(57): 1, day(58): 9, day(59): 1, day(60): 1, day(61): 1,
        }  # fmt: skip


def test_a_card_is_due_without_one_in_the_last_seven_days(world: World) -> None:
    def due() -> str:
        page = unescape(world.signed_in("rep").get("/log/").content.decode())
        match = re.search(r'class="notice"><a href="/log/week/">(.*?)</a>', page)
        return match.group(1) if match else ""

    assert due() == "Weekly card due: paste your LinkedIn SSI, one minute."
    post_card(world, {"followers": "1"}, LAST_WEEK)
    assert due().startswith("Weekly card due, the last is of 27 February: paste")
    post_card(world, {"followers": "1"}, LAST_WEEK + 1)
    assert due() == ""
    assert "Weekly card due" not in get_log_page(world, LAST_WEEK - 10)


def get_log_page(world: World, number: int) -> str:
    return world.signed_in("rep").get(f"/log/{day(number)}/").content.decode()


def test_a_checklist_counts_once_confirmed_and_is_due_after_a_month(world: World) -> None:
    assert "Once a month, due" in get_card_page(world) and ticked_items(get_card_page(world)) == []
    post_card(world, {"followers": "1", "item": ["photo", "headline"]}, TODAY - 31)
    assert "Once a month, due" in get_card_page(world)
    post_card(world, {"item": ["photo", "headline"], "looked": "1"}, TODAY - 30)
    page = get_card_page(world)
    assert ticked_items(page) == ["photo", "headline"] and "Once a month, due" not in page
    with world.scope():
        completeness = DailyLog.objects.of(world.rep).exclude(profile_completeness=None)
        assert [(log.day, log.profile_completeness) for log in completeness] == [
            (day(TODAY - 30), 14)
        ]
    with time_machine.travel(f"{day(TODAY + 1)}T12:00Z", tick=False):
        assert "Once a month, due" in get_card_page(world, TODAY + 1)


def test_a_checklist_is_prefilled_from_the_last_archive(world: World) -> None:
    found = {"profile": {"headline": True, "skills": False, "photo": None, "summary": True}}
    with world.scope():
        Import.objects.create(
            organization=world.organization, rep=world.rep, kind="archive", found=found,
            state=Import.State.APPLIED,
        )  # fmt: skip
    assert ticked_items(get_card_page(world)) == ["headline", "summary"]
    post_card(world, {"looked": "1", "item": ["photo", "nonsense"]})
    assert ticked_items(get_card_page(world)) == ["photo"]


def test_every_item_of_a_profile_can_be_ticked(world: World) -> None:
    offered = re.findall(r'name="item" value="(\w+)"', get_card_page(world))
    assert sorted(offered) == sorted(ITEMS)


def test_a_card_can_be_undone(world: World) -> None:
    post_card(world, {"connections": "500"}, LAST_WEEK)
    page = post_card(
        world, {"connections": "505", "endorsements": "3", "item": "photo", "looked": "1"}
    )
    undo = re.search(r'form="undo" name="undo" value="([^"]+)"', page.content.decode())
    assert undo
    back = world.signed_in("rep").post("/log/undo/", {"undo": undo.group(1)}, follow=True)
    assert back.redirect_chain == [(f"/log/week/{day(TODAY)}/", 302)]
    assert cards(world) == [day(LAST_WEEK)]
    with world.scope():
        known = [log.known() for log in DailyLog.objects.of(world.rep)]
    assert [each for each in known if each] == [{"connections": 500}]


def test_clearing_a_card_deletes_it(world: World) -> None:
    post_card(world, {"connections": "500", "inbound_views": "3"})
    post_card(world, {"connections": "", "inbound_views": ""})
    assert cards(world) == []
    with world.scope():
        assert not [log for log in DailyLog.objects.of(world.rep) if log.known()]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "There is nothing on it yet: one number is enough."),
        ({"connections": "-4"}, "Connections, in all: -4 is negative."),
        ({"followers": "many"}, "Followers, in all: “many” is not a number."),
        ({"inbound_views": "2.5"}, "Profile viewers: 2.5 is not a whole number."),
        ({"connections": "9" * 12}, "is too large."),
        (
            {"relevant_connections": "-4"},
            "Connections in companies or industries you sell to: -4 is negative.",
        ),
    ],
)
def test_an_invalid_value_shows_an_error_and_stays_in_its_field(
    world: World, form: dict[str, str], sentence: str
) -> None:
    answer = post_card(world, form)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and f"Not saved. {sentence}"[:11] in page and sentence in page
    for name, text in form.items():
        assert f'name="{name}" value="{text}" placeholder="–" aria-invalid="true"' in page
    assert cards(world) == []


@pytest.mark.parametrize("text", ["2026-03-07", "2003-05-04", "9999-12-31"])
def test_future_and_invalid_days_have_no_card(world: World, text: str) -> None:
    client = world.signed_in("rep")
    assert client.get(f"/log/week/{text}/").status_code == 404
    assert client.post(f"/log/week/{text}/", {"followers": "3"}).status_code == 404


def test_a_card_before_the_retention_limit_is_refused(world: World) -> None:
    with world.scope():
        Rep.objects.filter(pk=world.rep.pk).update(facts_from=day(TODAY))
    answer = post_card(world, {"followers": "3"}, LAST_WEEK)
    assert answer.status_code == 422 and "facts are kept from" in answer.content.decode()


@pytest.mark.parametrize("person", ["manager", "coach", "admin", "outsider"])
def test_only_the_rep_reaches_their_card(world: World, person: Person) -> None:
    assert post_card(world, {"followers": "3"}, person=person).status_code == 404
    assert cards(world) == []
