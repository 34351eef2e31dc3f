"""Main reasons of changes are remembered, and found again once facts or scores have changed."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.explain.main_reasons import main_reasons
from scoring.scores.periods import period_scores
from teams.models import Rep
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import World

SINCE, CLOSE, TODAY = 28, 58, 59
FEWER_COMMENTS = "Comments 14 a week, was 27: −0.8"
MORE_COMMENTS = "Comments 42 a week, was 27: +0.2"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def slipping(world: World) -> Rep:
    """A rep who commented until the period began, and not since."""
    with world.scope():
        save_reading(world.rep, day(20), 12, 8, 9, 14)
        save_inputs(world.rep, {day(number): {"comments": 4} for number in range(1, SINCE)})
        save_inputs(world.rep, {day(number): {"comments": 0} for number in range(SINCE, CLOSE + 1)})
    return world.rep


def reason_of(world: World, rep: Rep) -> tuple[str, bool]:
    """Returns the reason and whether daily logs were read to find it."""
    with world.scope(), CaptureQueriesContext(connection) as queries:
        scores = period_scores([Rep.objects.get(pk=rep.pk)], day(CLOSE), day(SINCE))
        (reason,) = main_reasons(world.organization, scores).values()
    return reason, any("dailylog" in query["sql"] for query in queries)


def test_a_reason_is_remembered(world: World, slipping: Rep) -> None:
    with world.scope():
        close_through(world.organization, CLOSE)
    assert reason_of(world, slipping) == (FEWER_COMMENTS, True)
    assert reason_of(world, slipping) == (FEWER_COMMENTS, False)


def test_a_reason_is_found_again_once_facts_have_changed(world: World, slipping: Rep) -> None:
    with world.scope():
        close_through(world.organization, CLOSE)
    reason_of(world, slipping)
    with world.scope():
        more = {day(number): {"comments": 8} for number in range(SINCE + 1, CLOSE + 1)}
        save_inputs(slipping, more)
    assert reason_of(world, slipping)[1]
    with world.scope():
        close_through(world.organization, CLOSE)
    assert reason_of(world, slipping) == (MORE_COMMENTS, True)


def test_reasons_of_a_subset_agree_with_those_of_all(world: World, slipping: Rep) -> None:
    with world.scope():
        save_reading(world.rep_other, day(20), 12, 8, 9, 14)
        save_inputs(world.rep_other, {day(number): {"posts": 2} for number in range(1, CLOSE + 1)})
        close_through(world.organization, CLOSE)
        scores = period_scores([slipping, world.rep_other], day(CLOSE), day(SINCE))
        before = main_reasons(world.organization, scores)
        assert set(before) == {slipping.pk, world.rep_other.pk}
        assert main_reasons(world.organization, scores[:1]) == {slipping.pk: FEWER_COMMENTS}
        assert main_reasons(world.organization, scores) == before
