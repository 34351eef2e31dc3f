"""Reasons of a change: two groups, figures beside each cause, parts that add up as shown."""

from datetime import timedelta
from random import Random

import pytest

from scoring.explain.reasons import LINKEDIN, MAX_LINES, Cause, Reason, Span, load_reasons
from scoring.models import Snapshot
from teams.base.formatting import round_one_decimal
from tests.scoring.core.histories import day, random_diary
from tests.scoring.facts import close_through, save_diary, save_inputs, save_reading
from tests.world import World

CLOSE = 70


def reason_between(world: World, first: int, last: int) -> Reason:
    span = Span(world.rep.pk, day(first), day(last))
    with world.scope():
        world.rep.refresh_from_db()
        return load_reasons(world.organization, {world.rep.pk: world.rep}, [span])[span]


def close_with(world: World, days: dict[int, dict[str, float]]) -> None:
    with world.scope():
        save_inputs(world.rep, {day(at): dict(values) for at, values in days.items()})
        close_through(world.organization, CLOSE)


@pytest.mark.parametrize("number", range(3))
def test_parts_as_shown_add_up_to_the_change_as_shown(world: World, number: int) -> None:
    with world.scope():
        save_reading(world.rep, day(2), 12, 8, 9, 14)
        save_diary(world.rep, random_diary(Random(f"reasons {number}"), CLOSE))
        close_through(world.organization, CLOSE)
        totals = {each.day: each.total for each in Snapshot.objects.of(world.rep)}
    chance = Random(number)
    for _ in range(4):
        first, last = sorted(chance.sample(range(5, CLOSE + 1), 2))
        reason = reason_between(world, first, last)
        parts = [each.points for each in (*reason.activity, *reason.linkedin)]
        assert round(sum(parts), 1) == reason.change
        assert reason.change == round_one_decimal(totals[day(last)] - totals[day(first)])
        assert round(reason.done + reason.said, 1) == reason.change
        assert round(sum(line.points for line in reason.lines), 1) == reason.done


def test_a_cause_says_how_much_now_and_before(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(12), 12, 8, 9, 14)
    days = {at: {"comments": 1.0} for at in range(1, 31)}
    days |= {at: {"comments": 4.0, "connections": 480.0} for at in range(31, CLOSE + 1)}
    days[30] |= {"connections": 420.0}
    close_with(world, days)
    reason = reason_between(world, 40, 70)
    assert reason.main
    assert reason.main.key == "comments"
    assert reason.main.words == "Comments 20 a week, was 11"
    assert reason.headline.startswith("Up 0.8. Comments 20 a week, was 11: +0.8")
    (levels,) = [
        each for each in reason_between(world, 30, 40).activity if each.key == "connections"
    ]
    assert levels.words == "Connections 480, was 420"


def test_what_linkedin_said_is_a_group_of_its_own(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(12), 12, 8, 9, 14)
        save_reading(world.rep, day(40), 15, 10, 9, 14)
    close_with(world, {at: {"comments": 2.0} for at in range(1, CLOSE + 1)})
    reason = reason_between(world, 30, 60)
    (said,) = reason.linkedin
    assert said.key == LINKEDIN and said.words == "LinkedIn score of 13 Feb against our estimate"
    assert said.points == pytest.approx(reason.change - reason.done, abs=1e-9)
    assert reason.main == said  # activity hardly moved it
    assert all(each.key != LINKEDIN for each in reason.activity)


def test_many_causes_are_grouped_by_pillar_and_none_is_everything_else(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(12), 12, 8, 9, 14)
    names = (
        "comments", "reactions", "conversations", "posts", "searches", "leads_saved",
        "new_connections", "new_followers",
    )  # fmt: skip
    days = {at: dict.fromkeys(names, 1.0) for at in range(1, 40)}
    days |= {at: dict.fromkeys(names, 6.0) for at in range(40, CLOSE + 1)}
    close_with(world, days)
    reason = reason_between(world, 40, 70)
    assert len(reason.activity) > MAX_LINES >= len(reason.lines)
    words = {line.words for line in reason.lines}
    assert words <= {"Brand", "People", "Insights", "Relationships"}
    for line in reason.lines:
        assert round(sum(cause.points for cause in line.causes), 1) == line.points


def test_the_period_travels_in_the_link(world: World) -> None:
    close_with(world, {at: {"comments": 2.0} for at in range(1, CLOSE + 1)})
    reason = reason_between(world, 30, 60)
    assert reason.query == f"from={day(30)}&to={day(60)}"
    assert day(60) - day(30) == timedelta(days=30)


def test_many_small_causes_are_said_by_their_pillar() -> None:
    span = Span(1, day(1), day(8))
    small = [Cause(f"insights-{at}", "insights", f"Signal {at}", -0.2) for at in range(4)]
    causes = (*small, Cause("posts", "brand", "Posts 1 a week, was 2", -0.3))
    reason = Reason(span, -1.1, (causes[-1], *small), ())
    assert reason.sentence == reason.main_words == "Insights in all: −0.8; Signal 0: −0.2"
    large = Cause("posts", "brand", "Posts 1 a week, was 3", -0.6)
    assert Reason(span, -1.4, (large, *small), ()).main_words == large.sentence
