"""Entering a LinkedIn score: paste the page, check the result, save it, or see what is wrong."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.http import HttpResponse

from teams.models import OfficialReading
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import Person, World

TODAY = 59  # Wednesday 4 March 2026
PAGE = """\
Top 65% Industry SSI rank
Top 70% Network SSI rank
Current Social Selling Index
53 out of 100
13.118 | Establish your professional brand
11.2 | Find the right people
5.03 | Engage with insights
23.7 | Build relationships
Sales professionals in the Software industry have an average SSI of 31.
People in your network have an average SSI of 30.
"""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def post_pasted_page(
    world: World, text: str = PAGE, when: date | str = day(TODAY), save: bool = False
) -> HttpResponse:
    form = {"day": str(when), "text": text} | ({"save": "1"} if save else {})
    return world.signed_in("rep").post("/reading/", form)  # type: ignore[return-value]


def readings(world: World) -> list[OfficialReading]:
    with world.scope():
        return list(OfficialReading.objects.of(world.rep))


def test_the_page_asks_for_the_text_and_a_day_up_to_today(world: World) -> None:
    page = world.signed_in("rep").get("/reading/").content.decode()
    assert '<textarea name="text"' in page
    assert 'value="2026-03-04"' in page and 'max="2026-03-04"' in page


def test_pasting_shows_a_preview_and_saves_nothing(world: World) -> None:
    answer = post_pasted_page(world)
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("13.1<", "11.2<", "5.0<", "23.7<", "53<", "top 65 %", "top 70 %", ">31<", ">30<"):
        assert words in page
    assert "Save for 4 March" in page
    assert readings(world) == []


def test_saving_stores_the_reading_and_shows_the_new_score(world: World) -> None:
    answer = post_pasted_page(world, save=True)
    assert answer.headers["Location"] == f"/reps/{world.rep.pk}/"
    saved = readings(world)[0]
    assert (saved.brand, saved.people, saved.insights, saved.relationships) == (
        13.118,
        11.2,
        5.03,
        23.7,
    )
    assert (saved.industry_rank, saved.network_rank) == (65, 70)
    assert (saved.industry_average, saved.network_average) == (31, 30)
    assert (saved.how, saved.entered_by) == ("pasted", world.users["rep"])
    page = world.signed_in("rep").get(f"/reps/{world.rep.pk}/").content.decode()
    assert "<h1>53 <small>" in page


def test_the_page_after_saving_confirms_with_the_score(world: World) -> None:
    client = world.signed_in("rep")
    form = {"day": str(day(TODAY)), "text": PAGE, "save": "1"}
    page = client.post("/reading/", form, follow=True).content.decode()
    assert "Reading saved. Estimated SSI 53" in page


def test_the_latest_reading_of_a_day_replaces_earlier_ones(world: World) -> None:
    post_pasted_page(world, save=True)
    post_pasted_page(world, PAGE.replace("13.118", "12.918"), save=True)
    assert [reading.brand for reading in readings(world)] == [12.918]


def test_a_reading_of_an_earlier_day_can_be_entered(world: World) -> None:
    post_pasted_page(world, when=day(50), save=True)
    assert [reading.day for reading in readings(world)] == [day(50)]
    assert "Your last one was 53 on 23 February." in (
        world.signed_in("rep").get("/reading/").content.decode()
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Hello", "not LinkedIn&#x27;s SSI page"),
        ("", "This field is required."),
        ("\x00" + PAGE, "Null characters are not allowed."),
        (PAGE.replace("53 out", "63 out"), "add up to 53.0, but the page says 63"),
        (PAGE.replace("23.7", "33.7"), "it goes from 0 to 25"),
        (PAGE.replace("11.2 | Find the right people\n", ""), "Find the right people”; open"),
        (PAGE + "x" * 200_000, "paste only LinkedIn"),
    ],
)
def test_an_invalid_text_shows_an_error(world: World, text: str, sentence: str) -> None:
    for save in (False, True):
        answer = post_pasted_page(world, text, save=save)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert readings(world) == []


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("2026-03-05", "2026-03-05 is in the future"),
        ("31.02.2026", "Enter a valid date."),
        ("", "This field is required."),
    ],
)
def test_an_invalid_day_shows_an_error(world: World, when: str, sentence: str) -> None:
    for save in (False, True):
        answer = post_pasted_page(world, when=when, save=save)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert readings(world) == []


def test_a_day_before_linkedin_existed_is_not_called_future(world: World) -> None:
    answer = post_pasted_page(world, "not the page", when="1999-01-01")
    assert answer.status_code == 422
    assert "in the future" not in answer.content.decode()


@pytest.mark.parametrize("person", ["manager", "coach", "admin", "outsider"])
def test_only_reps_have_the_page(world: World, person: Person) -> None:
    client = world.signed_in(person)
    assert client.get("/reading/").status_code == 404
    form = {"day": str(day(TODAY)), "text": PAGE, "save": "1", "rep": str(world.rep.pk)}
    assert client.post("/reading/", form).status_code == 404
    assert readings(world) == []


def test_an_invited_rep_starts_with_a_reading_and_later_with_the_log(world: World) -> None:
    client = world.signed_in("rep")
    assert client.get("/").headers["Location"] == "/reading/"
    post_pasted_page(world, save=True)
    assert client.get("/").headers["Location"] == "/log/"


def test_a_rep_who_has_logged_starts_with_the_log(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(50): {"posts": 0}})
    assert world.signed_in("rep").get("/").headers["Location"] == "/log/"


@pytest.mark.parametrize(
    ("person", "home"), [("manager", "/teams/{north}/"), ("coach", "/teams/{south}/")]
)
def test_those_who_look_after_one_team_start_with_its_board(
    world: World, person: Person, home: str
) -> None:
    home = home.format(north=world.north.pk, south=world.south.pk)
    assert world.signed_in(person).get("/").headers["Location"] == home
    assert world.signed_in("admin").get("/").headers["Location"] == "/teams/"


def test_a_reading_of_a_closed_day_rescores_that_day(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(50), 1, 2, 3, 4)
        close_through(world.organization, TODAY - 1)
    post_pasted_page(world, when=day(50), save=True)
    with world.scope():
        close_through(world.organization, TODAY - 1)
    page = world.signed_in("manager").get(f"/reps/{world.rep.pk}/").content.decode()
    assert "LinkedIn score 53 on 23 February" in page
