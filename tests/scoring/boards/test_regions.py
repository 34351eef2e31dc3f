"""Regions: their figures cover the reps of all their teams, on every page that shows a team."""

from collections.abc import Iterator

import pytest
import time_machine

from scoring.boards.teams import teams_overview
from teams.access.board_visibility import BoardVisibility
from teams.models import Goal, Role, Team
from teams.planning.goals import set_goal
from tests.scoring.core.histories import day
from tests.scoring.stands import stands
from tests.world import World

CLOSE, TODAY = 58, 59


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def region(world: World) -> Team:
    """A region over North, which averages 40, and South, which averages 60."""
    with world.scope():
        overview: Team = Team.objects.create(organization=world.organization, name="All")
        Team.objects.filter(pk__in=[world.north.pk, world.south.pk]).update(region=overview)
        stands(world.rep, 40, day(CLOSE))
        stands(world.rep_other, 60, day(CLOSE))
        Role.objects.filter(user=world.users["coach"]).update(team=overview)
    return overview


def test_the_teams_page_lists_a_region_with_its_teams_below(world: World, region: Team) -> None:
    with world.scope():
        overview = teams_overview(list(Team.objects.all()), 30, _visibility_by_team(world))
    assert overview
    rows = [
        (e.branch.team.name, e.branch.below, e.summary.people, round(e.summary.average or 0))
        for e in overview.teams
    ]
    assert rows == [("All", False, 2, 50), ("North", True, 1, 40), ("South", True, 1, 60)]


def test_teams_can_be_sorted_by_their_next_goal(world: World, region: Team) -> None:
    def aim(team: Team, what: Goal.What, target: float, by: int) -> None:
        today, manager = day(TODAY), world.users["manager"]
        set_goal(owner=team, what=what, target=target, by_day=day(by), by=manager, today=today)

    with world.scope():
        aim(world.north, Goal.What.TOTAL, 65, 90)
        aim(world.north, Goal.What.BRAND, 20, 91)
        aim(world.south, Goal.What.BRAND, 17.5, 90)
        overview = teams_overview(
            list(Team.objects.all()), 30, _visibility_by_team(world), order="goal"
        )
    assert overview
    rows = [(e.branch.team.name, e.branch.below, e.goal and e.goal.words) for e in overview.teams]
    assert rows == [
        ("South", False, "Brand 15.0 of 17.5 by 4 Apr"),
        ("North", False, "40 of 65 by 4 Apr"),
        ("All", False, None),
    ]
    shown = world.signed_in("admin").get("/teams/?sort=goal").content.decode()
    assert shown.index("17.5 by") < shown.index("40 of 65 by") and "Next goal</a>" in shown
    for person in ("rep", "rep_other"):
        assert "Next goal" not in world.signed_in(person).get("/teams/").content.decode()


@pytest.mark.parametrize("order", ["average", "change", "nonsense"])
def test_teams_can_be_sorted_by_average(world: World, region: Team, order: str) -> None:
    shown = world.signed_in("admin").get(f"/teams/?sort={order}").content.decode()
    best_first = shown.index(">South</a>") < shown.index(">North</a>")
    assert best_first == (order == "average")


def _visibility_by_team(world: World):
    return lambda team: BoardVisibility(oversees=True, everybody=True, own=None, smallest_group=5)


def test_a_coach_of_a_region_sees_its_board_teams_and_progress(world: World, region: Team) -> None:
    client = world.signed_in("coach")
    board = client.get(f"/teams/{region.pk}/").content.decode()
    assert "Rep Reyes" in board and "Ora Other" in board
    for path in (f"/teams/{world.north.pk}/", f"/reps/{world.rep.pk}/"):
        assert client.get(path).status_code == 200
    query = f"?team={region.pk}&first={day(30)}&last={day(CLOSE)}&format=csv"
    assert len(client.get(f"/progress/{query}").content.splitlines()) == 3


def test_team_members_cannot_open_the_regions_board(world: World, region: Team) -> None:
    assert world.signed_in("rep").get(f"/teams/{region.pk}/").status_code == 404


def test_a_regions_close_waits_for_the_time_zones_of_all_teams(world: World, region: Team) -> None:
    with world.scope():
        type(world.rep).objects.filter(pk=world.rep.pk).update(time_zone="Pacific/Pago_Pago")
        overview = teams_overview([region], 30, _visibility_by_team(world))
    # At 12:00 UTC it is 1:00 in Pago Pago (UTC-11), so yesterday has ended there; at 05:00 UTC
    # it has not.
    assert overview and overview.close == day(CLOSE)
    with world.scope(), time_machine.travel(f"{day(TODAY)}T05:00Z", tick=False):
        earlier = teams_overview([region], 30, _visibility_by_team(world))
    assert earlier is None
