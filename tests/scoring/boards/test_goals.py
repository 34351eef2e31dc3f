"""Goals: who sets them, which are valid, and how far a rep is from the line to the goal."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from teams.models import AuditEntry, Goal, Rep
from teams.planning.goals import set_goal
from tests.scoring.core.histories import day
from tests.scoring.stands import stands
from tests.world import Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def post_goal(world: World, person: Person, path: str, **form: Any) -> tuple[int, str]:
    answer = world.signed_in(person).post(path, {"what": "total", "by_day": day(90), **form})
    return answer.status_code, answer.content.decode()


def goal_rows(world: World) -> list[tuple[str, float, date]]:
    with world.scope():
        return [(goal.what, goal.target, goal.by_day) for goal in Goal.objects.all()]


def test_a_rep_sets_changes_and_clears_a_goal(world: World) -> None:
    path = f"/goals/reps/{world.rep.pk}/"
    assert post_goal(world, "rep", path, target=60)[0] == 302
    assert post_goal(world, "rep", path, target=65)[0] == 302
    assert post_goal(world, "rep", path, what="people", target=12.5)[0] == 302
    assert goal_rows(world) == [("total", 65, day(90)), ("people", 12.5, day(90))]
    html = world.signed_in("rep").get(path).content.decode()
    assert "Your goals" in html and "65.0" in html
    assert post_goal(world, "rep", path, clear="total")[0] == 302
    assert goal_rows(world) == [("people", 12.5, day(90))]
    with world.scope():
        assert AuditEntry.objects.count() == 0


def test_goals_set_by_a_manager_or_admin_are_audited(world: World) -> None:
    path = f"/goals/reps/{world.rep.pk}/"
    assert post_goal(world, "manager", path, target=60)[0] == 302
    assert post_goal(world, "manager", path, target=60)[0] == 302  # no change, so no audit entry
    assert post_goal(world, "admin", path, clear="total")[0] == 302
    with world.scope():
        entries = [(e.by, e.rep, e.details) for e in AuditEntry.objects.order_by("pk")]
    is_set, was = {"total": f"60 by {day(90)}"}, {"total": ""}
    assert entries == [
        (world.users["manager"], world.rep, {"what": "goal", "was": was, "is": is_set}),
        (world.users["admin"], world.rep, {"what": "goal", "was": is_set, "is": was}),
    ]


def test_only_those_who_look_after_a_team_set_its_goal(world: World) -> None:
    path = f"/goals/teams/{world.north.pk}/"
    assert post_goal(world, "manager", path, target=55)[0] == 302
    with world.scope():
        assert Goal.objects.of_team(world.north).count() == 1
    for person in ("rep", "coach", "outsider"):
        assert post_goal(world, person, path, target=1)[0] == 404


@pytest.mark.parametrize("person", ["rep_other", "coach", "outsider"])
def test_others_cannot_set_or_read_goals(world: World, person: Person) -> None:
    path = f"/goals/reps/{world.rep.pk}/"
    assert post_goal(world, person, path, target=60)[0] == 404
    assert world.signed_in(person).get(path).status_code == 404
    assert goal_rows(world) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"target": 101}, "from 1 to 100"),
        ({"target": 0}, "from 1 to 100"),
        ({"target": "nan"}, "Enter a number"),
        ({"what": "people", "target": 26}, "from 1 to 25"),
        ({"what": "sales", "target": 26}, "Select a valid choice"),
        ({"target": 60, "by_day": day(TODAY)}, "after today"),
        ({"target": 60, "by_day": "2040-01-01"}, "three years"),
        ({}, "This field is required"),
    ],
)
def test_an_invalid_goal_is_refused(world: World, form: dict[str, Any], says: str) -> None:
    status, html = post_goal(world, "rep", f"/goals/reps/{world.rep.pk}/", **form)
    assert status == 422 and says in html
    assert goal_rows(world) == []


# The board ----------------------------------------------------------------------------------------


def add_rep_with_goal(world: World, name: str, now: float, target: float, set_on: int = 38) -> Rep:
    """A rep at 40 points until day 50, with a goal set on day 38, and at `now` at the close."""
    with world.scope():
        rep = add_rep(world.north, name, since=day(1))
        stands(rep, 40, day(36), day(38), day(50))
        stands(rep, now, day(CLOSE))
        set_goal(
            owner=rep, what=Goal.What.TOTAL, target=target, by_day=day(set_on + 40),
            by=world.users["manager"], today=day(set_on),
        )  # fmt: skip
    return rep


def goal_csv_rows(world: World, person: Person, query: str = "") -> list[dict[str, str]]:
    path = f"/teams/{world.north.pk}/csv/?board=goal{query}"
    text = world.signed_in(person).get(path).content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_goal_board_ranks_by_distance_above_the_goal_line(world: World) -> None:
    add_rep_with_goal(world, "Ann", now=60, target=80)  # halfway is 60: on the line
    add_rep_with_goal(world, "Bob", now=50, target=50)  # halfway is 45: 5 above
    add_rep_with_goal(world, "Cy", now=50, target=70)  # halfway is 55: 5 below
    with world.scope():
        stands(world.rep, 80, day(CLOSE))
    rows = goal_csv_rows(world, "manager")
    cells = [(row["rank"], row["name"], row["goal"], row["ahead"]) for row in rows]
    assert cells == [
        ("1", "Bob", "50", "5.0"),
        ("2", "Ann", "80", "0.0"),
        ("3", "Cy", "70", "-5.0"),
    ]
    html = world.signed_in("manager").get(f"/teams/{world.north.pk}/?board=goal").content.decode()
    assert "Goal, beside its line" in html and "−5.0" in html


def test_a_goal_does_not_show_before_the_day_it_was_set(world: World) -> None:
    add_rep_with_goal(world, "Ann", now=60, target=80)
    assert [row["name"] for row in goal_csv_rows(world, "manager", f"&day={day(50)}")] == ["Ann"]
    assert goal_csv_rows(world, "manager", f"&day={day(36)}") == []


def test_the_line_of_a_goal_set_today_begins_at_the_current_score(world: World) -> None:
    add_rep_with_goal(world, "Ann", now=60, target=80, set_on=TODAY)
    assert goal_csv_rows(world, "manager")[0]["ahead"] == "0.0"


def test_after_the_deadline_the_line_is_the_goal(world: World) -> None:
    add_rep_with_goal(world, "Ann", now=60, target=58, set_on=10)
    with world.scope():
        rep = Rep.objects.get(name="Ann")
        stands(rep, 40, day(10))
    assert goal_csv_rows(world, "manager")[0]["ahead"] == "2.0"


def test_teammates_see_only_their_own_goal(world: World) -> None:
    add_rep_with_goal(world, "Ann", now=60, target=80)
    with world.scope():
        stands(world.rep, 80, day(CLOSE))
    assert goal_csv_rows(world, "rep") == []
    path = f"/teams/{world.north.pk}/?board=goal"
    html = world.signed_in("rep").get(path).content.decode()
    assert "You have no goal yet" in html and "Ann" not in html.partition('<div class="bar"')[0]
    with world.scope():
        set_goal(
            owner=world.rep, what=Goal.What.BRAND, target=22, by_day=day(80),
            by=world.users["rep"], today=day(TODAY),
        )  # fmt: skip
    assert [row["name"] for row in goal_csv_rows(world, "rep")] == ["Rep Reyes"]
