"""`manage.py add_user`: gives a user a role from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from teams.models import Rep, Role, User
from tests.world import World


def add(*words: str) -> str:
    out = StringIO()
    call_command("add_user", *words, "--organization", "northwind", stdout=out)
    return out.getvalue()


def test_a_new_manager_sets_a_password_and_sees_the_team(world: World) -> None:
    said = add("Dana@Northwind.example", "--role", "manager", "--team", "north")
    page = said.split()[-1]
    client = Client()
    form = client.get(page, follow=True)
    password = "nine long words make it"
    client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    assert client.login(email="dana@northwind.example", password=password)
    assert client.get(f"/teams/{world.north.pk}/").status_code == 200


def test_an_existing_rep_with_that_address_is_linked_to_the_user(world: World) -> None:
    with world.scope():
        rep = Rep.objects.create(organization=world.organization, name="New", email="New@x.example")
    add("new@x.example", "--role", "rep")
    rep.refresh_from_db()
    assert rep.user == User.objects.get(email="new@x.example")
    client = Client()
    client.force_login(rep.user)
    assert client.get("/", follow=True).redirect_chain == [("/reading/", 302)]


def test_a_missing_rep_is_created_in_the_team(world: World) -> None:
    add("ada.osei@x.example", "--role", "rep", "--team", "South", "--name", "Ada O.")
    with world.scope():
        rep = Rep.objects.of_team(world.south, world.organization.today()).get(name="Ada O.")
    assert rep.user and rep.user.email == "ada.osei@x.example"


def test_a_coach_of_one_rep_and_a_viewer_can_be_added(world: World) -> None:
    add("coach@x.example", "--role", "coach", "--rep", world.rep.email)
    add("board@x.example", "--role", "viewer")
    with world.scope():
        coach, viewer = Role.objects.filter(user__email__endswith="@x.example").order_by("kind")
    assert (coach.rep, coach.team) == (world.rep, None)
    assert (viewer.rep, viewer.team) == (None, None)


def test_adding_a_role_twice_gives_it_once(world: World) -> None:
    for _ in range(2):
        add("coach@x.example", "--role", "coach", "--team", "South")
    with world.scope():
        assert Role.objects.filter(user__email="coach@x.example").count() == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nobody", "--role", "admin"], "valid email"),
        (["a@x.example", "--role", "manager"], "looks after a team"),
        (["a@x.example", "--role", "coach"], "a team or a rep: say which"),
        (["a@x.example", "--role", "rep"], "say in which team"),
        (["a@x.example", "--role", "coach", "--team", "East"], "no team “East”; there are: North"),
    ],
)
def test_a_missing_option_is_reported_and_nothing_is_saved(
    world: World, words: list[str], says: str
) -> None:
    before = User.objects.count()
    with pytest.raises(CommandError, match=says):
        add(*words)
    assert User.objects.count() == before
