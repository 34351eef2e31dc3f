"""What to train next: points left in tracked signals, and which signals are worth training."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.explain.rep_score import rep_score
from scoring.trends.points_left import TeamPointsLeft, team_points_left
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def gaps(world: World) -> TeamPointsLeft | None:
    with world.scope():
        return team_points_left(world.north, day(CLOSE))


def test_points_left_are_the_mean_over_the_reps_pages(world: World) -> None:
    with world.scope():
        ann, bob = (add_rep(world.north, name, since=day(1)) for name in ("Ann", "Bob"))
        for rep, inputs in ((ann, {"posts": 1, "comments": 9}), (bob, {"comments": 1})):
            save_reading(rep, day(50), 9, 9, 9, 9)
            save_inputs(rep, {day(at): inputs for at in range(45, 59)})
        add_rep(world.north, "Nia New", since=day(1))
        save_inputs(
            world.rep, {day(at): {"shares": 0} for at in range(55, 59)}
        )  # building: not counted
        close_through(world.organization, CLOSE)
        left: dict[str, list[float]] = {}
        for rep in (ann, bob):
            page = rep_score(rep, through=day(CLOSE), period=30, provisional=False)
            assert page
            for signal in (each for pillar in page.pillars for each in pillar.signals):
                if signal.left is not None:
                    left.setdefault(signal.name, []).append(signal.left)
    points_left = gaps(world)
    assert points_left and points_left.counted == 2
    assert {gap.name: gap.people for gap in points_left.signals} == {
        n: len(v) for n, v in left.items()
    }
    for gap in points_left.signals:
        assert gap.left == pytest.approx(sum(left[gap.name]) / gap.people, abs=0.1)
    together = [gap.left * gap.people for gap in points_left.signals]
    assert together == sorted(together, reverse=True)
    assert {gap.name: gap.people for gap in points_left.signals}["Posts"] == 1


def test_actions_that_only_chase_points_are_listed_but_not_advised(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(50), 9, 9, 9, 9)
        save_inputs(world.rep, {day(at): {"searches": 0, "shares": 0} for at in range(45, 59)})
        close_through(world.organization, CLOSE)
    points_left = gaps(world)
    assert (
        points_left
        and points_left.signals[0].signal == "searches"
        and not points_left.signals[0].advised
    )
    assert "searches" not in points_left.sentence.lower() and "shares" in points_left.sentence


def test_a_team_without_counted_reps_has_nothing_to_train(world: World) -> None:
    assert gaps(world) is None
    with world.scope():
        save_inputs(world.rep, {day(CLOSE): {"posts": 1}})
        close_through(world.organization, CLOSE)
    assert gaps(world) is None


def test_the_trends_page_lists_what_to_train(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(50), 9, 9, 9, 9)
        save_inputs(world.rep, {day(at): {"comments": 1} for at in range(45, 59)})
        close_through(world.organization, CLOSE)
    shown = world.signed_in("manager").get(f"/trends/{world.north.pk}/").content.decode()
    assert "Train next: " in shown and "comments (" in shown and ">1 of 1<" in shown
