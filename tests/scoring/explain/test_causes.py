"""Causes of a change are cached, and computed again once facts or scores have changed."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.explain.causes import main_causes
from scoring.scores.periods import period_scores
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs
from tests.world import World

SINCE, CLOSE, TODAY = 28, 58, 59


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def slipping(world: World) -> Rep:
    """A rep who commented until the period began, and not since."""
    with world.scope():
        save_inputs(world.rep, {day(number): {"comments": 4} for number in range(1, SINCE)})
        save_inputs(world.rep, {day(number): {"comments": 0} for number in range(SINCE, CLOSE + 1)})
    return world.rep


def cause_of(world: World, rep: Rep) -> tuple[str, bool]:
    """Returns the cause and whether daily logs were read to find it."""
    with world.scope(), CaptureQueriesContext(connection) as queries:
        scores = period_scores([Rep.objects.get(pk=rep.pk)], day(CLOSE), day(SINCE))
        (cause,) = main_causes(world.organization, scores).values()
    return cause, any("dailylog" in query["sql"] for query in queries)


def test_a_cause_is_cached(world: World, slipping: Rep) -> None:
    with world.scope():
        close_through(world.organization, CLOSE)
    assert cause_of(world, slipping) == ("fewer comments", True)
    assert cause_of(world, slipping) == ("fewer comments", False)


def test_a_cause_is_recomputed_once_facts_have_changed(world: World, slipping: Rep) -> None:
    with world.scope():
        close_through(world.organization, CLOSE)
    cause_of(world, slipping)
    with world.scope():
        save_inputs(slipping, {day(number): {"posts": 2} for number in range(SINCE + 1, CLOSE + 1)})
    assert cause_of(world, slipping)[1]
    with world.scope():
        close_through(world.organization, CLOSE)
    assert cause_of(world, slipping) == ("more posts", True)


def test_causes_of_a_subset_agree_with_those_of_all(world: World, slipping: Rep) -> None:
    with world.scope():
        save_inputs(world.rep_other, {day(number): {"posts": 2} for number in range(1, CLOSE + 1)})
        close_through(world.organization, CLOSE)
        scores = period_scores([slipping, world.rep_other], day(CLOSE), day(SINCE))
        before = main_causes(world.organization, scores)
        assert set(before) == {slipping.pk, world.rep_other.pk}
        assert main_causes(world.organization, scores[:1]) == {slipping.pk: "fewer comments"}
        assert main_causes(world.organization, scores) == before
