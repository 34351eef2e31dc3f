"""LinkedIn scores beside our estimates: the gap, who entered them, and the reminder to renew."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import Snapshot
from scoring.readings.history import ReadingHistory, load_reading_history, nudge
from teams.facts.readings import Reading, save_readings
from teams.models import OfficialReading
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.slow import slow_case
from tests.world import Person, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def load_history(world: World, first: date = day(1)) -> ReadingHistory:
    with world.scope():
        world.rep.refresh_from_db()
        answer = load_reading_history(
            world.rep, first=first, today=day(TODAY), viewer=world.users["rep"]
        )
    assert answer
    return answer


def page(world: World, query: str = "", client: Client | None = None) -> str:
    answer = (client or world.signed_in("rep")).get(f"/reading/history/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def create_scores(world: World) -> None:
    """Twenty-six days logged before the first LinkedIn score of 40, and 60 a month later."""
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 1, "comments": 4} for at in range(1, TODAY)})
        save_reading(world.rep, day(27), 10, 10, 10, 10)
        save_reading(world.rep, day(52), 15, 15, 15, 15)
        close_through(world.organization, CLOSE)


# The estimate before ------------------------------------------------------------------------------


def test_the_estimate_is_the_close_of_the_day_before(world: World) -> None:
    create_scores(world)
    with world.scope():
        closes = {each.day: each.total for each in Snapshot.objects.of(world.rep)}
    newest, oldest = load_history(world).entries
    assert (newest.reading.day, oldest.reading.day) == (day(52), day(27))
    for entry in (newest, oldest):
        assert entry.before and entry.before.total == closes[entry.reading.day - timedelta(days=1)]
        assert entry.gap == pytest.approx(entry.reading.total - entry.before.total)


def test_the_estimate_uses_earlier_readings_but_not_the_compared_one(world: World) -> None:
    create_scores(world)
    before = load_history(world).entries[0].before
    with world.scope():
        save_reading(world.rep, day(52), 1, 1, 1, 1)
    after = load_history(world).entries[0].before
    with world.scope():
        save_reading(world.rep, day(27), 12, 12, 12, 12)
    estimate = load_history(world).entries[0].before
    assert before and after and estimate
    assert after.total == before.total
    assert estimate.total > before.total + 1


def test_late_facts_change_the_estimate_at_once(world: World) -> None:
    create_scores(world)
    was = load_history(world).entries[0].before
    with world.scope():
        save_inputs(world.rep, {day(at): {"comments": 8} for at in range(40, 52)})
    now = load_history(world).entries[0].before
    with world.scope():
        close_through(world.organization, CLOSE)
    closed = load_history(world).entries[0].before
    assert was and now and closed
    assert was.total < now.total == pytest.approx(closed.total, abs=1e-9)


def test_a_reading_on_the_first_day_has_no_estimate(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(TODAY), 10, 10, 10, 10)
    answer = load_history(world)
    assert [(each.before, each.gap, each.gap_text) for each in answer.entries] == [(None, None, "")]
    assert answer.summary == "There was no estimate to compare these with."
    assert "no estimate yet" in page(world)


def test_a_building_estimate_is_shown_and_not_averaged(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(50): {"posts": 1}})
        save_reading(world.rep, day(53), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
    answer = load_history(world)
    assert answer.entries[0].building and answer.entries[0].before
    assert answer.apart is None
    assert "which was still building" in page(world)


def test_the_gap_is_put_in_words_and_not_called_a_correction(world: World) -> None:
    create_scores(world)
    with world.scope():
        save_reading(world.rep, day(40), 12, 12, 12, 12)
    answer, text = load_history(world), page(world)
    gap = answer.entries[0].gap
    assert gap and gap > 10
    assert f"The LinkedIn score of 25 February was {gap:.1f} above our estimate. Over 2" in text
    assert "correct" not in text.lower()
    assert answer.apart == pytest.approx(sum(abs(each.gap or 0) for each in answer.entries[:2]) / 2)


@pytest.mark.parametrize(
    ("pillars", "words"),
    [((20, 20, 20, 20), "20.0 above our estimate"), ((10, 10, 10, 10), "20.0 below our estimate"),
     ((15, 15, 15, 15), "the same as our estimate")],
)  # fmt: skip
def test_a_reading_the_day_after_another_is_compared_with_it(
    world: World, pillars: tuple[float, ...], words: str
) -> None:
    with world.scope():
        save_reading(world.rep, day(54), 15, 15, 15, 15)
        save_reading(world.rep, day(55), *pillars)
    assert load_history(world).entries[0].gap_text == words


# The page -----------------------------------------------------------------------------------------


def test_each_reading_shows_who_entered_it_how_and_when(world: World) -> None:
    world.organization.time_zone = "Europe/Berlin"
    world.organization.save()
    ways = [(OfficialReading.How.PASTED, "rep"), (OfficialReading.How.JSON, "rep"),
            (OfficialReading.How.API, "admin"), (OfficialReading.How.CSV, None)]  # fmt: skip
    with world.scope():
        for at, (how, who) in enumerate(ways):
            by = world.users[who] if who else None  # type: ignore[index]
            number = Reading(world.rep.pk, day(50 + at), 10, 10, 10, 10, 65, None, None, 30.4)
            save_readings(organization=world.organization, readings=[number], how=how, by=by)
    text = page(world)
    for words in ("pasted by you,", "pasted as JSON by you,", "by API by admin,"):
        assert words in text
    assert "from a CSV file," in text
    assert "4 Mar 2026, 13:00" in text
    assert "Industry top\u00a065\u00a0%" in text and "Network average\u00a030" in text


def test_readings_of_the_period_are_listed_newest_first(world: World) -> None:
    with world.scope():
        for when in (day(TODAY) - timedelta(days=400), day(TODAY) - timedelta(days=100), day(50)):
            save_reading(world.rep, when, 10, 10, 10, 10)
    assert page(world).count("Withdraw the number") == 2
    assert page(world, "?period=90").count("Withdraw the number") == 1
    text = page(world, "?period=all")
    days = ("23 February", "24 November 2025", "28 January 2025")
    places = [text.index(f"the number of {when}") for when in days]
    assert places == sorted(places)
    assert text.count("Withdraw the number") == 3


def test_the_page_without_readings_asks_for_one(world: World) -> None:
    assert "No LinkedIn score yet" in page(world)
    with world.scope():
        save_reading(world.rep, day(TODAY) - timedelta(days=200), 10, 10, 10, 10)
    assert "the last one is of 16 August 2025" in page(world, "?period=90")


@pytest.mark.parametrize("most", [20, slow_case(200)])
def test_the_number_of_queries_does_not_grow_with_readings(world: World, most: int) -> None:
    client, counts = world.signed_in("rep"), []
    for numbers in (2, most):
        with world.scope():
            for at in range(numbers):
                save_reading(world.rep, day(TODAY) - timedelta(days=at), 10, 10, 10, at % 20)
            close_through(world.organization, CLOSE)
        client.get("/reading/history/")
        with CaptureQueriesContext(connection) as queries:
            assert page(world, client=client).count("Withdraw the number") == numbers
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 15


@pytest.mark.parametrize("person", ["manager", "coach", "admin", "outsider", "rep_other"])
def test_only_the_rep_reads_and_withdraws_their_readings(world: World, person: Person) -> None:
    create_scores(world)
    client = world.signed_in(person)
    text = client.get("/reading/history/").content.decode()
    assert "25 February" not in text
    assert client.post(f"/reading/history/{day(52)}/withdraw/").status_code == 404
    assert len(load_history(world).entries) == 2


# Reminder to renew --------------------------------------------------------------------------------


@pytest.mark.parametrize("age", range(8))
def test_a_reading_of_the_last_seven_days_needs_no_reminder(age: int) -> None:
    assert nudge(day(TODAY) - timedelta(days=age), day(TODAY)) == ""


def test_an_older_reading_gets_a_friendly_reminder() -> None:
    assert nudge(date(2026, 11, 9), date(2026, 11, 17)) == (
        "Your last LinkedIn score is from 9 November: paste a new one, one minute."
    )
    assert "from 9 November 2025:" in nudge(date(2025, 11, 9), date(2026, 11, 17))
    assert nudge(None, date(2026, 11, 17)).startswith("No LinkedIn score yet: paste one")


def test_only_the_rep_sees_the_reminder(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(50): {"posts": 1}})
        save_reading(world.rep, day(51), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
    cache.clear()
    asks = "Your last LinkedIn score is from 24 February: paste a new one"
    address = f"/reps/{world.rep.pk}/"
    assert asks in world.signed_in("rep").get(address).content.decode()
    assert asks in page(world)
    for person, path in (
        ("manager", address),
        ("rep", "/me/others/"),
        ("rep", f"/teams/{world.north.pk}/"),
    ):
        answer = world.signed_in(person).get(path)  # type: ignore[arg-type]
        assert answer.status_code == 200 and "paste a new one" not in answer.content.decode()


# Against LinkedIn ---------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["rep", "manager"])
def test_the_against_linkedin_chart_shows_the_gap_to_rep_and_manager(
    world: World, person: Person
) -> None:
    create_scores(world)
    gap = load_history(world).entries[0].gap
    client = world.signed_in(person)
    text = client.get(f"/reps/{world.rep.pk}/?view=against&period=30").content.decode()
    assert f"The LinkedIn score was {gap:.1f} above our estimate on 25 February" in text
    assert 'data-chart="' not in text and "our estimate the day before" in text
    assert ("/reading/history/" in text) == (person == "rep")
