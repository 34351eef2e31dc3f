"""Clients page: one row per organisation of a coach, each read in its own scope."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from scoring.home.clients import clients_of
from teams.access.viewer import coach_viewers_of
from teams.models import Role
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import FIRST_DAY, World, add_rep

CLOSE, TODAY = 58, 59


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def coach(world: World) -> Client:
    """The coach of Northwind's South, who also coaches Contoso's East."""
    Role.objects.create(
        organization=world.contoso, user=world.users["coach"], kind=Role.Kind.COACH,
        team=world.east, since=FIRST_DAY,
    )  # fmt: skip
    with world.scope():
        save_reading(world.rep_other, day(28), *[15.0] * 4)
        save_reading(world.rep_other, day(CLOSE), *[18.0] * 4)
        close_through(world.organization, CLOSE)
    return world.signed_in("coach")


def test_each_client_row_has_figures_of_the_coachs_reps(world: World, coach: Client) -> None:
    rows = clients_of(coach_viewers_of(world.users["coach"]))
    assert [(row.organization.name, row.rep_count, row.good, row.close) for row in rows] == [
        ("Northwind", 1, 1, day(CLOSE)),
        ("Contoso", 1, 0, None),
    ]
    assert round(rows[0].summary.average or 0) == 72
    assert rows[0].summary.average_change == pytest.approx(12)


def test_the_clients_page_is_home_and_its_button_switches_organisation(
    world: World, coach: Client
) -> None:
    assert coach.get("/").headers["Location"] == "/clients/"
    page = coach.get("/clients/").content.decode()
    assert "Northwind" in page and "Contoso" in page
    inside = coach.post(f"/organizations/{world.contoso.pk}/").headers["Location"]
    assert coach.get(inside).headers["Location"] == f"/teams/{world.east.pk}/"


def test_a_manager_role_elsewhere_does_not_make_a_client(world: World, coach: Client) -> None:
    with scopes_disabled():
        Role.objects.filter(organization=world.contoso, user=world.users["coach"]).update(
            kind=Role.Kind.MANAGER
        )
    assert coach.get("/").headers["Location"] == f"/teams/{world.south.pk}/"
    assert "Contoso" not in coach.get("/clients/").content.decode().split("<main")[1]
    assert world.signed_in("manager").get("/clients/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_people(world: World, coach: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert coach.get("/clients/").status_code == 200
        return len(queries)

    few = asked()
    with scope(organization=world.contoso):
        for n in range(30):
            add_rep(world.east, f"Rep {n}")
    assert asked() == few <= 15
