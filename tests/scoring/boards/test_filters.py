"""Leaderboard filters: they change no rank or figure, and reveal nothing hidden."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
import time_machine

from scoring.core.uncertainty import Trust
from teams.models import Membership, Organization, Rep
from tests.scoring.core.histories import day
from tests.scoring.stands import stands
from tests.world import Person, World, add_rep

SINCE, CLOSE, TODAY = 28, 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def add_rep_with_totals(
    world: World, name: str, *totals: float, joined: int = -300, **fields: object
) -> Rep:
    """A rep with these totals 30 days ago and now."""
    with world.scope():
        rep = add_rep(world.north, name, since=day(joined))
        Rep.objects.filter(pk=rep.pk).update(**fields)
        for at, total in zip((CLOSE, SINCE), totals[::-1], strict=False):
            stands(rep, total, day(at))
    return rep


def page(world: World, person: Person, query: str) -> str:
    answer = world.signed_in(person).get(f"/teams/{world.north.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def ranked_names(world: World, query: str, person: Person = "manager") -> list[tuple[str, str]]:
    """Rank and name of each row; asserts that page and CSV agree."""
    path = f"/teams/{world.north.pk}/csv/{query}"
    file = csv.DictReader(io.StringIO(world.signed_in(person).get(path).content.decode()))
    rows = [(row["rank"], row["name"]) for row in file]
    names = re.findall(r'class="name">(?:<a[^>]*>)?([^<]+)', page(world, person, query))
    assert names == [name for _, name in rows]
    return rows


def unranked_names(html: str) -> list[str]:
    return re.findall(r"<b>(?:<a[^>]*>)?([^<]+)", html.partition("Not ranked")[2])


def test_the_milestone_filter_keeps_ranks(world: World) -> None:
    for name, total in (("Ann", 69.5), ("Bob", 60), ("Cy", 40)):
        add_rep_with_totals(world, name, 40, total)
    assert ranked_names(world, "?reach=70") == [("1", "Ann")]
    assert ranked_names(world, "?reach=60&sort=name") == [("1", "Ann"), ("2", "Bob")]
    assert "Average of 3" in page(world, "manager", "?reach=70")


def test_slipped_means_below_a_milestone_reached_before(world: World) -> None:
    add_rep_with_totals(world, "Ann", 70, 69)
    add_rep_with_totals(world, "Bob", 69, 61)
    add_rep_with_totals(world, "Cy", 50, 70)
    assert ranked_names(world, "?only=slipped") == [("2", "Ann")]


def test_waiting_and_building_reps_have_separate_filters(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 50)
    building = add_rep_with_totals(world, "Bea")
    waiting = add_rep_with_totals(world, "Wes")
    with world.scope():
        stands(building, 10, day(CLOSE), state=Trust.BUILDING, known_days=2)
        stands(waiting, 40, day(SINCE), day(CLOSE), state=Trust.WAITING, known_days=0)
    assert unranked_names(page(world, "manager", "?only=waiting")) == ["Wes"]
    assert unranked_names(page(world, "manager", "?only=building")) == ["Bea"]
    assert ranked_names(world, "?only=waiting") == []
    assert unranked_names(page(world, "manager", "?only=slipped")) == []


def test_the_newcomers_board_ranks_newcomers_only(world: World) -> None:
    add_rep_with_totals(world, "Nia", 40, 50, joined=1)
    for name, total in (("Ann", 80), ("Bob", 45)):
        old = add_rep_with_totals(world, name, total, total)
        with world.scope():
            stands(old, 40, day(-60))
    assert ranked_names(world, "") == [("1", "Ann"), ("2", "Nia"), ("3", "Bob")]
    assert ranked_names(world, "?board=newcomers") == [("1", "Nia")]
    assert ranked_names(world, "?tenure=new") == [("2", "Nia")]
    assert ranked_names(world, "?tenure=settled") == [("1", "Ann"), ("3", "Bob")]


def test_a_rep_who_changed_teams_is_not_a_newcomer(world: World) -> None:
    moved = add_rep_with_totals(world, "Mo")
    with world.scope():
        Membership.objects.filter(rep=moved).update(team=world.south, until=day(50))
        Membership.objects.create(
            organization=world.organization, rep=moved, team=world.north, since=day(50)
        )
        stands(moved, 40, day(-60), day(SINCE))
        stands(moved, 50, day(CLOSE))
    assert ranked_names(world, "?board=newcomers") == []


def test_unnamed_reps_are_not_shown_as_newcomers_to_teammates(world: World) -> None:
    add_rep_with_totals(world, "Nia", 40, 50, joined=1, unnamed=True)
    add_rep_with_totals(world, "Ann", 40, 60, joined=1)
    assert [name for _, name in ranked_names(world, "", "rep")] == ["Ann", "Unnamed"]
    for query in ("?board=newcomers", "?tenure=new"):
        assert [name for _, name in ranked_names(world, query, "rep")] == ["Ann"]
        assert [name for _, name in ranked_names(world, query)] == ["Ann", "Nia"]


def test_only_those_who_look_after_the_team_filter_by_linkedin_seat(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 60, seat="navigator")
    add_rep_with_totals(world, "Bob", 40, 50, seat="free")
    assert ranked_names(world, "?seat=navigator") == [("1", "Ann")]
    assert [name for _, name in ranked_names(world, "?seat=navigator", "rep")] == ["Ann", "Bob"]
    assert "LinkedIn seat" not in page(world, "rep", "?seat=navigator")


def test_filters_reveal_nothing_to_reps_who_see_only_themselves(world: World) -> None:
    for at in range(6):
        add_rep_with_totals(world, f"Rep {at}", 40, 75)
    with world.scope():
        stands(world.rep, 40, day(CLOSE))
    Organization.objects.filter(pk=world.organization.pk).update(visibility="own")
    usual = page(world, "rep", "")
    asked = ("reach=70", "only=slipped", "tenure=new", "seat=free", "q=rep", "sort=change", "all=1")
    for query in asked:
        html = page(world, "rep", f"?{query}")
        facts = [
            re.search(r'<dl class="facts">.*?</dl>', each, re.DOTALL) for each in (usual, html)
        ]
        assert facts[0] and facts[1] and facts[0][0] == facts[1][0]
        assert {name for _, name in ranked_names(world, f"?{query}", "rep")} <= {"Rep Reyes"}
    assert "<select" not in usual


def test_links_keep_all_filters_and_each_can_be_removed(world: World) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    html = page(world, "manager", f"?reach=60&only=slipped&day={day(57)}&period=7")
    query = f"day={day(57)}&amp;reach=60&amp;only=slipped"
    assert f"period=30&amp;sort=rank&amp;q=&amp;{query}" in html
    assert f"period=7&amp;sort=rank&amp;q=&amp;day={day(57)}&amp;only=slipped" in html
    assert f"csv/?board=total&amp;period=7&amp;sort=rank&amp;q=&amp;{query}" in html


@pytest.mark.parametrize(
    "query", ["?reach=71", "?only=x", "?tenure=1", "?seat=x", "?page=0", "?page=-1", "?page=9e9"]
)
def test_invalid_filters_are_ignored(world: World, query: str) -> None:
    add_rep_with_totals(world, "Ann", 40, 60)
    assert ranked_names(world, query) == [("1", "Ann")]


def test_a_rep_on_a_long_board_sees_neighbours_or_all(world: World) -> None:
    for at in range(14):
        add_rep_with_totals(world, f"Rep {at:02}", 40, 70 - 2 * at)
    with world.scope():
        stands(world.rep, 59, day(CLOSE))
    rows = ranked_names(world, "", "rep")
    assert [rank for rank, _ in rows] == ["4", "5", "6", "7", "8", "9", "10"]
    assert rows[3] == ("7", "Rep Reyes")
    assert "All 15" in page(world, "rep", "")
    assert (
        len(ranked_names(world, "?all=1", "rep"))
        == len(ranked_names(world, "?sort=name", "rep"))
        == 15
    )
    assert len(ranked_names(world, "", "manager")) == 15


def test_the_first_rep_of_a_long_board_sees_as_many_rows(world: World) -> None:
    for at in range(12):
        add_rep_with_totals(world, f"Rep {at:02}", 40, 70 - 2 * at)
    with world.scope():
        stands(world.rep, 80, day(CLOSE))
    assert [rank for rank, _ in ranked_names(world, "", "rep")] == [str(n) for n in range(1, 8)]


def test_a_very_long_board_has_pages_and_the_csv_has_all_rows(world: World) -> None:
    with world.scope():
        for at in range(103):
            stands(add_rep(world.north, f"Rep {at:03}", since=day(1)), at / 1.25, day(CLOSE))
    first, second = (page(world, "manager", f"?page={n}").count('class="n total"') for n in (1, 2))
    assert (first, second) == (100, 3)
    file = world.signed_in("manager").get(f"/teams/{world.north.pk}/csv/?page=2")
    assert len(file.content.decode().splitlines()) == 104
    assert "Those after" in page(world, "manager", "") and "page=2" in page(world, "manager", "")
