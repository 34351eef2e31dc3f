"""A programme's gain is one figure: on its page, its effect page, its report page and the PDF."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from teams.models import Programme, ProgrammeMember, Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, create_rep, save_inputs, save_reading
from tests.scoring.reports.read_files import collapse_whitespace, pages_of
from tests.world import World

FIRST, CLOSE = 8, 58
# Days and totals of each rep's LinkedIn scores; day 50 is the last day of the programme that is
# over, day 90 of the one that is running. First and last of the period would say something else.
READINGS = (
    {3: 44.0, 9: 40.0, 30: 52.0, 49: 46.0, 57: 60.0},  # nearest to both ends: +6.0
    {2: 30.0, 8: 35.0, 42: 39.3, 58: 42.5},
    {7: 50.0, 20: 58.0},  # nothing in the second half
    {16: 41.0, 51: 47.0},  # nothing near the start
    {8: 61.0, 47: 59.0, 59: 58.6},
)

AVERAGE_ESTIMATE = r"The average estimate of \d reps went from [^(]+\(([+−]?\d+\.\d)\)"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(CLOSE + 1)}T12:00Z", tick=False):
        yield


@pytest.fixture
def reps(world: World) -> list[Rep]:
    """Reps of South with LinkedIn scores and some activity."""
    with world.scope():
        reps = [create_rep(world.south, f"Rep {at}", since=day(1)) for at in range(len(READINGS))]
        for rep, readings in zip(reps, READINGS, strict=True):
            for at, total in readings.items():
                save_reading(rep, day(at), *[total / 4] * 4)
            save_inputs(rep, {day(at): {"comments": at % 4} for at in range(1, CLOSE)})
        close_through(world.organization, CLOSE)
    return reps


def programme(world: World, reps: list[Rep], last: int) -> Programme:
    """A programme led by the coach, who looks after South."""
    with world.scope():
        made: Programme = Programme.objects.create(
            organization=world.organization, name="Spring", starts_on=day(FIRST),
            ends_on=day(last), by=world.users["coach"],
        )  # fmt: skip
        for rep in reps:
            ProgrammeMember.objects.create(organization=world.organization, programme=made, rep=rep)
    return made


def page(client: Client, path: str) -> str:
    """Text of a page, with whitespace collapsed."""
    response = client.get(path)
    assert response.status_code == 200
    return collapse_whitespace(strip_tags(response.content.decode()))


def pdf(client: Client, path: str) -> list[str]:
    """Text of each page of a PDF."""
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/pdf"
    return pages_of(response.content)


def found(pattern: str, text: str) -> str:
    """The only group of the pattern in the text."""
    match = re.search(pattern, text)
    assert match, text
    return match[1]


@pytest.mark.parametrize(
    ("last", "gain", "changes"),
    [
        (50, "+2.8", ["+6.0", "+4.3", None, None, "−2.0"]),
        (90, "+8.4", ["+20.0", "+7.5", None, None, "−2.4"]),
    ],
)
def test_all_four_places_show_one_gain(
    world: World, reps: list[Rep], last: int, gain: str, changes: list[str | None]
) -> None:
    made, coach = programme(world, reps, last), world.signed_in("coach")
    report = f"/progress/?programme={made.pk}"
    file = pdf(coach, f"{report}&format=pdf")
    gains = [
        found(r"On average ([+−]?\d+\.\d) points since the baseline, of 3 reps\.",
              page(coach, f"/programmes/{made.pk}/")),
        found(r"3 of 5 have a LinkedIn score at both ends: on average ([+−]?\d+\.\d)",
              page(coach, f"/programmes/{made.pk}/effect/")),
        found(r"3 of 5 reps have one at both ends; on average they moved ([+−]\d+\.\d)",
              page(coach, report)),
        found(r"3 of 5 reps have one at both ends; on average they moved ([+−]\d+\.\d)", file[0]),
        found(r"Moved, on average ([+−]?\d+\.\d)", file[0]),
    ]  # fmt: skip
    assert gains == [gain] * 5
    for change, rep_page in zip(changes, file[1:], strict=True):
        if change:
            assert f"({change})" in rep_page.split("LinkedIn’s own score went from")[1][:60]
        else:
            assert "LinkedIn’s own score went from" not in rep_page


def test_our_estimate_moves_by_one_figure_on_effect_page_and_report(
    world: World, reps: list[Rep]
) -> None:
    made, coach = programme(world, reps, 50), world.signed_in("coach")
    report = f"/progress/?programme={made.pk}"
    moved = [
        found(r"Our estimate moved (?:on average )?([+−]?\d+\.\d)",
              page(coach, f"/programmes/{made.pk}/effect/")),
        found(AVERAGE_ESTIMATE, page(coach, report)),
        found(AVERAGE_ESTIMATE, pdf(coach, f"{report}&format=pdf")[0]),
    ]  # fmt: skip
    assert len(set(moved)) == 1
