"""Marks on a rep's chart: LinkedIn scores, notes of the rep's team, and goal lines."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.scores.annotations import marks_of
from teams.facts.annotations import add_annotation
from teams.models import Goal
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import Person, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def marked(world: World) -> World:
    with world.scope():
        save_reading(world.rep, day(40), 10, 11, 12, 13)
        save_reading(world.rep, day(30), 9, 9, 9, 9)
        close_through(world.organization, CLOSE)
        by = world.users["manager"]
        add_annotation(team=world.north, day=day(45), text="Training on <i>comments</i>", by=by)
        add_annotation(team=world.north, day=day(TODAY + 5), text="Still to come", by=by)
        add_annotation(team=world.south, day=day(45), text="Of South", by=by)
        for what, target, at in (("total", 60, 41), ("brand", 20, 41), ("people", 20, 3)):
            Goal.objects.create(
                organization=world.organization,
                rep=world.rep,
                what=what,
                target=target,
                set_on=day(at),
                by_day=day(141),
            )
    return world


def page(world: World, person: Person, query: str = "") -> str:
    answer = world.signed_in(person).get(f"/reps/{world.rep.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_marks_contain_readings_notes_and_goals(marked: World) -> None:
    with marked.scope():
        marks = marks_of(marked.rep, day(TODAY))
    assert [(dot.day, dot.total) for dot in marks.readings] == [(day(30), 36), (day(40), 46)]
    assert [*marks.readings[1].pillars] == [10, 11, 12, 13]
    assert [*marks.notes] == [(day(45), "Training on <i>comments</i>")]
    # Nothing was scored on day 3: the people goal's line begins with the first score.
    goals = {aim.what: aim for aim in marks.goals}
    assert {what: (aim.target, aim.set_on) for what, aim in goals.items()} == {
        "total": (60, day(41)),
        "brand": (20, day(41)),
        "people": (20, day(30)),
    }
    total = goals["total"]
    assert total.at(day(41)) == pytest.approx(total.start) and 40 < total.start < 47
    assert total.at(day(141)) == 60
    assert total.at(day(91)) == pytest.approx((total.start + 60) / 2)


def test_rep_and_manager_see_notes_and_goals_on_the_chart(marked: World) -> None:
    people: tuple[Person, ...] = ("rep", "manager")
    for person in people:
        shown = page(marked, person)
        assert "Training on &lt;i&gt;comments&lt;/i&gt;, 18 February</title>" in shown
        assert "<td>Training on &lt;i&gt;comments&lt;/i&gt;</td>" in shown
        assert "Goal 60 by 25 May" in shown and 'class="aim"' in shown
        assert "Of South" not in shown and "Still to come" not in shown
    assert "Brand goal 20 by 25 May</title>" in page(marked, "rep", "?view=pillars")


def test_a_long_period_is_drawn_in_weeks(marked: World) -> None:
    with marked.scope(), time_machine.travel(f"{day(200)}T12:00Z", tick=False):
        close_through(marked.organization, 199)
    with time_machine.travel(f"{day(200)}T12:00Z", tick=False):
        weeks = page(marked, "manager", "?period=all")
        days = page(marked, "manager", "?period=all&by=day")
        short = page(marked, "manager", "?period=30")
        against = page(marked, "manager", "?period=all&view=against")
    rows = [
        shown.split('<table class="numbers">')[1].count('<tr><th scope="row">')
        for shown in (weeks, days, short, against)
    ]
    assert rows[0] == 25 and rows[1] == 170 and rows[2] == 31 and rows[3] == 170
    assert 'aria-label="Steps"' in weeks and 'aria-label="Steps"' not in short
