"""Leaderboards of the organisation and of saved groups, limited to reps the viewer may see now."""

import re
from collections.abc import Iterator

import pytest
import time_machine

from teams.models import Group, GroupMember, Membership, Role
from tests.scoring.core.histories import day
from tests.scoring.stands import stands
from tests.world import FIRST_DAY, Person, World, add_rep

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026


@pytest.fixture(autouse=True)
def _stage(world: World) -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        with world.scope():
            ann = add_rep(world.north, "Ann", since=day(1))
            for rep, points in ((ann, 15), (world.rep, 10), (world.rep_other, 12)):
                stands(rep, 40, day(CLOSE - 30))
                stands(rep, 4 * points, day(CLOSE))
        yield


def names(html: str) -> list[str]:
    return re.findall(r'class="name">(?:<a[^>]*>)?([^<]+)', html)


def get_page(world: World, person: Person, path: str) -> str:
    answer = world.signed_in(person).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def create_group(world: World, person: Person, *reps: int, name: str = "Mine") -> str:
    """Saves a group; returns its address."""
    answer = world.signed_in(person).post("/groups/", {"name": name, "rep": reps})
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_an_admin_sees_everybody_on_one_board(world: World) -> None:
    html = get_page(world, "admin", "/leaderboard/")
    assert names(html) == ["Ann", "Ora Other", "Rep Reyes"] and "Average of 3" in html
    file = world.signed_in("admin").get("/leaderboard/csv/?q=ora").content.decode()
    assert len(file.splitlines()) == 2 and ",Ora Other," in file
    for person in ("rep", "manager", "coach"):
        for path in ("/leaderboard/", "/leaderboard/csv/"):
            assert world.signed_in(person).get(path).status_code == 404


def test_a_leaderboard_viewer_sees_rows_but_no_average_of_few(world: World) -> None:
    Role.objects.create(
        organization=world.organization, user=world.users["rep"], kind="viewer", since=FIRST_DAY
    )
    html = get_page(world, "rep", "/leaderboard/")
    assert len(names(html)) == 3 and "shown from 5 people on" in html
    assert "Talk to first" not in html and f'"/reps/{world.rep_other.pk}/"' not in html
    assert "Save as a group" not in html


def test_ticked_reps_are_saved_as_a_group_with_a_board(world: World) -> None:
    board = get_page(world, "manager", f"/teams/{world.north.pk}/")
    ticked = [int(pk) for pk in re.findall(r'name="rep" value="(\d+)" id="group', board)]
    assert len(ticked) == 2
    path = create_group(world, "manager", *ticked, name=" Best  of North ")
    html = get_page(world, "manager", path)
    assert names(html) == ["Ann", "Rep Reyes"] and "Best of North" in html
    assert "Talk to first" not in html or "only you" in html
    file = world.signed_in("manager").get(f"{path}csv/").content.decode()
    assert len(file.splitlines()) == 3


def test_a_group_is_visible_to_its_owner_only(world: World) -> None:
    path = create_group(world, "manager", world.rep.pk)
    for person in ("rep", "coach", "admin", "outsider"):
        client = world.signed_in(person)
        assert client.get(path).status_code == client.get(f"{path}csv/").status_code == 404
        assert client.post(f"{path}delete/").status_code == 404
    assert "Mine" not in get_page(world, "admin", "/groups/")


def test_a_group_accepts_only_reps_the_viewer_looks_after(world: World) -> None:
    client = world.signed_in("manager")
    for rep in (world.rep_other.pk, world.elsewhere.pk, 999_999):
        answer = client.post("/groups/", {"name": "x", "rep": [world.rep.pk, rep]})
        assert answer.status_code == 404
    with world.scope():
        assert Group.objects.count() == GroupMember.objects.count() == 0


def test_a_rep_who_left_the_viewers_teams_leaves_the_groups_board(world: World) -> None:
    path = create_group(world, "manager", world.rep.pk)
    with world.scope():
        Membership.objects.filter(rep=world.rep).update(until=day(TODAY))
    for query in ("", f"?day={day(40)}", "?q=rep"):
        html = get_page(world, "manager", path + query)
        assert "Rep Reyes" not in html and "Average of" not in html
    assert len(world.signed_in("manager").get(f"{path}csv/").content.splitlines()) == 1


def test_a_former_manager_has_no_groups(world: World) -> None:
    path = create_group(world, "manager", world.rep.pk)
    with world.scope():
        Role.objects.filter(user=world.users["manager"]).update(kind="viewer")
    client = world.signed_in("manager")
    assert client.get(path).status_code == client.get("/groups/").status_code == 404


@pytest.mark.parametrize(
    ("name", "ticked", "says"),
    [("", 1, "needs a name"), ("x" * 81, 1, "at most 80"), ("Mine", 0, "tick somebody")],
)
def test_an_invalid_group_is_refused(world: World, name: str, ticked: int, says: str) -> None:
    form = {"name": name, "rep": [world.rep.pk] * ticked}
    answer = world.signed_in("manager").post("/groups/", form)
    assert answer.status_code == 422 and says in answer.content.decode()
    with world.scope():
        assert Group.objects.count() == 0


def test_group_names_are_unique_per_user(world: World) -> None:
    create_group(world, "manager", world.rep.pk)
    create_group(world, "admin", world.rep.pk)
    answer = world.signed_in("admin").post("/groups/", {"name": "Mine", "rep": [world.rep.pk]})
    assert answer.status_code == 422 and "already" in answer.content.decode()


def test_deleting_a_group_keeps_its_reps(world: World) -> None:
    path = create_group(world, "manager", world.rep.pk)
    assert "Mine" in get_page(world, "manager", "/groups/")
    assert world.signed_in("manager").post(f"{path}delete/").headers["Location"] == "/groups/"
    assert world.signed_in("manager").get(path).status_code == 404
    assert "Rep Reyes" in get_page(world, "manager", f"/teams/{world.north.pk}/")
