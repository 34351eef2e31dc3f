"""A region's figures are those of all its people, on every page that shows a team."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.overview import overview
from teams.models import Role, Team
from teams.sight import Sight
from tests.scoring.core.histories import day
from tests.scoring.facts import close, read
from tests.world import World

CLOSE, TODAY = 58, 59


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z"):
        yield


@pytest.fixture
def region(world: World) -> Team:
    """Northwind as a region over North, where 40 stands, and South, where 60 does."""
    with world.scope():
        found: Team = Team.objects.create(organization=world.organization, name="All")
        Team.objects.filter(pk__in=[world.north.pk, world.south.pk]).update(region=found)
        read(world.rep, day(CLOSE), *[10.0] * 4)
        read(world.rep_other, day(CLOSE), *[15.0] * 4)
        close(world.organization, CLOSE)
        Role.objects.filter(user=world.users["coach"]).update(team=found)
    return found


def test_the_teams_home_shows_the_region_with_its_teams_below(world: World, region: Team) -> None:
    with world.scope():
        found = overview(list(Team.objects.all()), 30, _sight(world))
    assert found
    rows = [(b.team.name, b.below, f.people, round(f.average or 0)) for b, f in found.teams]
    assert rows == [("All", False, 2, 50), ("North", True, 1, 40), ("South", True, 1, 60)]


def _sight(world: World):
    return lambda team: Sight(oversees=True, everybody=True, own=None, smallest_group=5)


def test_a_coach_of_the_region_reads_its_board_its_teams_and_its_progress(
    world: World, region: Team
) -> None:
    client = world.signed_in("coach")
    board = client.get(f"/teams/{region.pk}/").content.decode()
    assert "Rep Reyes" in board and "Ora Other" in board
    for path in (f"/teams/{world.north.pk}/", f"/reps/{world.rep.pk}/"):
        assert client.get(path).status_code == 200
    query = f"?team={region.pk}&first={day(30)}&last={day(CLOSE)}&format=csv"
    assert len(client.get(f"/progress/{query}").content.splitlines()) == 3


def test_who_sits_in_a_team_does_not_read_the_regions_board(world: World, region: Team) -> None:
    assert world.signed_in("rep").get(f"/teams/{region.pk}/").status_code == 404


def test_a_regions_close_waits_for_the_zones_of_all_its_teams(world: World, region: Team) -> None:
    with world.scope():
        type(world.rep).objects.filter(pk=world.rep.pk).update(time_zone="Pacific/Pago_Pago")
        found = overview([region], 30, _sight(world))
    # Where it is still the day before at noon UTC minus eleven hours, yesterday is over; at five
    # in the morning UTC it is not.
    assert found and found.close == day(CLOSE)
    with world.scope(), time_machine.travel(f"{day(TODAY)}T05:00Z"):
        earlier = overview([region], 30, _sight(world))
    assert earlier is None
