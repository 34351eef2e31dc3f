"""Switching between organisations for a user with roles in two of them."""

from django.test import Client
from django_scopes import scopes_disabled

from teams.models import Role
from tests.world import FIRST_DAY, World


def client_of_two(world: World) -> Client:
    """A client for Northwind's admin, who is Contoso's admin, too."""
    admin = world.users["admin"]
    Role.objects.create(
        organization=world.contoso, user=admin, kind=Role.Kind.ADMIN, since=FIRST_DAY
    )
    return world.signed_in("admin")


def teams(client: Client) -> list[str]:
    return [each["name"] for each in client.get("/api/v1/teams/").json()]


def test_pages_and_api_show_only_the_current_organisation(world: World) -> None:
    client = client_of_two(world)
    assert teams(client) == ["North", "South"]
    assert client.get(f"/teams/{world.east.pk}/").status_code == 404
    assert client.post(f"/organizations/{world.contoso.pk}/").status_code == 302
    assert teams(client) == ["East"]
    north = world.north.pk
    for path in (f"teams/{north}/", f"reps/{world.rep.pk}/", f"settings/teams/{north}/"):
        assert client.get(f"/{path}").status_code == 404
    assert client.get(f"/reps/{world.elsewhere.pk}/").status_code == 200
    page = client.get("/settings/teams/").content.decode()
    assert "East" in page and "North</a>" not in page and "To Northwind" in page


def test_switching_does_not_affect_the_users_other_sessions(world: World) -> None:
    one, two = client_of_two(world), world.signed_in("admin")
    one.post(f"/organizations/{world.contoso.pk}/")
    assert (teams(one), teams(two)) == (["East"], ["North", "South"])


def test_switching_requires_a_role_in_the_organisation(world: World) -> None:
    client = world.signed_in("admin")
    foreign = client.post(f"/organizations/{world.contoso.pk}/")
    none = client.post("/organizations/999999/")
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert teams(client) == ["North", "South"]
    assert "/organizations/" not in client.get("/settings/").content.decode()


def test_losing_the_role_returns_to_the_other_organisation(world: World) -> None:
    client = client_of_two(world)
    client.post(f"/organizations/{world.contoso.pk}/")
    with scopes_disabled():
        Role.objects.filter(organization=world.contoso, user=world.users["admin"]).delete()
    assert teams(client) == ["North", "South"]
