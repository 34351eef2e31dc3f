"""The list of people in an organisation, and the page of each person."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams.models import Action, AuditEntry, Invitation, Membership, Rep, Role, User
from tests.world import FIRST_DAY, World, add_rep

PEOPLE = "/settings/people/"
MAX_QUERIES = 15


def get_people_page(world: World, query: str = "") -> str:
    answer = world.signed_in("admin").get(f"{PEOPLE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def post(world: World, path: str, **data: object) -> Any:
    return world.signed_in("admin").post(f"{PEOPLE}{path}/", data)


def test_the_list_shows_everyone_in_the_organisation_and_no_one_else(world: World) -> None:
    with world.scope():
        add_rep(world.north, "Ann Unseen")
    page = get_people_page(world)
    for name in ("Rep Reyes", "Ora Other", "manager of North", "coach of South", "Ann Unseen"):
        assert name in page
    assert "Else Where" not in page and "outsider" not in page


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?q=reyes", "Rep Reyes", "Ora Other"),
        ("?role=coach", "coach of South", "Rep Reyes"),
        ("?state=deactivated", "Left Long", "Rep Reyes"),
        ("?team={south}", "Ora Other", "Rep Reyes"),
        ("?role=nonsense&team=x&page=99", "Rep Reyes", "Else Where"),
    ],
)
def test_query_parameters_search_and_filter_people(
    world: World, query: str, there: str, gone: str
) -> None:
    with world.scope():
        left = add_rep(world.north, "Left Long")
        Membership.objects.filter(rep=left).update(until=world.organization.today())
    page = get_people_page(world, query.format(south=world.south.pk))
    assert there in page and gone not in page


def test_the_list_needs_as_many_queries_for_ten_people_as_for_a_thousand(world: World) -> None:
    def queries() -> int:
        client = world.signed_in("admin")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PEOPLE).status_code == 200
        return len(asked)

    queries()  # an admin's first visit starts the grace period for two-step sign-in
    few = queries()
    ours = world.organization
    with world.scope():
        reps = Rep.objects.bulk_create(
            Rep(organization=ours, name=f"Rep {n}", email=f"{n}@x.example") for n in range(1000)
        )
        Membership.objects.bulk_create(
            Membership(organization=ours, rep=rep, team=world.north, since=FIRST_DAY)
            for rep in reps
        )
        users = User.objects.bulk_create(User(email=f"u{n}@x.example") for n in range(50))
        Role.objects.bulk_create(
            Role(organization=ours, user=user, kind="viewer", since=FIRST_DAY) for user in users
        )
    assert queries() == few <= MAX_QUERIES


def test_changes_to_a_rep_are_saved_and_audited(world: World) -> None:
    new = {"name": "Rep R.", "email": "R@x.example", "seat": "premium", "time_zone": "Asia/Tokyo"}
    assert post(world, f"reps/{world.rep.pk}", **new).status_code == 302
    with world.scope():
        rep = Rep.objects.get(pk=world.rep.pk)
        entry = AuditEntry.objects.get(action=Action.PERSON_CHANGED)
    assert (rep.name, rep.email, rep.seat) == ("Rep R.", "r@x.example", "premium")
    assert rep.time_zone == "Asia/Tokyo"
    assert entry.details["was"]["name"] == "Rep Reyes" and entry.details["is"]["name"] == "Rep R."


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "rep_other@northwind.example"}, "Ora Other has that address already"),
        ({"time_zone": "Moon/Sea"}, "is no time zone"),
        ({"name": " "}, "This field is required"),
        ({"seat": "gold"}, "Select a valid choice"),
    ],
)
def test_invalid_changes_to_a_rep_are_explained_and_not_saved(
    world: World, wrong: dict[str, str], says: str
) -> None:
    new = {"name": "New", "email": "new@x.example", "seat": "", "time_zone": ""} | wrong
    answer = post(world, f"reps/{world.rep.pk}", **new)
    assert answer.status_code == 422 and says in answer.content.decode()
    with world.scope():
        assert Rep.objects.get(pk=world.rep.pk).name == "Rep Reyes"


def test_a_rep_moves_to_another_team_from_a_day(world: World) -> None:
    today = world.rep.today()
    answer = post(world, f"reps/{world.rep.pk}/team", team=world.south.pk, on=today)
    assert answer.status_code == 302
    with world.scope():
        assert world.rep in Rep.objects.of_team(world.south, today)
    again = post(world, f"reps/{world.rep.pk}/team", team=world.south.pk, on=today)
    assert again.status_code == 422 and "sits there already" in again.content.decode()


def test_a_role_is_given_and_ended_on_the_page(world: World) -> None:
    coach = world.users["coach"]
    given = {"kind": "coach", "coached": world.rep.email.upper()}
    assert post(world, f"users/{coach.pk}/roles", **given).status_code == 302
    client = world.signed_in("coach")
    assert client.get(f"/reps/{world.rep.pk}/").status_code == 200
    with world.scope():
        role = Role.objects.get(user=coach, rep=world.rep)
    assert post(world, f"roles/{role.pk}/end").status_code == 302
    assert client.get(f"/reps/{world.rep.pk}/").status_code == 404


def test_the_last_admin_can_not_be_removed(world: World) -> None:
    admin = world.users["admin"]
    with world.scope():
        role = Role.objects.get(user=admin)
    for path in (f"roles/{role.pk}/end", f"users/{admin.pk}/deactivate"):
        answer = post(world, path)
        assert answer.status_code == 422 and "last admin here" in answer.content.decode()


def test_foreign_ids_look_like_missing_ones(world: World) -> None:
    with world.scope():
        Invitation.objects.count()
    theirs = [
        f"users/{world.users['outsider'].pk}/roles",
        f"users/{world.users['outsider'].pk}/deactivate",
        f"reps/{world.elsewhere.pk}",
        f"reps/{world.elsewhere.pk}/team",
        f"reps/{world.elsewhere.pk}/deactivate",
    ]
    assert {post(world, path).status_code for path in theirs} == {404}
    own = post(world, f"users/{world.users['coach'].pk}/roles", kind="coach", team=world.east.pk)
    seat = post(world, f"reps/{world.rep.pk}/team", team=world.east.pk, on=world.rep.today())
    assert (own.status_code, seat.status_code) == (422, 422)


def test_a_deactivated_person_stays_in_the_list(world: World) -> None:
    assert post(world, f"users/{world.users['rep'].pk}/deactivate").status_code == 302
    assert "Rep Reyes" in get_people_page(world, "?state=deactivated")
    page = world.signed_in("admin").get(f"{PEOPLE}users/{world.users['rep'].pk}/")
    assert "give a role to let them back in" in page.content.decode()
