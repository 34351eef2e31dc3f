"""Estimate quality: LinkedIn scores against our estimate at the close of the day before."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.readings.accuracy import Accuracy, load_accuracy
from scoring.readings.history import load_reading_history
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import World

CLOSE, TODAY = 118, 119
URL = "/model/quality/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def create_scored_reps(world: World) -> None:
    """Two reps with some logged days and four LinkedIn scores each."""
    with world.scope():
        for rep, level in ((world.rep, 12.0), (world.rep_other, 16.0)):
            save_inputs(
                rep, {day(n): {"posts": n % 2, "comments": 3} for n in range(1, 90) if n % 3}
            )
            for number, more in ((30, 0.0), (37, 1.0), (60, -2.0), (115, 0.5)):
                save_reading(rep, day(number), *[level + more] * 4)
        close_through(world.organization, CLOSE)


def load_quality(world: World, *reps: Rep) -> Accuracy:
    with world.scope():
        chosen = Rep.objects.filter(pk__in=[rep.pk for rep in reps])
        return load_accuracy(chosen, day(TODAY))


def test_a_reading_is_compared_with_the_close_before_as_on_the_reps_page(
    world: World,
) -> None:
    create_scored_reps(world)
    accuracy = load_quality(world, world.rep)
    with world.scope():
        page = load_reading_history(
            world.rep, first=day(1), today=day(TODAY), viewer=world.users["rep"]
        )
    assert page is not None
    gaps = [entry.gap for entry in page.entries][:-1]
    assert accuracy.readings.total_gaps.tolist() == pytest.approx(gaps)
    assert accuracy.readings.ages.tolist() == [55, 23, 7]


def test_first_readings_are_left_out_and_counted(world: World) -> None:
    create_scored_reps(world)
    accuracy = load_quality(world, world.rep, world.rep_other)
    assert (len(accuracy.readings), accuracy.first_readings, accuracy.sample_words) == (
        6,
        2,
        "6 readings of 2 reps",
    )


def test_errors_and_bias_are_means_of_points(world: World) -> None:
    create_scored_reps(world)
    accuracy = load_quality(world, world.rep, world.rep_other)
    gaps = accuracy.readings.total_gaps
    assert accuracy.error == pytest.approx(abs(gaps).mean())
    assert accuracy.pillars[0].means == pytest.approx(
        (abs(accuracy.readings.gaps[:, 0]).mean(), accuracy.readings.gaps[:, 0].mean())
    )
    assert accuracy.sentences[1].startswith("LinkedIn’s number was on average ")


def test_fewer_than_five_readings_are_too_few(world: World) -> None:
    create_scored_reps(world)
    accuracy = load_quality(world, world.rep)
    assert not accuracy.enough
    assert accuracy.sentences == [
        "Too few to say: 3 readings of 1 rep. It takes 5, besides each rep’s first."
    ]


def test_groups_add_up_and_small_ones_have_no_figures(world: World) -> None:
    create_scored_reps(world)
    accuracy = load_quality(world, world.rep, world.rep_other)
    for groups in (accuracy.by_known_days, accuracy.by_age, accuracy.by_level):
        assert sum(group.readings for group in groups) == 6
        assert all(bool(group.means) == (group.readings >= 5) for group in groups)
    assert [month.group.name for month in accuracy.months] == [
        "February 2026",
        "March 2026",
        "April 2026",
    ]
    assert [month.error for month in accuracy.months] == [None, None, None]


# The page ---------------------------------------------------------------------------------------


def test_an_admin_sees_all_reps_and_a_manager_their_own(world: World) -> None:
    create_scored_reps(world)
    page = world.signed_in("admin").get(URL).content.decode()
    assert "6 readings of 2 reps; 2 first readings left out" in page and 'class="alone"' in page
    page = world.signed_in("manager").get(URL).content.decode()
    assert "Too few to say: 3 readings of 1 rep." in page and '<svg class="trend' not in page


def test_the_page_shows_no_names(world: World) -> None:
    create_scored_reps(world)
    page = world.signed_in("admin").get(URL).content.decode()
    assert "Rep Reyes" not in page and "Ora Other" not in page


def test_reps_cannot_open_the_page(world: World) -> None:
    create_scored_reps(world)
    assert world.signed_in("rep").get(URL).status_code == 404


def test_an_outsider_sees_their_own_organisation(world: World) -> None:
    create_scored_reps(world)
    assert "0 readings of 0 reps" in world.signed_in("outsider").get(URL).content.decode()
