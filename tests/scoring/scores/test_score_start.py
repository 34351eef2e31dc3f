"""Where a score's line begins: with the first reading, or with enough coverage without one."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.core.constants import ENOUGH_COVERAGE
from scoring.guide.forecast import ForecastPage, load_forecast
from scoring.models import Snapshot
from scoring.scores.goals import goal_lines
from scoring.scores.periods import daily_totals, period_scores
from teams.models import Goal
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import World, add_rep

CLOSE, TODAY = 58, 59
# Signals that are worth more than 60 points once each is known on ten days.
LOGGED = {
    **dict.fromkeys(("posts", "new_followers", "searches", "profile_views", "leads_saved"), 1),
    **dict.fromkeys(("inbound_views", "comments", "engagements_received", "reactions"), 1),
    **dict.fromkeys(("shares", "conversations", "new_connections", "profile_completeness"), 1),
}
LEVELS = {"connections": 400, "endorsements": 5}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def test_a_line_begins_with_a_reading_or_with_enough_coverage(world: World) -> None:
    with world.scope():
        read, logs = world.rep, add_rep(world.north, "Lou Logs", since=day(1))
        save_inputs(read, {day(at): {"posts": 1} for at in range(20, 30)})
        save_reading(read, day(40), 10, 10, 10, 10)
        save_inputs(logs, {day(at): {**LOGGED, **LEVELS} for at in range(20, CLOSE)})
        close_through(world.organization, CLOSE)
        snapshots = list(Snapshot.objects.of(read)) + list(Snapshot.objects.of(logs))
        begun = set(Snapshot.objects.begun().values_list("rep", "day"))
    assert max(each.coverage for each in snapshots) >= ENOUGH_COVERAGE
    for each in snapshots:
        expected = each.last_reading is not None or each.coverage >= ENOUGH_COVERAGE
        assert each.has_begun == expected == ((each.rep_id, each.day) in begun)
    first = {rep: min(when for pk, when in begun if pk == rep.pk) for rep in (read, logs)}
    assert first == {read: day(40), logs: day(29)}


def test_nothing_is_compared_across_the_beginning(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 1} for at in range(20, CLOSE)})
        save_reading(world.rep, day(50), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
        [across] = period_scores([world.rep], day(CLOSE), day(49), day(40))
        [within] = period_scores([world.rep], day(CLOSE), day(50), day(40))
        totals = daily_totals([world.rep], day(40), day(CLOSE))[world.rep.pk]
    assert (across.change, across.pillar_changes, across.earlier_change) == (None, None, None)
    assert within.change is not None and within.earlier_change is None
    assert totals[:10] == [None] * 10 and totals[10] == 40


def test_a_goal_set_before_the_first_reading_begins_with_it(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 1} for at in range(20, 30)})
        save_reading(world.rep, day(48), 10, 10, 10, 10)
        Goal.objects.create(
            organization=world.organization, rep=world.rep, what="total", target=60,
            set_on=day(20), by_day=day(68),
        )  # fmt: skip
        close_through(world.organization, CLOSE)
        line = goal_lines(period_scores([world.rep], day(CLOSE), day(28)), day(CLOSE))[world.rep.pk]
    assert line.line == pytest.approx(50)


def test_the_chart_of_the_forecast_begins_with_the_line(world: World) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): {"posts": 1} for at in range(20, CLOSE)})
        save_reading(world.rep, day(50), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
        page = load_forecast(world.rep, today=day(TODAY))
    assert isinstance(page, ForecastPage)
    assert [when for when, _ in page.behind] == [day(at) for at in range(50, CLOSE)]
