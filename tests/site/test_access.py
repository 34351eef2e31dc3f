"""Access after changes to roles, teams and organisations; contents of lists and request bodies.

The status code of every route for every kind of person is tested in tests/matrix.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from teams.models import Membership, OfficialReading, Role, Team, User
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import FIRST_DAY, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
NOBODY_HAS = 999_999
Actors = dict[str, Client]

REPS = {"rep", "other rep"}
ADMINS = {"admin", "other admin"}
MANAGERS = {"manager", "other manager"}
COACHES = {"coach", "other coach"}
PEOPLE = REPS | ADMINS | MANAGERS | COACHES  # everyone with a role
FACT_WRITERS = {"rep", "admin"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def actors(world: World) -> Actors:
    """A test client for each kind of person; the rep of North has a score."""
    with world.scope():
        save_reading(world.rep, day(CLOSE), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
        users = {
            "rep": world.users["rep"],
            "other rep": world.users["rep_other"],
            "manager": world.users["manager"],
            "other manager": person(world.south, Role.Kind.MANAGER),
            "coach": person(world.north, Role.Kind.COACH),
            "other coach": world.users["coach"],
            "admin": world.users["admin"],
            "other admin": world.users["outsider"],
            "deactivated": person(world.north, Role.Kind.MANAGER),
        }
    clients = {name: Client(raise_request_exception=False) for name in (*users, "nobody")}
    for name, user in users.items():
        clients[name].force_login(user)
    User.objects.filter(pk=users["deactivated"].pk).update(is_active=False)
    return clients


def person(team: Team, kind: Role.Kind) -> User:
    user = User.objects.create_user(f"{kind}.{team.name}.{User.objects.count()}@example.com")
    Role.objects.create(
        organization=team.organization, user=user, kind=kind, team=team, since=FIRST_DAY
    )
    return user


def body(answer: Any) -> str:
    """The page without its own address and CSRF tokens, for comparisons."""
    changing = r'((name="next"|csrfmiddlewaretoken") value="|X-CSRFToken": ")[^"]*'
    return re.sub(changing, r"\1", answer.content.decode())


def test_sign_up_is_closed(db: None) -> None:
    form = {"email": "new@example.com", "password1": "a long secret", "password2": "a long secret"}
    Client().post("/accounts/signup/", form)
    assert not User.objects.exists()


def test_sign_in_returns_to_the_requested_page(world: World) -> None:
    answer = Client().get("/teams/7/?sort=name")
    assert answer.headers["Location"] == "/accounts/login/?next=/teams/7/%3Fsort%3Dname"


@pytest.mark.parametrize("held", [{"until": day(TODAY)}, {"since": day(TODAY + 1)}])
@pytest.mark.parametrize("actor", ["rep", "manager", "coach", "admin"])
def test_a_role_that_is_not_current_loses_access_at_the_next_request(
    world: World, actors: Actors, actor: str, held: dict[str, date]
) -> None:
    board, boards = f"/teams/{world.north.pk}/", f"/api/v1/teams/{world.north.pk}/leaderboard/"
    assert actors[actor].get(board).status_code == actors[actor].get(boards).status_code == 200
    with world.scope():
        Role.objects.all().update(**held)
    assert actors[actor].get(board).status_code == 404
    assert actors[actor].get(boards).status_code == 403


def test_a_rep_who_changed_teams_is_visible_to_the_current_team_only(
    world: World, actors: Actors
) -> None:
    with world.scope():
        Membership.objects.filter(rep=world.rep).update(until=day(TODAY))
        Membership.objects.create(
            organization=world.organization, rep=world.rep, team=world.south, since=day(TODAY)
        )
    url = f"/reps/{world.rep.pk}/"
    got = {name: actors[name].get(url).status_code for name in sorted(MANAGERS | COACHES)}
    assert got == {"coach": 404, "manager": 404, "other coach": 200, "other manager": 200}


def test_a_coach_of_one_rep_sees_that_rep_and_no_team(world: World, actors: Actors) -> None:
    with world.scope():
        roles = Role.objects.filter(user=world.users["coach"])
        roles.update(team=None, rep=world.rep)
    paths = (f"/reps/{world.rep.pk}/", f"/teams/{world.north.pk}/", f"/teams/{world.south.pk}/")
    assert [actors["other coach"].get(path).status_code for path in paths] == [200, 404, 404]


def test_lists_contain_only_visible_reps_and_teams(world: World, actors: Actors) -> None:
    def reps(actor: str) -> list[str]:
        return [each["name"] for each in actors[actor].get("/api/v1/reps/").json()["results"]]

    def teams(actor: str) -> list[str]:
        return [each["name"] for each in actors[actor].get("/api/v1/teams/").json()]

    assert reps("rep") == reps("manager") == ["Rep Reyes"]
    assert reps("admin") == ["Ora Other", "Rep Reyes"]
    assert reps("other admin") == ["Else Where"]
    assert (teams("rep"), teams("other manager"), teams("other admin")) == (
        ["North"],
        ["South"],
        ["East"],
    )


@pytest.mark.parametrize("actor", sorted(PEOPLE - FACT_WRITERS))
def test_a_foreign_rep_in_a_body_is_refused_like_one_that_does_not_exist(
    world: World, actors: Actors, actor: str
) -> None:
    def save(rep: int) -> tuple[int, str]:
        rows = [{"rep": rep, "day": str(day(TODAY)), "posts": 1}]
        answer = actors[actor].post("/api/v1/days/", rows, content_type="application/json")
        return answer.status_code, answer.content.decode().replace(str(rep), "N")

    assert save(world.rep.pk) == save(NOBODY_HAS) == (400, '{"rep":["There is no rep N."]}')


def test_a_foreign_team_in_a_query_is_refused_like_one_that_does_not_exist(
    world: World, actors: Actors
) -> None:
    for team in (world.north.pk, world.east.pk, NOBODY_HAS):
        query = f"?team={team}&first={day(1)}&last={day(CLOSE)}&format=csv"
        answer = actors["other coach"].get(f"/progress/{query}")
        assert answer.status_code == 422
        assert f"{team} is not one of the available choices" in body(answer)


def test_a_role_in_another_organisation_does_not_open_the_current_one(
    world: World, actors: Actors
) -> None:
    Role.objects.create(
        organization=world.contoso, user=world.users["rep"], kind=Role.Kind.ADMIN, since=FIRST_DAY
    )
    paths = (f"/reps/{world.elsewhere.pk}/", f"/api/v1/reps/{world.elsewhere.pk}/readings/")
    assert [actors["rep"].get(path).status_code for path in paths] == [404, 404]


def test_a_write_by_a_read_only_viewer_changes_nothing(world: World, actors: Actors) -> None:
    reading = {"day": str(day(TODAY)), "brand": 1, "people": 1, "insights": 1, "relationships": 1}
    url = f"/api/v1/reps/{world.rep.pk}/readings/"
    for actor in sorted(PEOPLE - FACT_WRITERS):
        answer = actors[actor].post(url, reading, content_type="application/json")
        assert answer.status_code == 404
    with world.scope():
        assert OfficialReading.objects.get().day == day(CLOSE)
