"""Leaderboards of past days: members of that day as far as visible now, and the period before."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from teams.models import Membership, Organization, Rep, Role, Team
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import FIRST_DAY, Person, World, add_rep

THEN, CLOSE, TODAY = 40, 58, 59  # Wednesday 4 March 2026; day(40) is 13 February


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def add_rep_with_totals(world: World, name: str, *totals: float, team: Team | None = None) -> Rep:
    """A rep with these totals, on day 38 and on day 55."""
    with world.scope():
        rep = add_rep(team or world.north, name, since=day(1))
        for at, total in zip((38, 55), totals, strict=False):
            save_reading(rep, day(at), *[total / 4] * 4)
    return rep


def close_all_days(world: World) -> None:
    with world.scope():
        close_through(world.organization, CLOSE)


def end_membership(rep: Rep, at: int, to: Team | None = None) -> None:
    Membership.objects.filter(rep=rep).update(until=day(at))
    if to:
        Membership.objects.create(
            organization_id=rep.organization_id, rep=rep, team=to, since=day(at)
        )


def get_board(world: World, person: str, at: int | None, query: str = "") -> str:
    asked = f"?day={day(at)}{query}" if at else f"?{query}"
    client = world.signed_in(person)  # type: ignore[arg-type]
    answer = client.get(f"/teams/{world.north.pk}/{asked}")
    assert answer.status_code == 200
    return answer.content.decode()


def names(html: str) -> list[str]:
    return re.findall(r'class="name">(?:<a[^>]*>)?([^<]+)', html)


def set_visibility(world: World, visibility: str, smallest: int = 5) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(
        visibility=visibility, smallest_group=smallest
    )


def test_a_past_day_shows_the_ranks_of_its_close(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    add_rep_with_totals(world, "Bob", 50, 30)
    close_all_days(world)
    assert names(get_board(world, "manager", CLOSE))[:2] == ["Ann", "Bob"]
    past = get_board(world, "manager", THEN)
    assert names(past)[:2] == ["Bob", "Ann"]
    assert "as of Friday 13 February 2026" in past and "Since 14 Jan" in past


@pytest.mark.parametrize("text", ["2999-01-01", "2026-02-31", "yesterday", "9" * 5000, ""])
def test_an_invalid_or_future_day_shows_the_last_close(world: World, text: str) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    close_all_days(world)
    client = world.signed_in("manager")
    html = client.get(f"/teams/{world.north.pk}/", {"day": text}).content.decode()
    assert "as of Tuesday 3 March<" in html


def test_a_day_before_the_first_score_says_so_and_links_back(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    close_all_days(world)
    for path in (f"/teams/{world.north.pk}/", "/teams/"):
        html = world.signed_in("manager").get(path, {"day": "1999-12-31"}).content.decode()
        assert "Nothing was scored" in html and "The latest day" in html
    with world.scope():
        file = world.signed_in("manager").get(f"/teams/{world.north.pk}/csv/?day=1999-12-31")
    assert len(file.content.decode().splitlines()) == 1


def test_reps_who_have_left_are_counted_and_not_listed(world: World) -> None:
    ann, _ = add_rep_with_totals(world, "Ann", 40, 60), add_rep_with_totals(world, "Bob", 50, 30)
    with world.scope():
        end_membership(ann, 50, to=world.south)
    close_all_days(world)
    past = get_board(world, "manager", THEN)
    assert "Ann" not in names(past) and "Ann" not in past
    assert "Average of 2" in past and "1 who was here that day is counted, not listed" in past


def test_an_admin_sees_reps_who_have_left_the_team(world: World) -> None:
    ann = add_rep_with_totals(world, "Ann", 40, 60)
    with world.scope():
        end_membership(ann, 50, to=world.south)
    close_all_days(world)
    assert "Ann" in names(get_board(world, "admin", THEN))
    assert "Ann" not in names(get_board(world, "admin", CLOSE))


def test_later_members_are_not_on_past_boards(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    nia = add_rep_with_totals(world, "Nia", 50, 60)
    with world.scope():
        Membership.objects.filter(rep=nia).update(since=day(50))
    close_all_days(world)
    assert "Nia" not in names(get_board(world, "manager", THEN))
    assert "Nia" in names(get_board(world, "manager", CLOSE))


def test_erased_reps_are_on_no_past_board(world: World) -> None:
    ann = add_rep_with_totals(world, "Ann", 40, 60)
    close_all_days(world)
    with world.scope():
        Rep.objects.filter(pk=ann.pk).update(erased_on=day(TODAY))
    for person in ("manager", "admin"):
        assert "Ann" not in names(get_board(world, person, THEN))


def test_teammates_see_past_days_of_their_membership_only(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    with world.scope():
        Membership.objects.filter(rep=world.rep).update(since=day(45))
        save_reading(world.rep, day(38), *[10] * 4)
    close_all_days(world)
    assert names(get_board(world, "rep", 50)) == ["Ann", "Rep Reyes"]
    past = get_board(world, "rep", THEN)
    assert "Ann" not in past and "Up most" not in past
    assert len(csv_rows(world, "rep", THEN)) == 0


def csv_rows(world: World, person: Person, at: int, query: str = "") -> list[dict[str, Any]]:
    path = f"/teams/{world.north.pk}/csv/?day={day(at)}{query}"
    answer = world.signed_in(person).get(path)
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_reps_who_see_only_themselves_get_no_past_figures(world: World) -> None:
    """Figures from day to day would reveal the score of a rep who joined or left."""
    for at in range(6):
        add_rep_with_totals(world, f"Rep {at}", 40, 50)
    with world.scope():
        for at in (38, 55):
            save_reading(world.rep, day(at), *[10] * 4)
    close_all_days(world)
    set_visibility(world, Organization.Visibility.OWN)
    assert "Average of 7" in get_board(world, "rep", None)
    assert "At 70" in get_board(world, "rep", None)
    past = get_board(world, "rep", THEN)
    assert names(past) == ["Rep Reyes"] and "At 70" not in past
    assert "shown for the last close only" in past
    (row,) = csv_rows(world, "rep", THEN)
    assert row["rank"] == "" and row["total"] == "40.0"


def test_no_figure_reveals_the_score_of_a_rep_who_left(world: World) -> None:
    people = [add_rep_with_totals(world, f"Rep {at}", 40, 50) for at in range(6)]
    with world.scope():
        save_reading(world.rep, day(38), *[10] * 4)
        end_membership(people[0], 50)
    close_all_days(world)
    past = get_board(world, "rep", THEN)
    assert len(names(past)) == 6 and "Average of 7" in past
    assert "it would tell who has left" in past and "At 70" not in past
    assert "it would tell" not in get_board(world, "rep", CLOSE)
    assert "it would tell" not in get_board(world, "manager", THEN)


def test_a_leaderboard_viewer_sees_past_rows_but_no_average_of_few(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    add_rep_with_totals(world, "Bob", 50, 30)
    Role.objects.create(
        organization=world.organization, user=world.users["rep_other"], kind="viewer",
        team=world.north, since=FIRST_DAY,
    )  # fmt: skip
    close_all_days(world)
    past = get_board(world, "rep_other", THEN)
    assert names(past)[:2] == ["Bob", "Ann"] and "shown from 5 people on" in past


def test_the_change_is_shown_beside_that_of_the_period_before(world: World) -> None:
    with world.scope():
        for at, total in ((44, 40), (51, 44), (58, 54)):
            save_reading(world.rep, day(at), *[total / 4] * 4)
    close_all_days(world)
    html = get_board(world, "manager", None, "period=7")
    assert "in the 7 days before +4.0" in html and "+10.0" in html


def test_movement_on_the_improved_board_compares_with_the_period_before(world: World) -> None:
    for name, totals in (("Ann", (40, 45, 46)), ("Bob", (40, 41, 47))):
        with world.scope():
            rep = add_rep(world.north, name, since=day(1))
            for at, total in zip((44, 51, 58), totals, strict=True):
                save_reading(rep, day(at), *[total / 4] * 4)
    close_all_days(world)
    rows = csv_rows(world, "manager", CLOSE, "&board=improved&period=7")
    assert [(row["name"], row["moved"]) for row in rows] == [("Bob", "1"), ("Ann", "-1")]


def test_the_teams_page_shows_a_past_day(world: World) -> None:
    ann = add_rep_with_totals(world, "Ann", 40, 60)
    with world.scope():
        end_membership(ann, 50, to=world.south)
    close_all_days(world)
    past = world.signed_in("admin").get(f"/teams/?day={day(THEN)}").content.decode()
    assert "as of Friday 13 February 2026" in past and ">40<" in past
    assert f"/teams/{world.north.pk}/?day={day(THEN)}" in past


def test_the_csv_of_a_past_day_has_the_rows_of_its_page(world: World) -> None:
    ann = add_rep_with_totals(world, "Ann", 40, 60)
    add_rep_with_totals(world, "Bob", 50, 30)
    with world.scope():
        end_membership(ann, 50, to=world.south)
    close_all_days(world)
    assert [row["name"] for row in csv_rows(world, "manager", THEN)] == names(
        get_board(world, "manager", THEN)
    )
