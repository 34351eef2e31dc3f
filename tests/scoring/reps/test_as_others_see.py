"""What others see, a page for reps, and visits to a rep's page."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from teams.models import Organization, Rep, Role, User, Visit
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import FIRST_DAY, Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def scored(world: World) -> World:
    """North with two scored reps whose scores moved; they logged on some days."""
    with world.scope():
        for rep, total in ((world.rep, 50), (add_rep(world.north, "Ann Ames", since=day(1)), 60)):
            save_inputs(rep, {day(at): {"posts": 2} for at in (30, 33, 50, 57)})
            save_reading(rep, day(28), 10, 10, 10, 10)
            save_reading(rep, day(CLOSE), *[total / 4] * 4)
        close_through(world.organization, CLOSE)
    return world


def get_preview(world: World, query: str = "") -> str:
    response = world.signed_in("rep").get(f"/me/others/{query}")
    assert response.status_code == 200
    return response.content.decode()


def visits(world: World) -> list[tuple[str, str]]:
    with world.scope():
        return [(each.user.name, str(each.day)) for each in Visit.objects.of(world.rep)]


def part(page: str, start: str, end: str) -> str:
    """A piece of a page, with the address of its links reduced to the query string."""
    piece = page.split(start)[1].split(end, maxsplit=1)[0].strip()
    return re.sub(r'href="[^"]*\?[^"]*?(view=[^"]*)"', r'href="?\1"', piece)


# What others see ----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "&view=pillars&period=365"])
def test_the_rep_sees_exactly_the_page_of_the_manager(scored: World, query: str) -> None:
    real = scored.signed_in("manager").get(f"/reps/{scored.rep.pk}/?{query}").content.decode()
    shown = get_preview(scored, f"?as=manager{query}")
    gets = part(real, '<div id="rep"', '<p class="bar"><a class="do" href="/reps/')
    assert "Why it moved" in gets and gets in part(shown, '<div id="rep"', "</main>")
    assert get_preview(scored, f"?as=admin{query}").count("Why it moved") == 1


@pytest.mark.parametrize("unnamed", [False, True])
@pytest.mark.parametrize(("role", "kind"), [("rep", "rep"), ("viewer", "viewer")])
def test_the_rep_sees_exactly_the_row_others_see(
    scored: World, role: str, kind: str, unnamed: bool
) -> None:
    with scored.scope():
        Rep.objects.filter(pk=scored.rep.pk).update(unnamed=unnamed)
        mate = User.objects.create_user("mate@example.com")
        ours, north = scored.organization, scored.north
        team = north if kind == "viewer" else None
        Role.objects.create(organization=ours, user=mate, kind=kind, team=team, since=FIRST_DAY)
        if kind == "rep":
            add_rep(north, "Mia Mate", mate)
    scored.users["mate"] = mate  # type: ignore[index]
    board = scored.signed_in("mate").get(f"/teams/{north.pk}/").content.decode()  # type: ignore[arg-type]
    (row,) = re.findall(
        r"<tr>.*?</tr>", get_preview(scored, f"?as={role}").split("<tbody>")[1], re.DOTALL
    )
    assert row in board
    assert ("Unnamed" in row) is unnamed and ("Rep Reyes" in row) is not unnamed


@pytest.mark.parametrize(
    ("visibility", "said"),
    [("own", "Nothing of yours: in Northwind"), ("managers", "Nothing: in Northwind only those")],
)
def test_the_page_says_when_teammates_see_nothing(
    scored: World, visibility: str, said: str
) -> None:
    Organization.objects.update(visibility=visibility)
    assert said in get_preview(scored, "?as=rep")
    assert 'class="board"' in get_preview(scored, "?as=viewer")


def test_the_page_names_those_who_look_after_the_rep_and_counts_the_rest(scored: World) -> None:
    coach = User.objects.create_user("c@example.com", name="Cora Coach")
    gone = User.objects.create_user("g@example.com", name="Gus Gone", is_active=False)
    with scored.scope():
        add_rep(scored.north, "Mia Mate", User.objects.create_user("m@example.com"))
        given: dict[str, Any] = {"organization": scored.organization, "since": FIRST_DAY}
        Role.objects.create(**given, user=coach, kind="coach", rep=scored.rep)
        Role.objects.create(**given, user=gone, kind="manager", team=scored.north)
    shown = get_preview(scored, "?as=coach")
    for label in ("Manager (1)", "Coach (1)", "Admin (1)", "Teammate (1)", "viewer (nobody)"):
        assert label in shown
    assert "<strong>Cora Coach</strong> gets this page" in shown
    assert "<strong>manager</strong>" in get_preview(scored) and "Gus Gone" not in get_preview(
        scored
    )


def test_the_page_works_without_a_score_or_a_team(world: World) -> None:
    assert "No score yet: nothing has been logged." in get_preview(world)
    assert "Nothing yet" in get_preview(world, "?as=rep")
    with world.scope():
        world.rep.memberships.all().delete()
    assert "you are in no team today" in get_preview(world, "?as=viewer")


@pytest.mark.parametrize("person", ["manager", "coach", "admin"])
def test_only_reps_have_the_page(world: World, person: Person) -> None:
    client = world.signed_in(person)
    assert client.get("/me/others/").status_code == 404
    assert client.post("/me/others/", {"unnamed": "on"}).status_code == 404


def test_only_the_reps_view_of_their_page_links_to_it(scored: World) -> None:
    for person, leads in (("rep", True), ("manager", False)):
        page = scored.signed_in(person).get(f"/reps/{scored.rep.pk}/").content.decode()  # type: ignore[arg-type]
        assert ('href="/me/others/"' in page) is leads


# Who looked ---------------------------------------------------------------------------------------


def test_a_visitor_is_recorded_once_a_day(scored: World) -> None:
    for hours in (f"{day(TODAY)}T12:00Z", f"{day(TODAY + 1)}T09:30Z"):
        with time_machine.travel(hours, tick=False):
            for query in ("", "?period=365"):
                scored.signed_in("manager").get(f"/reps/{scored.rep.pk}/{query}")
    with time_machine.travel(f"{day(TODAY + 1)}T12:00Z", tick=False):
        assert visits(scored) == [("manager", str(day(TODAY + 1))), ("manager", str(day(TODAY)))]
        shown = get_preview(scored).split('id="looked"')[1]
    assert re.findall(r"<div>(\w+) <span class=\"soft\">(\w+)</span></div>", shown) == [
        ("manager", "manager"), ("manager", "manager")
    ]  # fmt: skip
    assert shown.index("Thursday 5 March") < shown.index("Wednesday 4 March")


def test_a_later_visit_updates_the_time(scored: World) -> None:
    url = f"/reps/{scored.rep.pk}/"
    scored.signed_in("manager").get(url)
    later = datetime.combine(day(TODAY), datetime.min.time(), UTC).replace(hour=17)
    with time_machine.travel(later, tick=False):
        scored.signed_in("manager").get(url)
    with scored.scope():
        assert Visit.objects.get().last_at == later


def test_the_reps_visits_and_refused_ones_are_not_recorded(scored: World) -> None:
    for person in ("rep", "rep_other", "coach", "outsider"):
        scored.signed_in(person).get(f"/reps/{scored.rep.pk}/")
    get_preview(scored)
    assert visits(scored) == []
    assert "Nobody but you." in get_preview(scored)


@pytest.mark.parametrize("what", ["snapshots", "readings"])
def test_reading_a_rep_by_api_is_a_visit(scored: World, what: str) -> None:
    for person in ("rep", "admin", "outsider"):
        scored.signed_in(person).get(f"/api/v1/reps/{scored.rep.pk}/{what}/")
    assert visits(scored) == [("admin", str(day(TODAY)))]


def test_boards_and_lists_are_not_visits(scored: World) -> None:
    for path in (f"/teams/{scored.north.pk}/", "/teams/", "/api/v1/reps/"):
        scored.signed_in("manager").get(path)
    assert visits(scored) == []


@pytest.mark.django_db(transaction=True)
def test_a_visit_that_cannot_be_saved_does_not_break_the_page(
    scored: World, caplog: pytest.LogCaptureFixture
) -> None:
    def out_of_order(execute: Any, sql: str, *rest: Any) -> Any:
        if "INSERT" in sql and "teams_visit" in sql:
            raise DatabaseError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(out_of_order), caplog.at_level(logging.CRITICAL):
        response = scored.signed_in("manager").get(f"/reps/{scored.rep.pk}/")
    assert response.status_code == 200 and visits(scored) == []


def test_visits_older_than_ninety_days_are_not_listed(scored: World) -> None:
    scored.signed_in("manager").get(f"/reps/{scored.rep.pk}/")
    for later, listed in ((90, True), (91, False)):
        with time_machine.travel(f"{day(TODAY + later)}T12:00Z", tick=False):
            assert ("Nobody but you." not in get_preview(scored)) is listed


def test_a_visit_takes_one_extra_query(scored: World) -> None:
    manager, url = scored.signed_in("manager"), f"/reps/{scored.rep.pk}/"
    with CaptureQueriesContext(connection) as queries:
        manager.get(url)
    noted = [query["sql"] for query in queries if "teams_visit" in query["sql"]]
    assert len(noted) == 1


def test_the_number_of_queries_does_not_grow_with_visits_and_people(scored: World) -> None:
    def asked(kind: str) -> int:
        client = scored.signed_in("rep")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/me/others/?as={kind}")
        return len(queries)

    few = [asked(kind) for kind in ("manager", "rep", "viewer")]
    with scored.scope():
        users = [User(email=f"{n}@example.com") for n in range(40)]
        User.objects.bulk_create(users)
        ours = {"organization": scored.organization}
        given = {**ours, "kind": "manager", "team": scored.north, "since": FIRST_DAY}
        Role.objects.bulk_create(Role(**given, user=user) for user in users)
        seen = {**ours, "rep": scored.rep, "last_at": datetime.now(UTC)}
        Visit.objects.bulk_create(
            Visit(**seen, user=user, day=day(TODAY - ago)) for user in users for ago in range(5)
        )
        for n in range(20):
            add_rep(scored.north, f"Mate {n}", users[n])
    assert [asked(kind) for kind in ("manager", "rep", "viewer")] == few
    assert max(few) <= 15
