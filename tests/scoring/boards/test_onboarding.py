"""First steps of an admin: from an empty organisation to the first chart."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django_scopes import scope

from scoring.boards.onboarding import onboarding_steps
from teams.access.viewer import current_viewer
from teams.models import Organization, Role, Team, User
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import FIRST_DAY, World, add_rep

CLOSE, TODAY = 58, 59


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def founded(db: None) -> tuple[Organization, User]:
    """A new organisation with an admin and nothing else."""
    fresh = Organization.objects.create(name="Fresh", slug="fresh", time_zone="Europe/Lisbon")
    admin = User.objects.create_user("ada@fresh.example")
    Role.objects.create(organization=fresh, user=admin, kind=Role.Kind.ADMIN, since=FIRST_DAY)
    return fresh, admin


def completed_steps(user: User) -> list[bool]:
    viewer = current_viewer(user)
    assert viewer
    return [step.done for step in onboarding_steps(viewer)]


def test_each_step_is_done_once_its_data_exists(founded: tuple[Organization, User]) -> None:
    fresh, admin = founded
    with scope(organization=fresh):
        assert completed_steps(admin) == [False] * 5
        team = Team.objects.create(organization=fresh, name="One")
        assert completed_steps(admin) == [True] + [False] * 4
        rep = add_rep(team, "Ann Lee")
        assert completed_steps(admin) == [True] * 2 + [False] * 3
        save_reading(rep, day(CLOSE), *[10.0] * 4)
        assert completed_steps(admin) == [True] * 3 + [False] * 2
        close_through(fresh, CLOSE)
        assert completed_steps(admin) == [True] * 4 + [False]


def test_an_empty_organisation_opens_on_its_steps_with_the_first_close(
    founded: tuple[Organization, User],
) -> None:
    client = Client()
    client.force_login(founded[1])
    assert client.get("/").headers["Location"] == "/teams/"
    page = client.get("/teams/").content.decode()
    assert "First steps" in page and "tonight at 00:10 in Europe/Lisbon" in page
    assert 'href="/settings/teams/"' in page


def test_opening_the_leaderboard_ends_the_steps_for_good(world: World) -> None:
    client = world.signed_in("admin")
    with world.scope():
        save_reading(world.rep, day(CLOSE), *[10.0] * 4)
        close_through(world.organization, CLOSE)
    assert "First steps" in client.get("/teams/").content.decode()
    assert client.post("/first-steps/end/").headers["Location"] == "/teams/"
    assert "First steps" not in client.get("/teams/").content.decode()


def test_only_admins_see_first_steps(world: World) -> None:
    assert "First steps" not in world.signed_in("rep").get("/teams/").content.decode()
    assert world.signed_in("manager").post("/first-steps/end/").status_code == 404
