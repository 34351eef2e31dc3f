"""Entering a LinkedIn score as JSON, page source or typed numbers: preview, edit, save."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from tests.scoring.core.histories import day
from tests.scoring.readings.test_reading_page import PAGE, TODAY, post_pasted_page, readings
from tests.world import World

PILLARS = (13.118, 11.2, 5.03, 23.7)
TYPED_FORM = {"brand": "13,118", "people": "11.2", "insights": " 5,03", "relationships": "23.7"}
NAMES = ("PROFESSIONAL_BRAND", "FIND_RIGHT_PEOPLE", "INSIGHT_ENGAGEMENT", "STRONG_RELATIONSHIP")
SCORES = [{"pillar": n, "score": s} for n, s in zip(NAMES, PILLARS, strict=True)][::-1]
JSON = json.dumps({"data": {"memberScore": {"overall": 53.048, "subScores": SCORES}}})
BARS = zip(("establish-brand", "find-people", "engage-with-insights", "build-relationships"),
           PILLARS, strict=True)  # fmt: skip
HTML = "<html>" + "".join(
    f'<progress id="{name}__sub-score-bar" value="{value}" max="25"></progress>'
    for name, value in BARS
)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def post_reading(world: World, save: bool = False, **said: str) -> HttpResponse:
    form = {"day": str(day(TODAY))} | TYPED_FORM | said | ({"save": "1"} if save else {})
    return world.signed_in("rep").post("/reading/?way=type", form)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "how"),
    [(PAGE, "pasted"), (JSON, "json"), (" \n" + JSON, "json"), (HTML, "html")],
)
def test_the_text_box_accepts_text_json_and_source_and_stores_which(
    world: World, text: str, how: str
) -> None:
    assert "Save for 4 March" in post_pasted_page(world, text).content.decode()
    assert readings(world) == []
    post_pasted_page(world, text, save=True)
    assert [(each.pillars, each.how) for each in readings(world)] == [(PILLARS, how)]


@pytest.mark.parametrize(
    "text", ["{}", '{"memberScore": 3}', "<html>Sign in</html>", JSON.replace("53.048", "99")]
)
def test_json_or_source_without_a_score_shows_an_error(world: World, text: str) -> None:
    answer = post_pasted_page(world, text, save=True)
    assert answer.status_code == 422
    assert "copy it and paste" in answer.content.decode()
    assert readings(world) == []


def test_typed_numbers_are_previewed_before_they_are_saved(world: World) -> None:
    page = post_reading(world, industry_rank="65 %").content.decode()
    for words in ("13.1<", "11.2<", "5.0<", "23.7<", "53<", "top 65 %", "Save for 4 March"):
        assert words in page
    assert readings(world) == []


def test_typed_numbers_are_saved_exactly_and_may_have_commas(world: World) -> None:
    beside = {"industry_rank": "65", "network_average": "30,4", "total": "53"}
    answer = post_reading(world, save=True, **beside)
    assert answer.headers["Location"] == f"/reps/{world.rep.pk}/"
    (saved,) = readings(world)
    assert (saved.pillars, saved.how, saved.entered_by) == (PILLARS, "typed", world.users["rep"])
    assert (saved.industry_rank, saved.network_rank) == (65, None)
    assert (saved.industry_average, saved.network_average) == (None, 30.4)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"brand": "25.1"}, "25.1 is outside 0 to 25; check it."),
        ({"brand": "-1"}, "-1 is outside 0 to 25"),
        ({"people": "much"}, "“much” is not a number; write one such as 13.1."),
        ({"people": "1.234,5"}, "“1.234,5” is not a number"),
        ({"people": "nan"}, "“nan” is not a number"),
        ({"insights": ""}, "This field is required."),
        ({"total": "63"}, "The four add up to 53.0, but the total says 63"),
        ({"industry_rank": "101"}, "101 is outside 0 to 100"),
        ({"day": "2026-03-05"}, "2026-03-05 is in the future"),
        ({"brand": "<b>9</b>"}, "“&lt;b&gt;9&lt;/b&gt;” is not a number"),
    ],
)
def test_invalid_typed_numbers_show_an_error(
    world: World, said: dict[str, str], sentence: str
) -> None:
    for save in (False, True):
        answer = post_reading(world, save=save, **said)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert readings(world) == []


@pytest.mark.parametrize(("way", "said"), [("paste", {"text": PAGE}), ("type", TYPED_FORM)])
def test_a_previewed_reading_can_be_edited(world: World, way: str, said: dict[str, str]) -> None:
    form = {"day": str(day(TODAY)), "edit": "1"} | said
    page = world.signed_in("rep").post(f"/reading/?way={way}", form).content.decode()
    assert "Is this what LinkedIn shows?" not in page and "Save for" not in page
    assert all(value.split("\n")[0] in page for value in said.values())
    assert readings(world) == []


def test_replacing_a_reading_shows_the_existing_one_first(world: World) -> None:
    assert "already" not in post_pasted_page(world).content.decode()
    post_pasted_page(world, save=True)
    page = post_reading(world, brand="12").content.decode()
    assert "There is one of 4 March already, 53.0 in all" in page


def test_saving_an_identical_reading_again_says_so(world: World) -> None:
    post_pasted_page(world, save=True)
    client = world.signed_in("rep")
    form: dict[str, Any] = {"day": str(day(TODAY)), "text": PAGE, "save": "1"}
    page = client.post("/reading/", form, follow=True).content.decode()
    assert "This reading was there already." in page
